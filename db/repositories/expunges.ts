/** Statements for EXPUNGE: however many messages leave, they are a handful. */
import type { Read } from '../sql/queries.ts';
import { sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import { among } from './memberships.ts';

/** A message that is marked `\Deleted`. */
export interface MarkedRow {
  uid: number;
  email_id: number;
  thread_id: number;
  size_bytes: number;
  keyword_bits: number;
  /** Its Email is in another mailbox as well, to be seen there or not. */
  elsewhere: number;
}

/** Those of these messages that are marked `\Deleted`, in UID order. */
export function markedRows(read: Read, mailboxId: number, uids: ArrayLike<number>): Promise<MarkedRow[]> {
  return read.all<MarkedRow>(sql`
    SELECT m.uid, m.email_id, e.thread_id, e.size_bytes, e.keyword_bits,
           CASE WHEN e.visible > 0 OR EXISTS (
             SELECT 1 FROM membership o WHERE o.account_id = m.account_id AND o.email_id = m.email_id AND o.mailbox_id <> m.mailbox_id) THEN 1 ELSE 0 END AS elsewhere
      FROM membership m CROSS JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${mailboxId} AND m.uid ${among(uids)} AND m.deleted = 1 ORDER BY m.uid`);
}

/** Takes messages out of a mailbox and remembers that they were there, for QRESYNC (RFC 7162). @param uids of messages that are there */
export async function expungeMemberships(tx: Unit, mailboxId: number, uids: ArrayLike<number>, modseq: number, now: number): Promise<void> {
  await tx.run(sql`
    INSERT INTO expunged (mailbox_id, modseq, uid, expunged_at)
    SELECT mailbox_id, ${modseq}, uid, ${now} FROM membership WHERE mailbox_id = ${mailboxId} AND uid ${among(uids)}`);
  await tx.run(sql`DELETE FROM membership WHERE mailbox_id = ${mailboxId} AND uid ${among(uids)}`);
}
