import type { Read } from '../sql/queries.ts';
import { integers, raw, sql, type SqlValue, type Statement } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** An Email in a mailbox. */
export interface MembershipRow {
  mailbox_id: number;
  uid: number;
  account_id: number;
  email_id: number;
  modseq: number;
  created_modseq: number;
  /** Mod-sequence since which it is visible to JMAP; meaningless while `deleted`. */
  visible_from: number;
  saved_at: number;
  received_at: number;
  /** Marked `\Deleted`. */
  deleted: number;
}

const names = ['mailbox_id', 'uid', 'account_id', 'email_id', 'modseq', 'created_modseq', 'visible_from', 'saved_at', 'received_at', 'deleted'] as const;
const columns = raw(names.join(', '));

export function membershipsOfEmails(read: Read, accountId: number, emailIds: ArrayLike<number>): Promise<MembershipRow[]> {
  return read.all<MembershipRow>(sql`SELECT ${columns} FROM membership WHERE account_id = ${accountId} AND email_id IN ${integers(emailIds)}`);
}

/** Memberships by UID, in UID order. */
export function membershipsByUid(read: Read, mailboxId: number, uids: ArrayLike<number>): Promise<MembershipRow[]> {
  return read.all<MembershipRow>(sql`SELECT ${columns} FROM membership WHERE mailbox_id = ${mailboxId} AND uid IN ${integers(uids)} ORDER BY uid`);
}

/** UIDs of what is marked `\Deleted` in a mailbox. */
export async function markedDeleted(read: Read, mailboxId: number): Promise<number[]> {
  const rows = await read.all<{ uid: number }>(sql`SELECT uid FROM membership WHERE mailbox_id = ${mailboxId} AND deleted = 1`);
  return rows.map((row) => row.uid);
}

export async function insertMemberships(tx: Unit, rows: readonly MembershipRow[]): Promise<void> {
  await tx.insertMany('membership', names, rows.map((row) => names.map((name): SqlValue => row[name])));
}

/** A keyword change stamps every membership of the Emails (design §4). */
export async function stampMemberships(tx: Unit, accountId: number, emailIds: ArrayLike<number>, modseq: number): Promise<void> {
  await tx.run(sql`UPDATE membership SET modseq = ${modseq} WHERE account_id = ${accountId} AND email_id IN ${integers(emailIds)}`);
}

/** The same, and tells which memberships those are. */
export async function stampedMemberships(
  tx: Unit, accountId: number, emailIds: ArrayLike<number>, modseq: number,
): Promise<Pick<MembershipRow, 'mailbox_id' | 'email_id' | 'deleted'>[]> {
  if (tx.dialect === 'sqlite') {
    return tx.all(sql`
      UPDATE membership SET modseq = ${modseq} WHERE account_id = ${accountId} AND email_id IN ${integers(emailIds)} RETURNING mailbox_id, email_id, deleted`);
  }
  await stampMemberships(tx, accountId, emailIds, modseq);
  return tx.all(sql`SELECT mailbox_id, email_id, deleted FROM membership WHERE account_id = ${accountId} AND email_id IN ${integers(emailIds)}`);
}

export async function setDeleted(tx: Unit, mailboxId: number, uids: ArrayLike<number>, deleted: boolean, modseq: number): Promise<void> {
  await tx.run(deleted
    ? sql`UPDATE membership SET deleted = 1, modseq = ${modseq} WHERE mailbox_id = ${mailboxId} AND uid IN ${integers(uids)}`
    : sql`UPDATE membership SET deleted = 0, modseq = ${modseq}, visible_from = ${modseq} WHERE mailbox_id = ${mailboxId} AND uid IN ${integers(uids)}`);
}

export interface PastInterval {
  mailbox_id: number;
  uid: number;
  from_modseq: number;
  to_modseq: number;
  account_id: number;
  email_id: number;
  thread_id: number;
  closed_at: number;
}

/** Closes times of visibility: what JMAP saw in a past state is answered from these. */
export async function insertPast(tx: Unit, rows: readonly PastInterval[]): Promise<void> {
  await tx.insertMany(
    'membership_past',
    ['mailbox_id', 'uid', 'from_modseq', 'to_modseq', 'account_id', 'email_id', 'thread_id', 'closed_at'],
    rows.map((r) => [r.mailbox_id, r.uid, r.from_modseq, r.to_modseq, r.account_id, r.email_id, r.thread_id, r.closed_at]),
  );
}

/** What a flag change has to know of a message. */
export interface FlaggedRow {
  uid: number;
  email_id: number;
  thread_id: number;
  modseq: number;
  deleted: number;
  keyword_bits: number;
  extra_keywords: string | null;
  /** In how many mailboxes the Email is visible. */
  visible: number;
}

/** Messages by UID with their keyword bits, in UID order. */
export function flagsByUid(read: Read, mailboxId: number, uids: ArrayLike<number>): Promise<FlaggedRow[]> {
  return read.all<FlaggedRow>(sql`
    SELECT m.uid, m.email_id, e.thread_id, m.modseq, m.deleted, e.keyword_bits, e.extra_keywords, e.visible
      FROM membership m CROSS JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${mailboxId} AND m.uid ${among(uids)} ORDER BY m.uid`);
}

/** Numbers that follow each other without a gap are a range, which costs one look into the index and not one each. */
export function among(numbers: ArrayLike<number>): Statement {
  const first = numbers[0];
  if (first === undefined) return sql`IN ${integers(numbers)}`;
  for (let i = 1; i < numbers.length; i++) if (numbers[i] !== first + i) return sql`IN ${integers(numbers)}`;
  return sql`BETWEEN ${first} AND ${first + numbers.length - 1}`;
}

/** Stamps messages of one mailbox. */
export async function stampByUid(tx: Unit, mailboxId: number, uids: ArrayLike<number>, modseq: number): Promise<void> {
  await tx.run(sql`UPDATE membership SET modseq = ${modseq} WHERE mailbox_id = ${mailboxId} AND uid ${among(uids)}`);
}

/** Is anything marked `\Deleted` in another mailbox of the account? */
export async function hasHiddenElsewhere(read: Read, accountId: number, mailboxId: number): Promise<boolean> {
  return (await read.get(sql`SELECT 1 AS found FROM mailbox WHERE account_id = ${accountId} AND deleted_count > 0 AND id <> ${mailboxId} LIMIT 1`)) !== undefined;
}

/** The mailboxes that hold some of these Emails. */
export async function mailboxesHolding(read: Read, accountId: number, emailIds: ArrayLike<number>): Promise<number[]> {
  const rows = await read.all<{ mailbox_id: number }>(sql`
    SELECT DISTINCT mailbox_id FROM membership WHERE account_id = ${accountId} AND email_id IN ${integers(emailIds)}`);
  return rows.map((row) => row.mailbox_id);
}
