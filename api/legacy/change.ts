import { mailboxById } from '../../db/repositories/mailboxes.ts';
import type { Context } from '../access/context.ts';
import type { AppendRequest, ChangeFlagsRequest, CopyRequest, CopyResult } from '../client/legacy.ts';
import { CoreError } from '../client/errors.ts';
import { toId } from '../ids.ts';
import { normaliseForMerge } from '../mail/mime/index.ts';
import { arrive } from '../mail/store/arrival.ts';
import { changeFlags as changeFlagsIn, isUncounted } from '../mail/store/change-flags.ts';
import { copyOrMove, expungeMessages } from '../mail/store/copy-emails.ts';
import { createEmail } from '../mail/store/create-email.ts';
import { EmailChanges } from '../mail/store/email-changes.ts';
import { packExtra, toKeywords } from '../mail/store/keywords.ts';
import { MailUnit } from '../mail/store/mail-unit.ts';
import { mimeLimits } from '../mail/store/mime-limits.ts';
import { mergeIntoSent } from '../transport/sent-merge.ts';
import { mailboxNumber, mayWrite } from './own-mailbox.ts';

/** Messages in one unit: the event loop is held up for some milliseconds, and nobody waits behind more (design §4, §6). */
const UNIT_MESSAGES = 200;
/** Of flags that no counter shows, which cost less. */
const UNCOUNTED_MESSAGES = 500;
/** Units of one command that wait for the disk together. */
const UNITS_UNDER_WAY = 4;

/** STORE: several units over many messages, each all or nothing. */
export async function changeFlags(ctx: Context, request: ChangeFlagsRequest): Promise<{ updated: Uint32Array; modseqs: Float64Array; conflicting: Uint32Array }> {
  mayWrite(ctx);
  const { core, principal } = ctx;
  const mailboxId = mailboxNumber(request.mailboxId);
  const keywords = toKeywords(request.keywords, core.limits.keywordsPerEmail);
  const change = {
    op: request.op, keywords, deleted: request.deleted, ifUnmodifiedSince: request.ifUnmodifiedSince, maxKeywords: core.limits.keywordsPerEmail,
  };
  const results = await inUnits(request.uids, isUncounted(change) ? UNCOUNTED_MESSAGES : UNIT_MESSAGES, (uids) =>
    core.db.write([principal.id], (tx) => changeFlagsIn(tx, principal.id, mailboxId, uids, change, core.clock.now())));
  return {
    updated: Uint32Array.from(results.flatMap((result) => result.updated)),
    modseqs: Float64Array.from(results.flatMap((result) => result.modseqs)),
    conflicting: Uint32Array.from(results.flatMap((result) => result.conflicting)),
  };
}

/** Runs a unit for every so many messages, in order; the next is computed while the disk confirms the last ones. */
async function inUnits<T>(uids: Uint32Array, unitMessages: number, unit: (uids: Uint32Array) => Promise<T>): Promise<T[]> {
  const results: Promise<T>[] = [];
  for (let start = 0; start < uids.length; start += unitMessages) {
    const running = unit(uids.subarray(start, start + unitMessages));
    // Whoever waits for the results hears of a failure; until then it must not count as unheard.
    running.catch(() => undefined);
    results.push(running);
    if (results.length >= UNITS_UNDER_WAY) await results[results.length - UNITS_UNDER_WAY];
  }
  return Promise.all(results);
}

/** COPY: all or nothing, one unit. */
export function copy(ctx: Context, request: CopyRequest): Promise<CopyResult> {
  return transfer(ctx, request, false, request.uids.length);
}

/** MOVE: each message is in one of the two at every moment; many messages are several units. */
export function move(ctx: Context, request: CopyRequest): Promise<CopyResult> {
  return transfer(ctx, request, true, UNIT_MESSAGES);
}

