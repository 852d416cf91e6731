/** /changes of mailboxes for sharees. Which ones they see is part of their state: here, none comes or goes but new sub-folders with the same grants. */
import { integers, type Read, sql } from '../../../db/index.ts';
import { mailboxesById } from '../../../db/repositories/mailboxes.ts';
import type { Reach } from '../../access/reach.ts';
import type { ChangeRow } from '../../jmap/changes.ts';
import type { State } from '../../jmap/state.ts';
import { readableStamps } from './readable-changes.ts';
import { readerMarks } from './reader-seen.ts';

export interface MailboxChange extends ChangeRow {
  /** When a property other than a counter last changed, as this sharee sees it. */
  readonly properties: number;
}

/**
 * Mailboxes behind `since`, in the order of the log, at most `limit`. `unreadThreads` of one mailbox depends on Emails of its Threads in others (RFC 8621
 * §2), so that whatever shares a Thread with a changed Email is told as well; that may be more than has changed.
 */
export async function readableMailboxChanges(read: Read, sharee: Reach, since: State, current: State, limit: number): Promise<MailboxChange[]> {
  const rows = await mailboxesById(read, sharee.account, sharee.readable);
  const marks = await readerMarks(read, sharee.principal, sharee.readable);
  const threads = await threadStamps(read, sharee, since.modseq);
  const changes = rows.map((row): MailboxChange => {
    const { counter, property } = marks(row.id);
    // What makes a thread unread for the owner alone changes the mailbox, but none of its messages.
    const counted = Math.min(row.changed_modseq, row.highest_modseq);
    const stamp = Math.max(counted, row.property_modseq, counter, property, Math.min(threads.get(row.id) ?? 0, current.modseq));
    return { id: row.id, created: row.created_modseq, stamp, destroyed: false, properties: Math.max(row.property_modseq, property) };
  });
  return changes
    .filter(({ id, stamp }) => stamp > since.modseq || (stamp === since.modseq && since.lastId !== null && id > since.lastId))
    .sort((a, b) => a.stamp - b.stamp || a.id - b.id)
    .slice(0, limit);
}

/** By mailbox: when an Email of one of its Threads last changed, wherever the sharee may read it. */
async function threadStamps(read: Read, sharee: Reach, since: number): Promise<Map<number, number>> {
  if (sharee.readable.length < 2) return new Map();
  const rows = await read.all<{ id: number; stamp: number }>(sql`
    SELECT tm.mailbox_id AS id, MAX(c.stamp) AS stamp FROM (${readableStamps(sharee, since)}) c JOIN thread_mailbox tm ON tm.thread_id = c.thread
     WHERE tm.mailbox_id IN ${integers(sharee.readable)} GROUP BY tm.mailbox_id`);
  return new Map(rows.map(({ id, stamp }) => [id, stamp]));
}
