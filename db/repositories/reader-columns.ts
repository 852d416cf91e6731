/** The columns of a mailbox as a reader who is not its owner sees them: with their own `$seen`, and the greater of the two mod-sequences (design §5). */
import type { Read } from '../sql/queries.ts';
import { integers, raw, sql } from '../sql/statement.ts';
import type { ViewRow } from './columns.ts';

/** Of membership `m`, Email `e`, and `seen_overlay` as `o` joined to the left. Bit 1 is the owner's `$seen`, which readers do not see. */
export const shownBits = '(e.keyword_bits & 32766) | COALESCE(o.seen, 0)';
export const shownModseq = 'CASE WHEN o.modseq IS NOT NULL AND o.modseq > m.modseq THEN o.modseq ELSE m.modseq END';
const flags = raw(`m.uid, m.email_id, ${shownModseq} AS modseq, m.deleted, ${shownBits} AS keyword_bits, e.extra_keywords, e.size_bytes`);

/** Messages of a mailbox after a UID, in UID order. */
export function readerFlagsAfter(read: Read, principalId: number, mailboxId: number, afterUid: number, limit: number): Promise<ViewRow[]> {
  return read.all<ViewRow>(sql`
    SELECT ${flags} FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
      LEFT JOIN seen_overlay o ON o.principal_id = ${principalId} AND o.email_id = m.email_id AND o.account_id = m.account_id
     WHERE m.mailbox_id = ${mailboxId} AND m.uid > ${afterUid} ORDER BY m.uid LIMIT ${limit}`);
}

/** Messages that changed for everybody after `since`, at most `limit`, in order of mod-sequence and UID; the next batch begins `after` the last one. */
export function readerChangedSince(
  read: Read, principalId: number, mailboxId: number, since: number, after: { modseq: number; uid: number }, limit: number,
): Promise<(ViewRow & { shared_modseq: number })[]> {
  return read.all(sql`
    SELECT ${flags}, m.modseq AS shared_modseq FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
      LEFT JOIN seen_overlay o ON o.principal_id = ${principalId} AND o.email_id = m.email_id AND o.account_id = m.account_id
     WHERE m.mailbox_id = ${mailboxId} AND m.modseq >= ${Math.max(since, after.modseq)} AND (m.modseq > ${after.modseq} OR m.uid > ${after.uid})
     ORDER BY m.modseq, m.uid LIMIT ${limit}`);
}

/** Messages of a mailbox whose `$seen` the reader changed after `since`, in order of that change; the next batch begins `after` the last one. */
export function readerSeenSince(
  read: Read, principalId: number, accountId: number, mailboxId: number, after: { modseq: number; emailId: number }, limit: number,
): Promise<(ViewRow & { seen_modseq: number })[]> {
  return read.all(sql`
    SELECT ${flags}, o.modseq AS seen_modseq FROM seen_overlay o
      CROSS JOIN membership m ON m.account_id = o.account_id AND m.email_id = o.email_id AND m.mailbox_id = ${mailboxId}
      CROSS JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE o.principal_id = ${principalId} AND o.account_id = ${accountId} AND o.modseq >= ${after.modseq}
       AND (o.modseq > ${after.modseq} OR o.email_id > ${after.emailId})
     ORDER BY o.modseq, o.email_id LIMIT ${limit}`);
}

/** What a reader has marked of these Emails; no row: not seen. What moved between accounts may have left a row of the other one. */
export function seenMarks(read: Read, principalId: number, accountId: number, emailIds: ArrayLike<number>): Promise<{ email_id: number; seen: number; modseq: number }[]> {
  return read.all(sql`
    SELECT email_id, seen, modseq FROM seen_overlay
     WHERE principal_id = ${principalId} AND account_id = ${accountId} AND email_id IN ${integers(emailIds)}`);
}

/** When a reader's own counters of these mailboxes last changed. */
export function readerMarks(read: Read, principalId: number, mailboxIds: readonly number[]): Promise<{ mailbox_id: number; counter_modseq: number }[]> {
  return read.all(sql`SELECT mailbox_id, counter_modseq FROM reader_mailbox WHERE principal_id = ${principalId} AND mailbox_id IN ${integers(mailboxIds)}`);
}

/** How many messages of these mailboxes a reader has seen, those marked `\Deleted` too. */
export function countSeen(read: Read, principalId: number, mailboxIds: readonly number[]): Promise<{ mailbox_id: number; count: number }[]> {
  return read.all(sql`
    SELECT m.mailbox_id, COUNT(*) AS count FROM membership m
      JOIN seen_overlay o ON o.principal_id = ${principalId} AND o.email_id = m.email_id AND o.account_id = m.account_id AND o.seen = 1
     WHERE m.mailbox_id IN ${integers(mailboxIds)} GROUP BY m.mailbox_id`);
}
