/** Rows of `thread_mailbox`: the Emails of a thread that a mailbox shows, and the newest of them. */
import {
  addToThreadMailboxes, deleteThreadMailboxes, insertThreadMailboxes, type ThreadMailboxRow, visibleOfThreads,
} from '../../../db/repositories/threads.ts';
import type { Unit } from '../../../db/index.ts';
import type { MailUnit } from './mail-unit.ts';

/** What a unit changes in how a mailbox shows a thread. */
export interface Pair {
  readonly mailboxId: number;
  readonly threadId: number;
  count: number;
  unread: number;
  /** The newest message that was added. */
  addedReceived: number;
  addedEmail: number;
  /** A message that went and did not come again as it was; 0: none. */
  leftEmail: number;
  leftReceived: number;
  /** More than one went: only the rows tell which is the newest now. */
  manyLeft: boolean;
}

export const pairKey = (mailboxId: number, threadId: number): string => `${mailboxId}:${threadId}`;

/** Adds and removes rows of `thread_mailbox`, the same difference for many threads in one statement. */
export async function writePairs(unit: MailUnit, pairs: Iterable<Pair>, existing: readonly ThreadMailboxRow[]): Promise<void> {
  const { tx, account } = unit;
  const there = new Map(existing.map((row) => [pairKey(row.mailbox_id, row.thread_id), row]));
  const inserts: ThreadMailboxRow[] = [];
  const groups = new Map<string, { mailboxId: number; count: number; unread: number; threads: number[] }>();
  const gone = new Map<number, number[]>();
  const newest: ThreadMailboxRow[] = [];
  const recompute: { mailboxId: number; threadId: number }[] = [];
  for (const pair of pairs) {
    const row = there.get(pairKey(pair.mailboxId, pair.threadId));
    const count = (row?.email_count ?? 0) + pair.count;
    if (count <= 0) {
      if (row) push(gone, pair.mailboxId, pair.threadId);
      continue;
    }
    const isAddedSure = !pair.manyLeft && (pair.leftEmail === 0 || pair.leftEmail !== pair.addedEmail);
    if (!row) {
      const inserted: ThreadMailboxRow = {
        mailbox_id: pair.mailboxId, thread_id: pair.threadId, account_id: account.id, latest_received: pair.addedReceived,
        latest_email: pair.addedEmail, email_count: count, unread: pair.unread,
      };
      inserts.push(inserted);
      if (!isAddedSure) {
        there.set(pairKey(pair.mailboxId, pair.threadId), inserted);
        recompute.push(pair);
      }
      continue;
    }
    const after: ThreadMailboxRow = { ...row, email_count: count, unread: row.unread + pair.unread };
    const isNewer = pair.addedReceived > row.latest_received || (pair.addedReceived === row.latest_received && pair.addedEmail > row.latest_email);
    if (!isAddedSure || (pair.leftEmail !== 0 && pair.leftEmail === row.latest_email)) {
      there.set(pairKey(pair.mailboxId, pair.threadId), after);
      recompute.push(pair);
    } else if (isNewer) {
      newest.push({ ...after, latest_received: pair.addedReceived, latest_email: pair.addedEmail });
      continue;
    }
    if (pair.count !== 0 || pair.unread !== 0) {
      const key = `${pair.mailboxId}:${pair.count}:${pair.unread}`;
      const group = groups.get(key) ?? { mailboxId: pair.mailboxId, count: pair.count, unread: pair.unread, threads: [] };
      group.threads.push(pair.threadId);
      groups.set(key, group);
    }
  }
  if (inserts.length > 0) await insertThreadMailboxes(tx, inserts);
  for (const group of groups.values()) await addToThreadMailboxes(tx, group.mailboxId, group.threads, group.count, group.unread);
  for (const [mailboxId, threads] of gone) await deleteThreadMailboxes(tx, mailboxId, threads);
  await rewrite(tx, newest);
  await recomputeLatest(unit, recompute, there);
}

async function recomputeLatest(unit: MailUnit, pairs: readonly { mailboxId: number; threadId: number }[], there: ReadonlyMap<string, ThreadMailboxRow>): Promise<void> {
  if (pairs.length === 0) return;
  const { tx, account } = unit;
  const latest = new Map<string, { received: number; email: number }>();
  for (const row of await visibleOfThreads(tx, account.id, [...new Set(pairs.map((pair) => pair.threadId))])) {
    const key = pairKey(row.mailbox_id, row.thread_id);
    const best = latest.get(key);
    if (!best || row.received_at > best.received || (row.received_at === best.received && row.email_id > best.email)) {
      latest.set(key, { received: row.received_at, email: row.email_id });
    }
  }
  const changed: ThreadMailboxRow[] = [];
  for (const { mailboxId, threadId } of pairs) {
    const key = pairKey(mailboxId, threadId);
    const best = latest.get(key);
    const row = there.get(key);
    if (best && row && (best.received !== row.latest_received || best.email !== row.latest_email)) {
      changed.push({ ...row, latest_received: best.received, latest_email: best.email });
    }
  }
  await rewrite(tx, changed);
}

/** Puts rows in the place of those that are there: each has values of its own, so that no UPDATE of many fits. */
async function rewrite(tx: Unit, rows: readonly ThreadMailboxRow[]): Promise<void> {
  const byMailbox = new Map<number, number[]>();
  for (const row of rows) push(byMailbox, row.mailbox_id, row.thread_id);
  for (const [mailboxId, threads] of byMailbox) await deleteThreadMailboxes(tx, mailboxId, threads);
  if (rows.length > 0) await insertThreadMailboxes(tx, rows);
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
