import { integers, type Read, type Statement, sql } from '../../../db/index.ts';
import { accountOfViewer, seesEmail, shareeOf, type Viewer } from './viewer.ts';

/** Every Email that JMAP shows to this viewer, by number, at most `limit`. */
export async function visibleEmailIds(read: Read, viewer: Viewer, limit: number): Promise<number[]> {
  const account = accountOfViewer(viewer);
  const sharee = shareeOf(viewer);
  const rows = await read.all<{ id: number }>(sharee
    ? sql`SELECT DISTINCT email_id AS id FROM membership
           WHERE account_id = ${account} AND mailbox_id IN ${integers(sharee.readable)} AND deleted = 0 ORDER BY email_id LIMIT ${limit}`
    : sql`SELECT id FROM email WHERE account_id = ${account} AND visible > 0 ORDER BY id LIMIT ${limit}`);
  return rows.map(({ id }) => id);
}

/** The same of Threads. */
export async function visibleThreadIds(read: Read, viewer: Viewer, limit: number): Promise<number[]> {
  const account = accountOfViewer(viewer);
  const sharee = shareeOf(viewer);
  const rows = await read.all<{ id: number }>(sharee
    ? sql`SELECT DISTINCT thread_id AS id FROM thread_mailbox WHERE mailbox_id IN ${integers(sharee.readable)} ORDER BY thread_id LIMIT ${limit}`
    : sql`SELECT id FROM thread WHERE account_id = ${account} AND email_count > 0 ORDER BY id LIMIT ${limit}`);
  return rows.map(({ id }) => id);
}

/**
 * `WHERE ${emailsOfThreads(…)}`: what this viewer sees of these threads, of `email e`. The sign before the account keeps SQLite, which does not know how many emails
 * that has, from going through all of them.
 */
export function emailsOfThreads(viewer: Viewer, threads: readonly number[]): Statement {
  return sql`e.thread_id IN ${integers(threads)} AND +e.account_id = ${accountOfViewer(viewer)} AND ${seesEmail(viewer, 'e')}`;
}
