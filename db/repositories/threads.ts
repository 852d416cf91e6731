import type { Read } from '../sql/queries.ts';
import { integers, onConflictKeep, sql, strings } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

export interface ThreadRow {
  id: number;
  account_id: number;
  created_modseq: number;
  changed_modseq: number;
  /** Visible Emails. */
  email_count: number;
  /** Unread Emails that are visible somewhere else than in Trash. */
  unread: number;
  /** Unread Emails that are visible in Trash. */
  trash_unread: number;
}

export function threadsById(read: Read, ids: ArrayLike<number>): Promise<ThreadRow[]> {
  return read.all<ThreadRow>(sql`SELECT id, account_id, created_modseq, changed_modseq, email_count, unread, trash_unread FROM thread WHERE id IN ${integers(ids)}`);
}

export async function insertThread(tx: Unit, row: ThreadRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO thread (id, account_id, created_modseq, changed_modseq, email_count, unread, trash_unread)
    VALUES (${row.id}, ${row.account_id}, ${row.created_modseq}, ${row.changed_modseq}, ${row.email_count}, ${row.unread}, ${row.trash_unread})`);
}

/** The oldest thread that one of the keys leads to. */
export async function threadByKeys(read: Read, accountId: number, hashes: readonly string[]): Promise<number | undefined> {
  const row = await read.get<{ thread_id: number | null }>(sql`
    SELECT MIN(thread_id) AS thread_id FROM thread_key WHERE account_id = ${accountId} AND hash IN ${strings(hashes)}`);
  return row?.thread_id ?? undefined;
}

export async function insertThreadKeys(tx: Unit, accountId: number, hashes: readonly string[], threadId: number): Promise<void> {
  for (const hash of hashes) {
    await tx.run(sql`INSERT INTO thread_key (account_id, hash, thread_id) VALUES (${accountId}, ${hash}, ${threadId}) ${onConflictKeep(['account_id', 'hash'])}`);
  }
}

export interface ThreadMailboxRow {
  mailbox_id: number;
  thread_id: number;
  account_id: number;
  latest_received: number;
  latest_email: number;
  email_count: number;
  unread: number;
}

export function threadMailboxes(read: Read, threadIds: ArrayLike<number>): Promise<ThreadMailboxRow[]> {
  return read.all<ThreadMailboxRow>(sql`
    SELECT mailbox_id, thread_id, account_id, latest_received, latest_email, email_count, unread FROM thread_mailbox WHERE thread_id IN ${integers(threadIds)}`);
}

export async function insertThreadMailboxes(tx: Unit, rows: readonly ThreadMailboxRow[]): Promise<void> {
  await tx.insertMany(
    'thread_mailbox',
    ['mailbox_id', 'thread_id', 'account_id', 'latest_received', 'latest_email', 'email_count', 'unread'],
    rows.map((r) => [r.mailbox_id, r.thread_id, r.account_id, r.latest_received, r.latest_email, r.email_count, r.unread]),
  );
}

export async function deleteThreadMailboxes(tx: Unit, mailboxId: number, threadIds: ArrayLike<number>): Promise<void> {
  await tx.run(sql`DELETE FROM thread_mailbox WHERE mailbox_id = ${mailboxId} AND thread_id IN ${integers(threadIds)}`);
}

/** The same difference for many threads of one mailbox. */
export async function addToThreadMailboxes(tx: Unit, mailboxId: number, threadIds: ArrayLike<number>, count: number, unread: number): Promise<void> {
  await tx.run(sql`
    UPDATE thread_mailbox SET email_count = email_count + ${count}, unread = unread + ${unread}
     WHERE mailbox_id = ${mailboxId} AND thread_id IN ${integers(threadIds)}`);
}

/** Visible memberships of threads, for finding the newest again. `CROSS JOIN` keeps SQLite from beginning with all of the account's memberships. */
export function visibleOfThreads(read: Read, accountId: number, threadIds: ArrayLike<number>): Promise<{ mailbox_id: number; thread_id: number; received_at: number; email_id: number }[]> {
  return read.all(sql`
    SELECT m.mailbox_id, e.thread_id, m.received_at, m.email_id FROM email e CROSS JOIN membership m ON m.account_id = ${accountId} AND m.email_id = e.id
     WHERE e.thread_id IN ${integers(threadIds)} AND m.deleted = 0`);
}

export interface ThreadDelta {
  emails: number;
  unread: number;
  trashUnread: number;
}

/** The same difference for many threads; `changed` marks them for Thread/changes. */
export async function addToThreads(tx: Unit, ids: ArrayLike<number>, by: ThreadDelta, changed: number | null): Promise<void> {
  await tx.run(changed === null
    ? sql`UPDATE thread SET email_count = email_count + ${by.emails}, unread = unread + ${by.unread}, trash_unread = trash_unread + ${by.trashUnread} WHERE id IN ${integers(ids)}`
    : sql`UPDATE thread SET email_count = email_count + ${by.emails}, unread = unread + ${by.unread}, trash_unread = trash_unread + ${by.trashUnread},
                 changed_modseq = ${changed} WHERE id IN ${integers(ids)}`);
}

export async function setThreadsCreated(tx: Unit, ids: ArrayLike<number>, modseq: number): Promise<void> {
  await tx.run(sql`UPDATE thread SET created_modseq = ${modseq} WHERE id IN ${integers(ids)}`);
}

/** Removes threads that have no Email left, hidden ones included. */
export async function deleteEmptyThreads(tx: Unit, accountId: number, ids: ArrayLike<number>): Promise<void> {
  const left = await tx.all<{ id: number }>(sql`
    SELECT t.id FROM thread t WHERE t.id IN ${integers(ids)} AND NOT EXISTS (SELECT 1 FROM email e WHERE e.thread_id = t.id AND e.account_id = ${accountId})`);
  if (left.length === 0) return;
  const empty = left.map((row) => row.id);
  await tx.run(sql`DELETE FROM thread WHERE id IN ${integers(empty)}`);
  await tx.run(sql`DELETE FROM thread_key WHERE thread_id IN ${integers(empty)}`);
}
