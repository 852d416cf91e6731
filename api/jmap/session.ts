import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Read } from '../../db/index.ts';
import { openApiDocument, type CoreCapability, type MailCapability, type Session, type SessionAccount, type SubmissionCapability } from '../../openapi/index.ts';
import { hasScope, type Context } from '../access/context.ts';
import type { Reach } from '../access/reach.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import { standardRegistry } from './engine.ts';
import { collations } from './query-arguments.ts';
import { namedReaches, type SharedAccount, sharedAccounts } from './shared-accounts.ts';

const core = 'urn:ietf:params:jmap:core';
const mail = 'urn:ietf:params:jmap:mail';
const mailShare = 'urn:ietf:params:jmap:mail:share';
const submission = 'urn:ietf:params:jmap:submission';
const principals = 'urn:ietf:params:jmap:principals';
const legacy = 'https://messagerie.example/jmap/legacy';
/** Of accounts only: it stands in no list of the session's (RFC 9670 §1.5.2). */
const owner = 'urn:ietf:params:jmap:principals:owner';

/** What a server with these methods announces: the sharing of mailboxes is properties of theirs, and has no method of its own. */
export function announcedCapabilities(ofMethods: Iterable<string>): ReadonlySet<string> {
  const capabilities = new Set(ofMethods);
  if (capabilities.has(mail)) capabilities.add(mailShare);
  return capabilities;
}

/**
 * The Session object (RFC 8620 §2).
 * @param capabilities what the methods of this server need
 * @param base address of this server as the client sees it, without final slash
 */
export async function buildSession(ctx: Context, capabilities: ReadonlySet<string>, base: string): Promise<Session> {
  const { stable, state } = await keptSession(ctx, capabilities);
  return {
    ...stable,
    apiUrl: `${base}/jmap/api`,
    downloadUrl: `${base}/jmap/download/{accountId}/{blobId}/{name}?type={type}`,
    uploadUrl: `${base}/jmap/upload/{accountId}`,
    eventSourceUrl: `${base}/jmap/events?types={types}&closeafter={closeafter}&ping={ping}`,
    state,
  };
}

/** Changes when the session object does, also with grants; its addresses are left out, since they follow the request. */
export async function sessionState(ctx: Context, capabilities: ReadonlySet<string>): Promise<string> {
  return (await keptSession(ctx, capabilities)).state;
}

type StableSession = Pick<Session, 'capabilities' | 'accounts' | 'primaryAccounts' | 'username'>;

const stateOf = (session: StableSession): string => createHash('sha256').update(JSON.stringify(session)).digest('base64url').slice(0, 16);

interface KeptSession {
  readonly capabilities: ReadonlySet<string>;
  readonly stable: StableSession;
  readonly state: string;
}

/** Some kilobytes each; what is made anew takes a tenth of a millisecond. */
const mostKept = 1000;

/** By all that a session is made of, so that none is ever out of date. */
const kept = new WeakMap<Core, LRUCache<string, KeptSession>>();

async function keptSession(ctx: Context, capabilities: ReadonlySet<string>): Promise<KeptSession> {
  const shared = hasScope(ctx, 'mail:read') ? await sharedAccounts(ctx) : [];
  let sessions = kept.get(ctx.core);
  if (!sessions) kept.set(ctx.core, (sessions = new LRUCache({ max: mostKept })));
  const { id, address } = ctx.principal;
  const scopes = `${hasScope(ctx, 'mail:read')} ${hasScope(ctx, 'mail')}`;
  const key = `${id} ${address}\n${scopes}\n${shared.length === 0 ? '' : JSON.stringify(shared)}`;
  const known = sessions.get(key);
  if (known?.capabilities === capabilities) return known;
  const stable = stableSession(ctx, capabilities, shared);
  const made = { capabilities, stable, state: stateOf(stable) };
  sessions.set(key, made);
  return made;
}

function stableSession(ctx: Context, capabilities: ReadonlySet<string>, shared: readonly SharedAccount[]): StableSession {
  const accountId = toId('account', ctx.principal.id);
  const ofAccounts = [...capabilities].filter((capability) => capability !== core);
  return {
    capabilities: Object.fromEntries([core, ...ofAccounts].map((capability) => [capability, capability === core ? coreCapability(ctx) : {}])),
    accounts: {
      [accountId]: ownAccount(ctx, capabilities),
      ...Object.fromEntries(shared.map((one) => [toId('account', one.account), sharedAccount(ctx, one, capabilities)])),
    },
    primaryAccounts: Object.fromEntries(ofAccounts.map((capability) => [capability, accountId])),
    username: ctx.principal.address,
  };
}

/** One's own account. */
export function ownAccount(ctx: Context, capabilities = standardRegistry().capabilities): SessionAccount {
  const { id, address } = ctx.principal;
  const ofAccount = [...capabilities].filter((capability) => capability !== core);
  return {
    name: address,
    isPersonal: true,
    isReadOnly: !hasScope(ctx, 'mail'),
    accountCapabilities: {
      ...Object.fromEntries(ofAccount.map((capability) => [capability, accountCapability(ctx, capability)])),
      ...ownerCapability(ctx, id, capabilities),
    },
  };
}

/** What of it may be used depends on grants, and is checked at each call. */
function sharedAccount(ctx: Context, { account, name, isReadOnly }: SharedAccount, capabilities: ReadonlySet<string>): SessionAccount {
  return {
    name,
    isPersonal: false,
    isReadOnly: isReadOnly || !hasScope(ctx, 'mail'),
    accountCapabilities: {
      ...Object.fromEntries([mail, mailShare, legacy].filter((capability) => capabilities.has(capability)).map((capability) => [capability, sharedCapability(ctx, capability)])),
      ...ownerCapability(ctx, account, capabilities),
    },
  };
}

/** An account of others, for whoever has asked for the reach already. */
export async function accountOfReach(ctx: Context, read: Read, reach: Reach, capabilities = standardRegistry().capabilities): Promise<SessionAccount> {
  const [named] = await namedReaches(read, [reach]);
  return sharedAccount(ctx, named as SharedAccount, capabilities);
}

/** Sharees make no mailboxes beside those that they were given. */
function sharedCapability(ctx: Context, capability: string): Record<string, unknown> {
  const own = accountCapability(ctx, capability);
  return capability === mail ? { ...own, mayCreateTopLevelMailbox: false } : own;
}

/** Everybody looks principals up in their own account (contract, JMAP). */
function ownerCapability(ctx: Context, account: number, capabilities: ReadonlySet<string>): Record<string, Record<string, unknown>> {
  return capabilities.has(principals) ? { [owner]: { accountIdForPrincipal: toId('account', ctx.principal.id), principalId: toId('principal', account) } } : {};
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
  if (capability === principals) return { currentUserPrincipalId: toId('principal', ctx.principal.id) };
  return {};
}

function emailSortProperties(): readonly string[] {
  return (openApiDocument().components.schemas.EmailSortProperty as { enum?: readonly string[] }).enum ?? [];
}
