/** Emails whose place among the results of a query may have changed since a state (RFC 8620 §5.6; design §4: membership intervals). */
import { integers, type Read, sql, type Statement } from '../../../db/index.ts';
import { emailsOfThreads } from '../read/email-ids.ts';
import { readableStamps } from '../read/readable-changes.ts';
import { accountOfViewer, andReadable, seesEmail, shareeOf, type Viewer } from '../read/viewer.ts';
import { type Dependencies, isImmutable } from './dependencies.ts';

export interface TouchedEmail {
  readonly id: number;
  /** JMAP saw it at that state (in the mailbox of the filter, where that names one). */
  readonly was: boolean;
}

interface Row {
  id: number;
  thread: number;
}

/**
 * All of them, those that have gone included; more only where nothing less is known. What is not among them was and is among the results or not, and
 * stands in the same order.
 * @param mailbox the mailbox that all results are in, if the filter says so
 */
export async function touchedEmails(read: Read, viewer: Viewer, since: number, dependencies: Dependencies, mailbox: number | null): Promise<TouchedEmail[]> {
  const own = await changedEmails(read, viewer, since, dependencies);
  const touched = dependencies.threadKeywords || dependencies.collapseThreads ? await withThreadMates(read, viewer, since, own) : own;
  const ids = [...new Set(touched.map((row) => row.id))];
  if (ids.length === 0) return [];
  const before = await visibleAt(read, viewer, since, ids, mailbox);
  if (!isImmutable(dependencies)) return ids.map((id) => ({ id, was: before.has(id) }));
  // Seen then and seen now: nothing that this query looks at has changed, however often it was marked \Deleted meanwhile.
  const now = await visibleNow(read, viewer, ids);
  return ids.filter((id) => before.has(id) !== now.has(id)).map((id) => ({ id, was: before.has(id) }));
}

/** Emails that changed themselves in what the query looks at. */
async function changedEmails(read: Read, viewer: Viewer, since: number, { keywords, threadKeywords, mailboxes }: Dependencies): Promise<Row[]> {
  const sharee = shareeOf(viewer);
  // All that a sharee can have heard of, whatever the query looks at; \Deleted marks, moves and flags are few beside what the folder holds.
  if (sharee) return read.all<Row>(sql`SELECT c.id AS id, MAX(c.thread) AS thread FROM (${readableStamps(sharee, since + 1)}) c GROUP BY c.id`);
  const account = accountOfViewer(viewer);
  const inMailbox = typeof mailboxes === 'number' ? sql` AND mailbox_id = ${mailboxes}` : sql``;
  const gone = await read.all<Row>(sql`
    SELECT email_id AS id, thread_id AS thread FROM membership_past WHERE account_id = ${account} AND to_modseq > ${since}${keywords || threadKeywords ? sql`` : inMailbox}`);
  const alive = await read.all<Row>(sql`
    SELECT e.id, e.thread_id AS thread FROM email e WHERE e.account_id = ${account} AND e.changed_modseq > ${since}${moved()}`);
  return [...gone, ...alive];

  function moved(): Statement {
    if (keywords || threadKeywords) return sql``;
    if (mailboxes === 'none') return sql` AND (e.created_modseq > ${since} OR e.visible = 0)`;
    return sql` AND EXISTS (SELECT 1 FROM membership m WHERE m.account_id = e.account_id AND m.email_id = e.id AND m.deleted = 0 AND m.visible_from > ${since}${inMailbox})`;
  }
}

/** All Emails of the threads touched, those that have gone since included. */
async function withThreadMates(read: Read, viewer: Viewer, since: number, own: readonly Row[]): Promise<Row[]> {
  const threads = [...new Set(own.map((row) => row.thread))];
  if (threads.length === 0) return [];
  const account = accountOfViewer(viewer);
  const mates = await read.all<Row>(sql`
    SELECT e.id AS id, e.thread_id AS thread FROM email e WHERE ${emailsOfThreads(viewer, threads)}`);
  const gone = await read.all<Row>(sql`
    SELECT email_id AS id, thread_id AS thread FROM membership_past WHERE account_id = ${account} AND thread_id IN ${integers(threads)} AND to_modseq > ${since}${andReadable(viewer, 'mailbox_id')}`);
  return [...mates, ...gone];
}

async function visibleAt(read: Read, viewer: Viewer, state: number, ids: readonly number[], mailbox: number | null): Promise<ReadonlySet<number>> {
  const account = accountOfViewer(viewer);
  const inMailbox = mailbox === null ? andReadable(viewer, 'mailbox_id') : sql` AND mailbox_id = ${mailbox}`;
  const still = await read.all<{ id: number }>(sql`
    SELECT DISTINCT email_id AS id FROM membership WHERE account_id = ${account} AND email_id IN ${integers(ids)} AND deleted = 0 AND visible_from <= ${state}${inMailbox}`);
  const past = await read.all<{ id: number }>(sql`
    SELECT DISTINCT email_id AS id FROM membership_past
     WHERE account_id = ${account} AND email_id IN ${integers(ids)} AND from_modseq <= ${state} AND to_modseq > ${state}${inMailbox}`);
  return new Set([...still, ...past].map((row) => row.id));
}

async function visibleNow(read: Read, viewer: Viewer, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await read.all<{ id: number }>(sql`SELECT e.id AS id FROM email e WHERE e.account_id = ${accountOfViewer(viewer)} AND e.id IN ${integers(ids)} AND ${seesEmail(viewer, 'e')}`);
  return new Set(rows.map((row) => row.id));
}
