/** Statements for COPY and MOVE of many messages inside an account: what may be read beforehand, and what one unit then writes for all of them. */
import type { Read } from '../sql/queries.ts';
import { sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import { among } from './memberships.ts';

/** A message of the source, and where the destination has it already. */
export interface CopySource {
  uid: number;
  email_id: number;
  thread_id: number;
  received_at: number;
  size_bytes: number;
  keyword_bits: number;
  deleted: number;
  /** In how many mailboxes the Email is visible. */
  visible: number;
  /** UID in the destination; null: it is not there. */
  there: number | null;
}

/** Messages by UID, in UID order. */
export function copySources(read: Read, fromMailboxId: number, toMailboxId: number, uids: ArrayLike<number>): Promise<CopySource[]> {
  return read.all<CopySource>(sql`
    SELECT m.uid, m.email_id, e.thread_id, m.received_at, e.size_bytes, e.keyword_bits, m.deleted, e.visible, d.uid AS there
      FROM membership m CROSS JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
      LEFT JOIN membership d ON d.mailbox_id = ${toMailboxId} AND d.email_id = m.email_id
     WHERE m.mailbox_id = ${fromMailboxId} AND m.uid ${among(uids)} ORDER BY m.uid`);
}

/** The account's newest mod-sequence: what carries a later one was changed after this snapshot. */
export async function accountModseq(read: Read, accountId: number): Promise<number> {
  return (await read.get<{ modseq: number }>(sql`SELECT modseq FROM account WHERE id = ${accountId}`))?.modseq ?? 0;
}

export interface MembershipCopies {
  readonly accountId: number;
  readonly fromMailboxId: number;
  readonly toMailboxId: number;
  readonly uids: ArrayLike<number>;
  /** Messages that were changed later, or whose Email was, are left out. */
  readonly unchangedSince: number;
  /** UID of the first; the others follow in the order of the source's UIDs. */
  readonly firstUid: number;
  readonly modseq: number;
  readonly now: number;
}

/**
 * Puts visible messages into a further mailbox where they are not yet.
 * @returns how many; where it is fewer than were asked for, some have changed since, and the UIDs belong to nobody knows whom: the unit must be refused
 */
export function insertCopies(tx: Unit, { accountId, fromMailboxId, toMailboxId, uids, unchangedSince, firstUid, modseq, now }: MembershipCopies): Promise<number> {
  return tx.run(sql`
    INSERT INTO membership (mailbox_id, uid, account_id, email_id, modseq, created_modseq, visible_from, saved_at, received_at, deleted)
    SELECT ${toMailboxId}, ${firstUid - 1} + ROW_NUMBER() OVER (ORDER BY m.uid), ${accountId}, m.email_id, ${modseq}, ${modseq}, ${modseq}, ${now}, m.received_at, 0
      FROM membership m CROSS JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${fromMailboxId} AND m.uid ${among(uids)} AND m.modseq <= ${unchangedSince} AND e.changed_modseq <= ${unchangedSince} AND m.deleted = 0
       AND NOT EXISTS (SELECT 1 FROM membership d WHERE d.mailbox_id = ${toMailboxId} AND d.email_id = m.email_id)`);
}

/** Closes the times of visibility of messages that leave a mailbox, none of them marked `\Deleted`: what JMAP saw in a past state is answered from these. */
export async function closeIntervals(tx: Unit, mailboxId: number, uids: ArrayLike<number>, modseq: number, now: number): Promise<void> {
  await tx.run(sql`
    INSERT INTO membership_past (mailbox_id, uid, from_modseq, to_modseq, account_id, email_id, thread_id, closed_at)
    SELECT m.mailbox_id, m.uid, m.visible_from, ${modseq}, m.account_id, m.email_id, e.thread_id, ${now}
      FROM membership m CROSS JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${mailboxId} AND m.uid ${among(uids)} AND m.visible_from < ${modseq}`);
}

/** Emails are visible in so many mailboxes more. */
export async function addVisible(tx: Unit, accountId: number, ids: ArrayLike<number>, by: 0 | 1, modseq: number): Promise<void> {
  await tx.run(sql`UPDATE email SET visible = visible + ${by}, changed_modseq = ${modseq} WHERE account_id = ${accountId} AND id ${among(ids)}`);
}
