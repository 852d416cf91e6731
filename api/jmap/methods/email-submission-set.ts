/** EmailSubmission/set (RFC 8621 §7.5). */
import { type EmailRow, emailsById } from '../../../db/repositories/emails.ts';
import { deleteSubmission, sendingIdentities, submissionById, type SubmissionRow, submissionsById } from '../../../db/repositories/submissions.ts';
import { bury } from '../../../db/repositories/tombstones.ts';
import type { Unit } from '../../../db/index.ts';
import { type EmailSubmissionSetResponse, invalidProperties, jmapObjects } from '../../../openapi/index.ts';
import { accountFor } from '../../access/context.ts';
import type { SubmissionEnvelope } from '../../client/api.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { fromId, needId, toId } from '../../ids.ts';
import { fieldsOf } from '../../mail/mime/index.ts';
import { normalizeAddress } from '../../people/recipients.ts';
import { cancelSubmissions } from '../../transport/cancel-submissions.ts';
import { readEnvelope } from '../../transport/envelope.ts';
import { headerAddresses } from '../../transport/outgoing-message.ts';
import { accountsOf, commitSubmission, type PreparedSubmission, prepareSubmission } from '../../transport/submission.ts';
import { queueOwner, wakeQueue } from '../../transport/transport-of.ts';
import { method, type MethodContext } from '../method.ts';
import { applyPatch } from '../patch.ts';
import { applySet, type SetAnswer } from '../set.ts';
import { typeState } from '../state.ts';
import { submissionObject } from './email-submission-object.ts';

type Fields = Readonly<Record<string, unknown>>;
type Prepared = PreparedSubmission | CoreError;

/**
 * Bytes are made durable before the unit; then one unit for all of the call: mailboxes here, queue, submissions. Work in mailboxes elsewhere begins after
 * it, and the changes to the Emails follow as an Email/set of their own.
 */
export const emailSubmissionSet = method('EmailSubmission/set', async (ctx, args) => {
  const accountId = accountFor(ctx, args.accountId, 'write');
  const { core } = ctx;
  const prepared = new Map<string, Prepared>();
  for (const [creationId, draft] of Object.entries(args.create ?? {})) prepared.set(creationId, await prepare(ctx, accountId, draft));
  const accounts = new Set([accountId, ...[...prepared.values()].flatMap((one) => (isCoreError(one) ? [] : accountsOf(one)))]);

  const { answer, emails, isQueued } = await core.db.write([...accounts], async (tx) => {
    const account = tx.account(accountId);
    const oldState = await typeState(tx, accountId, 'EmailSubmission');
    const known = await emailsOfSubmissions(tx, accountId, [...Object.keys(args.update ?? {}), ...(args.destroy ?? [])]);
    const states = { oldState, newState: () => (account.types.has('EmailSubmission') ? String(account.modseq) : oldState) };
    let hasQueued = false;
    const set = await applySet(ctx, args, states, {
      async create(_draft, _resolve, creationId) {
        const one = prepared.get(creationId) as Prepared;
        if (isCoreError(one)) throw one;
        const { row, queued } = await commitSubmission(tx, core, one, queueOwner(core));
        hasQueued ||= queued;
        known.set(toId('submission', row.id), row.email_id);
        const { identityId: _identity, emailId: _email, ...serverSet } = submissionObject(row);
        return serverSet;
      },
      update: (id, patch) => update(tx, accountId, id, patch),
      async destroy(id) {
        const row = await find(tx, accountId, id);
        await deleteSubmission(tx, row.id);
        await bury(tx, accountId, 'EmailSubmission', [{ id: row.id, created: row.created_modseq }], account.modseq, core.clock.now());
        account.touch('EmailSubmission');
        return undefined;
      },
    });
    return { answer: set, emails: known, isQueued: hasQueued };
  });
  if (isQueued) wakeQueue(core);
  changeEmails(ctx, args, answer, emails);
  return answer as EmailSubmissionSetResponse;
});

