/** One path for all that people send: EmailSubmission/set and submission by SMTP (RFC 8621 §7.5, RFC 6409). */
import { accountUsage, principalById } from '../../db/repositories/people.ts';
import { insertQueueEntries, type QueueRow } from '../../db/repositories/queue.ts';
import { insertSubmission, sendingIdentities, type SubmissionRow } from '../../db/repositories/submissions.ts';
import { mailboxByRole } from '../../db/repositories/mailboxes.ts';
import type { PendingBlob, Read, Unit } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { CoreError, isCoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { deliverInUnit, deliveryPrefix } from '../mail/delivery/deliver-to-account.ts';
import type { HeaderField } from '../mail/mime/index.ts';
import { type Arrived, arrive, arriveStored } from '../mail/store/arrival.ts';
import { createEmail } from '../mail/store/create-email.ts';
import { EmailChanges } from '../mail/store/email-changes.ts';
import { SEEN } from '../mail/store/keywords.ts';
import { MailUnit } from '../mail/store/mail-unit.ts';
import { mimeLimits } from '../mail/store/mime-limits.ts';
import { rememberCorrespondents, type WrittenTo } from '../people/correspondents.ts';
import { mayUseAddress } from '../people/own-addresses.ts';
import { normalizeAddress, resolveRoute, type Route } from '../people/recipients.ts';
import { type DeliveryStatuses, queued, stored } from './delivery-status.ts';
import type { OutgoingEnvelope, OutgoingRecipient, StoredEnvelope } from './envelope.ts';
import { mergeKeyOf } from './merge-key.ts';
import { headerAddresses, isEightBit, sentBytes } from './outgoing-message.ts';
import { LEASE_MS, nextAttempt } from './retry-schedule.ts';
import { type ClientCopy, recentSentEmails } from './sent-merge.ts';

/** So many mailboxes are filled within one unit; the rest waits its turn in the queue. */
const MOST_ACCOUNTS_IN_UNIT = 50;

/** What is to be sent, before it is looked at. */
export interface Submission {
  readonly envelope: OutgoingEnvelope;
  /** The envelope as JMAP shows it afterwards. */
  readonly shown: StoredEnvelope;
  readonly identityId: number;
  /** The whole message, Bcc included; only its header where `sent` has the bytes. */
  readonly bytes: Buffer;
  readonly fields: readonly HeaderField[];
  /** The message's blob, where it is stored already. */
  readonly blob: PendingBlob | null;
  /** What is sent, where that is durable already: without Bcc. */
  readonly sent?: { readonly outgoing: Arrived; readonly eightBit: boolean };
  /** Header lines in front of what is sent (Received). */
  readonly trace: string;
  /** The Email that is sent (JMAP). */
  readonly email: { readonly id: number; readonly threadId: number } | null;
  /** File a copy in Sent, and leave it where the client has done so. `mergeKey`: of the bytes as they came, for comparing. */
  readonly sentCopy: { readonly arrived: Arrived; readonly mergeKey: string } | null;
}

export interface PreparedSubmission extends Submission {
  readonly accountId: number;
  readonly language: string;
  /** What is sent: durable bytes without Bcc. */
  readonly outgoing: Arrived;
  readonly eightBit: boolean;
  readonly routes: readonly { readonly recipient: OutgoingRecipient; readonly route: Route }[];
  readonly copy: { readonly arrived: Arrived; readonly mergeKey: string; readonly seen: ReadonlySet<number>; readonly clients: ClientCopy | null } | null;
}

export interface Submitted {
  readonly row: SubmissionRow;
  /** Entries wait in the queue. */
  readonly queued: boolean;
}

/** The client's copy came in between looking for it and filing ours: look again. */
export class SentChanged extends Error {
  override name = 'SentChanged';
}

/**
 * Checks a submission and makes its bytes durable; nothing is sent yet.
 * @throws CoreError senderNotAllowed, forbiddenMailFrom, invalidEmail, tooLarge, tooManyHops, recipientUnknown
 */
export async function prepareSubmission(ctx: Context, submission: Submission): Promise<PreparedSubmission> {
  const { core, principal } = ctx;
  const { limits, db } = core;
  const { envelope, bytes } = submission;
  if (bytes.length > limits.messageBytes) throw new CoreError('tooLarge', `A message may have at most ${limits.messageBytes} bytes.`, { maxSize: limits.messageBytes });
  if (submission.fields.filter((field) => field.key === 'received').length > limits.receivedFields) {
    throw new CoreError('tooManyHops', `The message has passed through more than ${limits.receivedFields} servers; it goes round in circles.`);
  }
  const routes = await db.read(async (read) => {
    await checkSender(read, principal.id, submission);
    return resolveAll(read, envelope);
  });
  return {
    ...submission,
    ...(submission.sent ?? (await makeSent(core, submission))),
    accountId: principal.id,
    language: principal.language,
    routes,
    copy: submission.sentCopy && (await prepareCopy(core, principal.id, submission.sentCopy)),
  };
}

/** The bytes without Bcc, durable. */
async function makeSent({ db, limits }: Core, { bytes, blob }: Submission): Promise<{ outgoing: Arrived; eightBit: boolean }> {
  const sent = sentBytes(bytes);
  const parsing = { maxBytes: limits.messageBytes, limits: mimeLimits(limits) };
  const outgoing = sent === bytes && blob ? await arriveStored(db.blobs, blob, parsing.limits) : await arrive(db.blobs, sent, parsing);
  return { outgoing, eightBit: isEightBit(sent) };
}

async function checkSender(read: Read, principalId: number, { envelope, bytes, fields }: Submission): Promise<void> {
  const { from, sender, fromFields, senderFields } = headerAddresses(bytes, fields);
  if (fromFields > 1 || senderFields > 1) throw new CoreError('invalidEmail', 'The message has more than one From or Sender field.', { properties: [fromFields > 1 ? 'from' : 'sender'] });
  if (from.length === 0) throw new CoreError('invalidEmail', 'The message has no sender in From.', { properties: ['from'] });
  if (envelope.sender !== '' && !(await mayUseAddress(read, principalId, envelope.sender))) {
    throw new CoreError('forbiddenMailFrom', `You may not send as ${envelope.sender}.`);
  }
  for (const { email } of [...from, ...sender]) {
    if (!(await mayUseAddress(read, principalId, email))) throw new CoreError('senderNotAllowed', `You may not send as ${email.slice(0, 320)}.`);
  }
}

/** @throws CoreError recipientUnknown with all that are unknown */
async function resolveAll(read: Read, envelope: OutgoingEnvelope): Promise<PreparedSubmission['routes']> {
  const routes: { recipient: OutgoingRecipient; route: Route }[] = [];
  const unknown: string[] = [];
  for (const recipient of envelope.recipients) {
    const route = await resolveRoute(read, recipient.address);
    if (route.kind === 'unknown') unknown.push(recipient.address);
    else routes.push({ recipient, route });
  }
  if (unknown.length > 0) {
    throw new CoreError('recipientUnknown', `There is nobody here with this address: ${unknown.slice(0, 5).join(', ')}.`, { invalidRecipients: unknown });
  }
  return routes;
}

/** What goes into Sent, and whether the client's own copy is there already. */
async function prepareCopy(core: Core, accountId: number, { arrived, mergeKey }: NonNullable<Submission['sentCopy']>): Promise<PreparedSubmission['copy']> {
  const { db, clock } = core;
  const candidates = await db.read((read) => recentSentEmails(read, accountId, arrived.messageIdHash, clock.now()));
  let clients: ClientCopy | null = null;
  for (const candidate of candidates) {
    if (!clients && (await mergeKeyOf(db.blobs, candidate.blobHash)) === mergeKey) clients = candidate;
  }
  return { arrived, mergeKey, seen: new Set(candidates.map((candidate) => candidate.emailId)), clients };
}

/** Accounts that the unit of {@link commitSubmission} writes to. */
export function accountsOf(prepared: PreparedSubmission): number[] {
  return [prepared.accountId, ...(deliversInUnit(prepared) ? localAccounts(prepared) : [])];
}

const localAccounts = (prepared: PreparedSubmission): number[] => [...new Set(prepared.routes.flatMap(({ route }) => (route.kind === 'local' ? route.accounts : [])))];
const deliversInUnit = (prepared: PreparedSubmission): boolean => prepared.envelope.holdUntil === null && localAccounts(prepared).length <= MOST_ACCOUNTS_IN_UNIT;

/**
 * Sends: puts the message into mailboxes here, everything else into the queue, the copy into Sent; all in the caller's unit.
 * @param owner who works on the queue here, so that nobody else starts on these entries
 * @throws CoreError overQuota, largerThanQuota (no room for the copy in Sent), before anything is written
 * @throws SentChanged, likewise
 */
export async function commitSubmission(tx: Unit, core: Core, prepared: PreparedSubmission, owner: string | null): Promise<Submitted> {
  const now = core.clock.now();
  const account = tx.account(prepared.accountId);
  const { envelope } = prepared;
  const kept = await fileCopy(tx, core, prepared, now);
  const id = account.newId();
  const statuses: DeliveryStatuses = {};
  const entries: QueueRow[] = [];
  const reached = new Set<number>();
  const releaseAt = envelope.holdUntil ?? now;
  const size = prepared.outgoing.blob.sizeBytes + prepared.trace.length;
  const enqueue = (recipient: OutgoingRecipient, change: Partial<QueueRow> = {}): void => {
    entries.push({
      id: account.newId(), account_id: account.id, submission_id: id, blob_hash: prepared.outgoing.blob.hash, prefix: prepared.trace === '' ? null : Buffer.from(prepared.trace, 'latin1'),
      size_bytes: size, sender: envelope.sender, recipient: recipient.address, state: envelope.holdUntil === null ? 'waiting' : 'held', envelope_id: envelope.envelopeId,
      dsn_return: envelope.dsnReturn, dsn_notify: recipient.notify, original_recipient: recipient.originalRecipient, body_type: prepared.eightBit ? '8BITMIME' : '7BIT',
      smtputf8: envelope.smtputf8 ? 1 : 0, language: prepared.language, attempts: 0, next_attempt_at: releaseAt, expires_at: releaseAt + core.limits.queueLifetime,
      lease_owner: envelope.holdUntil === null ? owner : null, lease_until: envelope.holdUntil === null && owner !== null ? now + LEASE_MS : null,
      last_attempt_at: null, last_status: null, last_reply: null, delay_reported: 0, created_at: now, ...change,
    });
    statuses[recipient.address] ??= queued(change.last_reply ?? undefined);
  };

  for (const { recipient, route } of prepared.routes) {
    // A report of success is the queue's work too.
    if (route.kind !== 'local' || !deliversInUnit(prepared) || recipient.notify?.includes('SUCCESS')) {
      enqueue(recipient);
      continue;
    }
    const original = recipient.originalRecipient ?? `rfc822;${recipient.address}`;
    for (const accountId of route.accounts) {
      if (reached.has(accountId)) continue;
      reached.add(accountId);
      await deliverOrQueue(tx, core, prepared, accountId, recipient, now, (change) => enqueue({ ...recipient, address: change.address, originalRecipient: original }, change.row));
    }
    statuses[recipient.address] ??= route.accounts.length > 0 ? stored() : queued();
    for (const external of route.external) enqueue({ ...recipient, address: external, originalRecipient: original });
  }
  // Keys are the recipients as the sender wrote them; entries behind an alias are part of it.
  const named = new Set(envelope.recipients.map((recipient) => recipient.address));
  for (const address of Object.keys(statuses)) if (!named.has(address)) delete statuses[address];

  await core.db.blobs.register(tx, prepared.outgoing.blob, now);
  await insertQueueEntries(tx, entries);
  const isPending = entries.length > 0 && reached.size === 0;
  const row: SubmissionRow = {
    id, account_id: account.id, identity_id: prepared.identityId, email_id: kept.emailId, thread_id: kept.threadId, envelope: JSON.stringify(kept.envelope), send_at: releaseAt,
    held: envelope.holdUntil === null ? 0 : 1, undo_status: isPending ? 'pending' : 'final', delivery_status: JSON.stringify(statuses), dsn_blobs: null, mdn_blobs: null,
    created_modseq: account.modseq, changed_modseq: account.modseq,
  };
  await insertSubmission(tx, row);
  account.touch('EmailSubmission');
  await rememberCorrespondents(tx, account.id, writtenTo(prepared), now);
  return { row, queued: entries.length > 0 };
}

/** Recipients with their names, where the header has them. */
function writtenTo({ envelope, bytes, fields }: PreparedSubmission): WrittenTo[] {
  const names = new Map(headerAddresses(bytes, fields).recipients.map(({ email, name }) => [normalizeAddress(email), name]));
  return envelope.recipients.map(({ address }) => ({ email: address, name: names.get(normalizeAddress(address)) }));
}

async function deliverOrQueue(
  tx: Unit, core: Core, prepared: PreparedSubmission, accountId: number, recipient: OutgoingRecipient, now: number,
  enqueue: (entry: { address: string; row: Partial<QueueRow> }) => void,
): Promise<void> {
  const prefix = Buffer.concat([deliveryPrefix(prepared.envelope.sender, recipient.address), Buffer.from(prepared.trace, 'latin1')]);
  try {
    await deliverInUnit(tx, core, accountId, { arrived: prepared.outgoing, prefix, receivedAt: now });
  } catch (error) {
    if (!isCoreError(error)) throw error;
    // Full: tried again as long as for anybody else. Too large for the mailbox: the next attempt finds that out and reports it.
    const address = (await principalById(tx, accountId))?.address ?? recipient.address;
    const [code, status] = error.mapping.smtp;
    const expires = now + core.limits.queueLifetime;
    const isFull = error.kind === 'overQuota';
    enqueue({ address, row: { last_status: status, last_reply: `${code} ${status} ${error.message}`, last_attempt_at: now, attempts: isFull ? 1 : 0, next_attempt_at: isFull ? (nextAttempt(0, now, expires) ?? now) : now, lease_owner: null, lease_until: null } });
  }
}

/** The Email that the submission names: JMAP's own, the client's copy in Sent, or one that is filed now. */
async function fileCopy(tx: Unit, core: Core, prepared: PreparedSubmission, now: number): Promise<{ emailId: number; threadId: number; envelope: StoredEnvelope }> {
  const { email, copy, shown, accountId } = prepared;
  if (email) return { emailId: email.id, threadId: email.threadId, envelope: shown };
  if (!copy) return { emailId: 0, threadId: 0, envelope: shown };
  const present = await recentSentEmails(tx, accountId, copy.arrived.messageIdHash, now);
  const clients = copy.clients && present.find((candidate) => candidate.emailId === copy.clients?.emailId);
  if (clients) return { emailId: clients.emailId, threadId: clients.threadId, envelope: shown };
  if (present.some((candidate) => !copy.seen.has(candidate.emailId))) throw new SentChanged();
  const sent = await mailboxByRole(tx, accountId, 'sent');
  if (!sent) return { emailId: 0, threadId: 0, envelope: shown };
  const changes = new EmailChanges(new MailUnit(tx, accountId, now));
  const { open } = await createEmail(changes, core.db.blobs, { arrived: copy.arrived, prefix: null, mailboxIds: [sent.id], bits: SEEN, extra: null, receivedAt: now });
  await changes.settle();
  return { emailId: open.row.id, threadId: open.row.thread_id, envelope: { ...shown, mergeKey: copy.mergeKey } };
}

/** Does the account want a copy of what it submits by SMTP? */
export async function wantsSentCopy(read: Read, accountId: number): Promise<boolean> {
  return (await accountUsage(read, accountId))?.sent_copy === 1;
}

/** The identity that fits an address best: the same address, `*@domain`, else the account's first; 0 where it has none. */
export async function identityFor(read: Read, accountId: number, address: string): Promise<number> {
  const identities = await sendingIdentities(read, accountId);
  const wanted = normalizeAddress(address);
  const domain = wanted.slice(wanted.lastIndexOf('@'));
  const fits = identities.find((identity) => normalizeAddress(identity.email) === wanted) ?? identities.find((identity) => identity.email.toLowerCase() === `*${domain}`);
  return (fits ?? identities[0])?.id ?? 0;
}
