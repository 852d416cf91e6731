/** COPY and MOVE of messages that are all alike: however many they are, a handful of statements (design §6). */
import { addVisible, closeIntervals, type CopySource, insertCopies } from '../../../db/repositories/copies.ts';
import { expungeMemberships } from '../../../db/repositories/expunges.ts';
import { isUnread, SEEN } from './keywords.ts';
import type { MailUnit } from './mail-unit.ts';

/** Where messages go from and to, inside an account. */
export interface Way {
  readonly fromMailboxId: number;
  readonly toMailboxId: number;
  /** They leave where they were. */
  readonly move: boolean;
}

/** Somebody changed what was read beforehand. */
export class OutOfDate extends Error {
  override name = 'OutOfDate';
}

/** The destination has not got it, and JMAP sees it: nothing about it but its place changes. */
export const isPlain = (row: CopySource): boolean => row.there === null && row.deleted === 0;

/** Plain messages in UID order, and the UID that the first of them gets; the others follow. */
export interface Run {
  readonly rows: readonly CopySource[];
  readonly firstUid: number;
}

/**
 * Copies or moves plain messages; the caller flushes the unit.
 * @param readAt the mod-sequence at which they were read
 * @throws OutOfDate one has changed since then
 */
export async function copyPlain(unit: MailUnit, way: Way, runs: readonly Run[], readAt: number): Promise<void> {
  const { tx, modseq, now, account } = unit;
  const { fromMailboxId, toMailboxId, move } = way;
  for (const { rows, firstUid } of runs) {
    const uids = rows.map((row) => row.uid);
    const copied = await insertCopies(tx, { accountId: account.id, fromMailboxId, toMailboxId, uids, unchangedSince: readAt, firstUid, modseq, now });
    if (copied !== rows.length) throw new OutOfDate();
  }
  const rows = runs.flatMap((run) => run.rows);
  const emailIds = rows.map((row) => row.email_id);
  if (move) {
    const uids = rows.map((row) => row.uid);
    await closeIntervals(tx, fromMailboxId, uids, modseq, now);
    await expungeMemberships(tx, fromMailboxId, uids, modseq, now);
    await unit.took(fromMailboxId, emailIds);
  }
  await addVisible(tx, account.id, emailIds, move ? 0 : 1, modseq);
  account.touch('Email');
  await count(unit, way, rows);
}

interface ThreadTotal {
  count: number;
  unread: number;
  /** Those that are visible in the source alone. */
  unreadThere: number;
  latest: CopySource;
}

async function count(unit: MailUnit, { fromMailboxId, toMailboxId, move }: Way, rows: readonly CopySource[]): Promise<void> {
  const threads = new Map<number, ThreadTotal>();
  let [bytes, unseen, unreadEmails] = [0, 0, 0];
  for (const row of rows) {
    const unread = Number(isUnread(row.keyword_bits));
    const unreadThere = row.visible === 1 ? unread : 0;
    bytes += row.size_bytes;
    unseen += Number((row.keyword_bits & SEEN) === 0);
    unreadEmails += unread;
    const thread = threads.get(row.thread_id);
    if (!thread) {
      threads.set(row.thread_id, { count: 1, unread, unreadThere, latest: row });
      continue;
    }
    thread.count += 1;
    thread.unread += unread;
    thread.unreadThere += unreadThere;
    const { latest } = thread;
    if (row.received_at > latest.received_at || (row.received_at === latest.received_at && row.email_id > latest.email_id)) thread.latest = row;
  }
  const messages = { messages: rows.length, bytes, unseen, unreadEmails };
  await unit.countVisible(toMailboxId, messages, 1);
  if (move) await unit.countVisible(fromMailboxId, messages, -1);
  const [fromTrash, toTrash] = [await unit.isTrash(fromMailboxId), await unit.isTrash(toMailboxId)];
  for (const [threadId, { count: some, unread, unreadThere, latest }] of threads) {
    const part = { count: some, unread, latestReceived: latest.received_at, latestEmail: latest.email_id };
    unit.threads.came(toMailboxId, threadId, part);
    if (move) unit.threads.left(fromMailboxId, threadId, part);
    // There is one Trash: who comes from there begins to count elsewhere, unless it did; who goes there was not there before.
    if (fromTrash) unit.threads.unreadIn(threadId, unreadThere, move ? -unread : 0);
    if (toTrash) unit.threads.unreadIn(threadId, move ? -unreadThere : 0, unread);
  }
}