/** Checks a draft. What is wrong with it is told when its turn comes. */
async function prepare(ctx: MethodContext, accountId: number, draft: Fields): Promise<Prepared> {
  try {
    const issues = invalidProperties('EmailSubmissionCreate', draft);
    if (issues.length > 0) {
      const properties = [...new Set(issues.map((issue) => issue.path.split('/')[0] as string))];
      throw new CoreError('invalidProperties', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), { properties });
    }
    const { email, identity } = await ctx.core.db.read(async (read) => {
      const number = fromId('email', ctx.request.resolveId(draft['emailId'] as string));
      const [row] = number === undefined ? [] : await emailsById(read, accountId, [number]);
      const wanted = ctx.request.resolveId(draft['identityId'] as string);
      return { email: row, identity: (await sendingIdentities(read, accountId)).find((one) => toId('identity', one.id) === wanted) };
    });
    if (!email || email.visible === 0) throw new CoreError('invalidProperties', 'There is no such Email.', { properties: ['emailId'] });
    if (!identity) throw new CoreError('invalidProperties', 'There is no such Identity.', { properties: ['identityId'] });
    return await prepareEmail(ctx, email, identity, (draft['envelope'] ?? null) as GivenEnvelope | null);
  } catch (error) {
    if (isCoreError(error)) return error;
    throw error;
  }
}

interface GivenAddress {
  readonly email: string;
  readonly parameters?: Readonly<Record<string, string | null>> | null;
}

interface GivenEnvelope {
  readonly mailFrom: GivenAddress;
  readonly rcptTo: readonly GivenAddress[];
}

async function prepareEmail(ctx: MethodContext, email: EmailRow, identity: { id: number; email: string }, given: GivenEnvelope | null): Promise<PreparedSubmission> {
  const { core } = ctx;
  const prefixBytes = email.prefix?.length ?? 0;
  if (email.size_bytes > core.limits.messageBytes) throw new CoreError('tooLarge', `A message may have at most ${core.limits.messageBytes} bytes.`, { maxSize: core.limits.messageBytes });
  // Return-Path and Delivered-To of a message that once came in are left behind.
  const bytes = await core.db.blobs.readAll(email.blob_hash);
  const fields = fieldsOf(bytes);
  const shown = given ? withParameters(given) : envelopeOf(ctx, bytes, identity.email);
  return prepareSubmission(ctx, {
    envelope: readEnvelope(shown, core.limits, core.clock.now()), shown, identityId: identity.id, bytes, fields,
    blob: { hash: email.blob_hash, sizeBytes: email.size_bytes - prefixBytes, location: undefined }, trace: '', email: { id: email.id, threadId: email.thread_id }, sentCopy: null,
  });
}

function withParameters({ mailFrom, rcptTo }: GivenEnvelope): SubmissionEnvelope {
  const whole = ({ email, parameters }: GivenAddress): SubmissionEnvelope['mailFrom'] => ({ email, parameters: parameters ?? {} });
  return { mailFrom: whole(mailFrom), rcptTo: rcptTo.map(whole) };
}

/** RFC 8621 §7, envelope: Sender, else From, where the Identity allows it; To, Cc and Bcc, each once. */
function envelopeOf(ctx: MethodContext, bytes: Buffer, identity: string): SubmissionEnvelope {
  const { from, sender, recipients, fromFields, senderFields } = headerAddresses(bytes, fieldsOf(bytes));
  const authors = senderFields > 0 ? sender : from;
  if (authors.length > 1 || fromFields > 1 || senderFields > 1) {
    throw new CoreError('invalidEmail', 'The message has several senders; name the one in the envelope.', { properties: [senderFields > 0 ? 'sender' : 'from'] });
  }
  const author = authors[0]?.email ?? '';
  const allowed = normalizeAddress(author) === normalizeAddress(identity) || (identity.startsWith('*@') && normalizeAddress(author).endsWith(normalizeAddress(identity).slice(1)));
  const unique = new Map(recipients.map(({ email }) => [normalizeAddress(email), email]));
  return {
    mailFrom: { email: allowed ? author : identity.startsWith('*@') ? ctx.principal.address : identity, parameters: {} },
    rcptTo: [...unique.values()].map((email) => ({ email, parameters: {} })),
  };
}

