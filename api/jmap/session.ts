import { createHash } from 'node:crypto';
import { openApiDocument, type CoreCapability, type MailCapability, type Session, type SubmissionCapability } from '../../openapi/index.ts';
import { hasScope, type Context } from '../access/context.ts';
import { toId } from '../ids.ts';
import { collations } from './query-arguments.ts';

const core = 'urn:ietf:params:jmap:core';
const mail = 'urn:ietf:params:jmap:mail';
const submission = 'urn:ietf:params:jmap:submission';

/**
 * The Session object (RFC 8620 §2).
 * @param capabilities what the methods of this server need
 * @param base address of this server as the client sees it, without final slash
 */
export function buildSession(ctx: Context, capabilities: ReadonlySet<string>, base: string): Session {
  return {
    ...stableSession(ctx, capabilities),
    apiUrl: `${base}/jmap/api`,
    downloadUrl: `${base}/jmap/download/{accountId}/{blobId}/{name}?type={type}`,
    uploadUrl: `${base}/jmap/upload/{accountId}`,
    eventSourceUrl: `${base}/jmap/events?types={types}&closeafter={closeafter}&ping={ping}`,
    state: sessionState(ctx, capabilities),
  };
}

/** Changes when the session object does; its addresses are left out, since they follow the request. */
export function sessionState(ctx: Context, capabilities: ReadonlySet<string>): string {
  return createHash('sha256').update(JSON.stringify(stableSession(ctx, capabilities))).digest('base64url').slice(0, 16);
}

function stableSession(ctx: Context, capabilities: ReadonlySet<string>): Pick<Session, 'capabilities' | 'accounts' | 'primaryAccounts' | 'username'> {
  const accountId = toId('account', ctx.principal.id);
  const ofAccounts = [...capabilities].filter((capability) => capability !== core);
  return {
    capabilities: Object.fromEntries([core, ...ofAccounts].map((capability) => [capability, capability === core ? coreCapability(ctx) : {}])),
    accounts: {
      [accountId]: {
        name: ctx.principal.address,
        isPersonal: true,
        isReadOnly: !hasScope(ctx, 'mail'),
        accountCapabilities: Object.fromEntries(ofAccounts.map((capability) => [capability, accountCapability(ctx, capability)])),
      },
    },
    primaryAccounts: Object.fromEntries(ofAccounts.map((capability) => [capability, accountId])),
    username: ctx.principal.address,
  };
}

function coreCapability({ core: { limits } }: Context): CoreCapability {
  return {
    maxSizeUpload: limits.maxSizeUpload,
    maxConcurrentUpload: limits.maxConcurrentUpload,
    maxSizeRequest: limits.maxSizeRequest,
    maxConcurrentRequests: limits.maxConcurrentRequests,
    maxCallsInRequest: limits.maxCallsInRequest,
    maxObjectsInGet: limits.maxObjectsInGet,
    maxObjectsInSet: limits.maxObjectsInSet,
    collationAlgorithms: [...collations],
  };
}

function accountCapability(ctx: Context, capability: string): Record<string, unknown> {
  const { limits } = ctx.core;
  if (capability === mail) {
    return {
      maxMailboxesPerEmail: null,
      maxMailboxDepth: limits.mailboxDepth,
      maxSizeMailboxName: limits.mailboxNameBytes,
      maxSizeAttachmentsPerEmail: limits.maxSizeAttachmentsPerEmail,
      emailQuerySortOptions: [...emailSortProperties()],
      mayCreateTopLevelMailbox: hasScope(ctx, 'mail'),
    } satisfies MailCapability;
  }
  if (capability === submission) {
    const delaySeconds = Math.floor(limits.maxDelayedSend / 1000);
    return {
      maxDelayedSend: delaySeconds,
      // RFC 4865 §3: the longest delay, and the latest date, which moves with the clock and is therefore not named.
      submissionExtensions: delaySeconds > 0 ? { FUTURERELEASE: [String(delaySeconds)], SIZE: [String(limits.messageBytes)] } : { SIZE: [String(limits.messageBytes)] },
    } satisfies SubmissionCapability;
  }
  return {};
}

function emailSortProperties(): readonly string[] {
  return (openApiDocument().components.schemas.EmailSortProperty as { enum?: readonly string[] }).enum ?? [];
}
