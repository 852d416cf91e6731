import { changedSince, type ViewRow, flagsAfter, expungedSince as readExpunged } from '../../db/repositories/columns.ts';
import { readerChangedSince, readerFlagsAfter, readerMarks, readerSeenSince } from '../../db/repositories/reader-columns.ts';
import { type Read, sql } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { type Reach, rightsIn } from '../access/reach.ts';
import { toRightLetters } from '../access/rights.ts';
import { DELETED_BIT, type MailboxDelta, type MailboxSnapshot, type MessageColumns } from '../client/legacy.ts';
import { unpackExtra } from '../mail/store/keywords.ts';
import { reachedMailbox } from './reached-mailbox.ts';

/** Rows read before the event loop gets its turn. */
const BATCH = 2_000;

function toColumns(rows: readonly ViewRow[]): MessageColumns {
  const columns = {
    uids: new Uint32Array(rows.length), emails: new Float64Array(rows.length), flags: new Uint32Array(rows.length), modseqs: new Float64Array(rows.length),
    sizes: new Float64Array(rows.length),
    extraKeywords: new Map<number, readonly string[]>(),
  };
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as ViewRow;
    columns.uids[i] = row.uid;
    columns.emails[i] = row.email_id;
    columns.flags[i] = row.deleted ? row.keyword_bits | DELETED_BIT : row.keyword_bits;
    columns.modseqs[i] = row.modseq;
    columns.sizes[i] = row.size_bytes;
    if (row.extra_keywords) columns.extraKeywords.set(i, unpackExtra(row.extra_keywords));
  }
  return columns;
}

/**
 * Messages of a mailbox as columns; all of them are what an open view begins with.
 * @param of only UIDs from `sinceUid` on, and no more than `limit`
 */
export function snapshot(ctx: Context, mailboxId: string, of: { readonly sinceUid?: number | undefined; readonly limit?: number | undefined } = {}): Promise<MailboxSnapshot> {
  return ctx.core.db.read(async (read) => {
    const { row: mailbox, reach } = await reachedMailbox(read, ctx, mailboxId);
    const rows = await inTurns<ViewRow>((last) => {
      const after = last?.uid ?? (of.sinceUid ?? 1) - 1;
      return reach.isOwner ? flagsAfter(read, mailbox.id, after, BATCH) : readerFlagsAfter(read, reach.principal, mailbox.id, after, BATCH);
    }, of.limit);
    return {
      uidValidity: mailbox.uid_validity, uidNext: mailbox.uid_next, highestModseq: await highestFor(read, reach, mailbox, rows), rights: rightLetters(reach, mailbox.id),
      isOwn: reach.isOwner, messages: toColumns(rows),
    };
  });
}

/** What changed in a mailbox after a mod-sequence. */
export function changes(ctx: Context, mailboxId: string, modseq: number): Promise<MailboxDelta> {
  return ctx.core.db.read(async (read) => {
    const { row: mailbox, reach } = await reachedMailbox(read, ctx, mailboxId);
    const changed = reach.isOwner ? await allChanged(read, mailbox.id, modseq) : await changedForReader(read, reach, mailbox.id, modseq);
    return {
      uidNext: mailbox.uid_next, highestModseq: await highestFor(read, reach, mailbox, changed), rights: rightLetters(reach, mailbox.id),
      changed: toColumns(changed), expunged: await expunged(read, reach.account, mailbox.id, modseq),
    };
  });
}

export const rightLetters = (reach: Reach, mailbox: number): string => toRightLetters(rightsIn(reach, mailbox));

/** HIGHESTMODSEQ; a reader's also counts what they have marked as seen, also while they did not see this mailbox (design §5). */
async function highestFor(read: Read, reach: Reach, mailbox: { id: number; highest_modseq: number }, rows: readonly ViewRow[]): Promise<number> {
  if (reach.isOwner) return mailbox.highest_modseq;
  const [marks] = await readerMarks(read, reach.principal, [mailbox.id]);
  return rows.reduce((highest, row) => Math.max(highest, row.modseq), Math.max(mailbox.highest_modseq, marks?.counter_modseq ?? 0));
}

/** Batches until one is not full, or there are enough; everybody else gets their turn in between. @param batch reads what comes behind the last row */
async function inTurns<R extends ViewRow>(batch: (last: R | undefined) => Promise<R[]>, most = Number.POSITIVE_INFINITY): Promise<R[]> {
  const rows: R[] = [];
  for (;;) {
    const some = await batch(rows.at(-1));
    for (const row of some) rows.push(row);
    if (rows.length >= most) return rows.slice(0, most);
    if (some.length < BATCH) return rows;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** All changed messages, in UID order; a bulk STORE may have changed every one. */
async function allChanged(read: Read, mailboxId: number, since: number): Promise<ViewRow[]> {
  const rows = await inTurns<ViewRow>((last) =>
    changedSince(read, mailboxId, since, { modseq: last?.modseq ?? since, uid: last?.uid ?? Number.MAX_SAFE_INTEGER }, BATCH));
  return rows.sort((a, b) => a.uid - b.uid);
}

/** What changed for everybody, and what the reader alone marked as seen or not. */
async function changedForReader(read: Read, { principal, account }: Reach, mailboxId: number, since: number): Promise<ViewRow[]> {
  const forAll = await inTurns<ViewRow & { shared_modseq: number }>((last) =>
    readerChangedSince(read, principal, mailboxId, since, { modseq: last?.shared_modseq ?? since, uid: last?.uid ?? Number.MAX_SAFE_INTEGER }, BATCH));
  const forReader = await inTurns<ViewRow & { seen_modseq: number }>((last) =>
    readerSeenSince(read, principal, account, mailboxId, { modseq: last?.seen_modseq ?? since, emailId: last?.email_id ?? Number.MAX_SAFE_INTEGER }, BATCH));
  const rows = new Map<number, ViewRow>([...forAll, ...forReader].map((row) => [row.uid, row]));
  return [...rows.values()].sort((a, b) => a.uid - b.uid);
}

export function expungedAfter(ctx: Context, mailboxId: string, modseq: number): Promise<Uint32Array | null> {
  return ctx.core.db.read(async (read) => {
    const { row, reach } = await reachedMailbox(read, ctx, mailboxId);
    return expunged(read, reach.account, row.id, modseq);
  });
}

async function expunged(read: Read, accountId: number, mailboxId: number, modseq: number): Promise<Uint32Array | null> {
  const horizon = await read.get<{ horizon_modseq: number }>(sql`SELECT horizon_modseq FROM account WHERE id = ${accountId}`);
  if (modseq < (horizon?.horizon_modseq ?? 0)) return null;
  return Uint32Array.from(await readExpunged(read, mailboxId, modseq));
}