async function find(tx: Unit, accountId: number, id: string): Promise<SubmissionRow> {
  const row = await submissionById(tx, accountId, needId('submission', id));
  if (!row) throw new CoreError('notFound', `There is no submission ${id}.`);
  return row;
}

/** Only `undoStatus` can be written, and only `canceled` while nothing has been tried. */
async function update(tx: Unit, accountId: number, id: string, patch: Fields): Promise<Fields | null> {
  const row = await find(tx, accountId, id);
  const before = submissionObject(row) as Fields;
  const after = applyPatch(before, patch);
  const changed = jmapObjects.EmailSubmission.properties.filter((property) => JSON.stringify(before[property]) !== JSON.stringify(after[property]));
  const strange = Object.keys(after).filter((property) => !Object.hasOwn(before, property));
  const wrong = [...changed.filter((property) => property !== 'undoStatus'), ...strange];
  if (wrong.length > 0) throw new CoreError('invalidProperties', `These cannot be changed: ${wrong.join(', ')}.`, { properties: wrong });
  if (changed.length === 0) return null;
  if (after['undoStatus'] !== 'canceled') throw new CoreError('invalidProperties', 'Only canceled can be written here.', { properties: ['undoStatus'] });
  if (row.undo_status !== 'pending') throw new CoreError('cannotUnsend', 'The message is already on its way.');
  const [deliveryStatus] = await cancelSubmissions(tx, accountId, [row]);
  return { deliveryStatus };
}

async function emailsOfSubmissions(tx: Unit, accountId: number, ids: readonly string[]): Promise<Map<string, number>> {
  const numbers = ids.map((id) => fromId('submission', id)).filter((number) => number !== undefined);
  return new Map((await submissionsById(tx, accountId, numbers)).map((row) => [toId('submission', row.id), row.email_id]));
}

/** One implicit Email/set for what the call wants done with the Emails of those submissions that succeeded. */
function changeEmails(
  ctx: MethodContext, args: { accountId: string; onSuccessUpdateEmail?: Readonly<Record<string, Fields>> | null; onSuccessDestroyEmail?: readonly string[] | null },
  answer: SetAnswer<Record<string, unknown>>, emails: ReadonlyMap<string, number>,
): void {
  const succeeded = new Set([...Object.keys(answer.updated ?? {}), ...(answer.destroyed ?? [])]);
  const emailOf = (written: string): string | undefined => {
    const created = written.startsWith('#') ? (answer.created?.[written.slice(1)]?.['id'] as string | undefined) : undefined;
    const id = created ?? ctx.request.resolveId(written);
    const number = id === undefined || (created === undefined && !succeeded.has(id)) ? undefined : emails.get(id);
    return number === undefined ? undefined : toId('email', number);
  };
  const update: Record<string, Fields> = {};
  for (const [written, patch] of Object.entries(args.onSuccessUpdateEmail ?? {})) {
    const emailId = emailOf(written);
    if (emailId !== undefined) update[emailId] = { ...update[emailId], ...patch };
  }
  const destroy = [...new Set((args.onSuccessDestroyEmail ?? []).map(emailOf).filter((id) => id !== undefined))];
  for (const emailId of destroy) delete update[emailId];
  if (Object.keys(update).length === 0 && destroy.length === 0) return;
  ctx.followUp('Email/set', {
    accountId: args.accountId, ...(Object.keys(update).length > 0 ? { update } : {}), ...(destroy.length > 0 ? { destroy } : {}),
  } as never);
}