async function transfer(ctx: Context, request: CopyRequest, moving: boolean, unitMessages: number): Promise<CopyResult> {
  mayWrite(ctx);
  const { core, principal } = ctx;
  const from = mailboxNumber(request.mailboxId);
  const to = destinationNumber(request.toMailboxId);
  const source: number[] = [];
  const destination: number[] = [];
  let uidValidity = 0;
  for (let start = 0; start < Math.max(1, request.uids.length); start += Math.max(1, unitMessages)) {
    const uids = request.uids.subarray(start, start + Math.max(1, unitMessages));
    const pairs = await core.db.write([principal.id], (tx) => copyOrMove(tx, principal.id, from, uids, to, moving, core.clock.now()));
    uidValidity = pairs.uidValidity;
    for (const uid of pairs.sourceUids) source.push(uid);
    for (const uid of pairs.destinationUids) destination.push(uid);
  }
  return { uidValidity, sourceUids: Uint32Array.from(source), destinationUids: Uint32Array.from(destination) };
}

function destinationNumber(mailboxId: string): number {
  try {
    return mailboxNumber(mailboxId);
  } catch {
    throw new CoreError('mailboxToCreate', 'There is no such folder to put messages in; create it first.');
  }
}

/** EXPUNGE and UID EXPUNGE: several units over many messages. */
export async function expunge(ctx: Context, mailboxId: string, uids?: Uint32Array): Promise<{ uids: Uint32Array; modseq: number }> {
  mayWrite(ctx);
  const { core, principal } = ctx;
  const mailbox = mailboxNumber(mailboxId);
  const gone: number[] = [];
  let modseq = 0;
  const unit = async (some: Uint32Array | undefined): Promise<number> => {
    const left = await core.db.write([principal.id], async (tx) => {
      const result = await expungeMessages(tx, principal.id, mailbox, some, UNIT_MESSAGES, core.clock.now());
      if (result.length > 0) modseq = tx.account(principal.id).modseq;
      return result;
    });
    for (const uid of left) gone.push(uid);
    return left.length;
  };
  if (uids) {
    for (let start = 0; start < uids.length; start += UNIT_MESSAGES) await unit(uids.subarray(start, start + UNIT_MESSAGES));
  } else {
    while ((await unit(undefined)) === UNIT_MESSAGES);
  }
  return { uids: Uint32Array.from(gone).sort(), modseq };
}

/** APPEND (RFC 9051 §6.3.12): the bytes are durable, then one unit puts the message into its mailbox. */
export async function append(ctx: Context, request: AppendRequest): Promise<{ uid: number; uidValidity: number; emailId: string }> {
  mayWrite(ctx);
  const { core, principal } = ctx;
  const mailboxId = destinationNumber(request.mailboxId);
  const keywords = toKeywords(request.keywords, core.limits.keywordsPerEmail);
  const arrived = await arrive(core.db.blobs, request.source, { maxBytes: core.limits.messageBytes, limits: mimeLimits(core.limits) });
  // Only in Sent can the message be the twin of one that the server filed itself.
  const isSent = (await core.db.read((read) => mailboxById(read, principal.id, mailboxId)))?.role === 'sent';
  const mergeKey = isSent ? normaliseForMerge(await core.db.blobs.readPending(arrived.blob)) : undefined;
  const now = core.clock.now();
  return core.db.write([principal.id], async (tx) => {
    const unit = new MailUnit(tx, principal.id, now);
    const mailbox = await unit.mailbox(mailboxId).catch((error: unknown) => {
      throw error instanceof CoreError && error.kind === 'mailboxNotFound'
        ? new CoreError('mailboxToCreate', 'There is no such folder to put messages in; create it first.')
        : error;
    });
    const changes = new EmailChanges(unit);
    const { open, uids } = await createEmail(changes, core.db.blobs, {
      arrived, prefix: null, mailboxIds: [mailboxId], bits: keywords.bits, extra: packExtra(keywords.extra), deleted: request.deleted,
      receivedAt: request.receivedAt ?? now,
    });
    if (mergeKey !== undefined) await mergeIntoSent(changes, { open, mailboxId, mergeKey });
    await changes.settle();
    return { uid: uids.get(mailboxId) as number, uidValidity: mailbox.uid_validity, emailId: toId('email', open.row.id) };
  });
}
