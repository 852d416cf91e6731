import type { Read } from '../sql/queries.ts';
import { integers, raw, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

export interface MailboxRow {
  id: number;
  account_id: number;
  /** 0 at the top. */
  parent_id: number;
  name: string;
  role: string | null;
  sort_order: number;
  uid_validity: number;
  uid_next: number;
  recent_uid: number;
  /** 1 once a message was in it. */
  used: number;
  total_emails: number;
  unread_emails: number;
  total_threads: number;
  unread_threads: number;
  message_count: number;
  unseen_count: number;
  size_bytes: number;
  deleted_count: number;
  deleted_bytes: number;
  highest_modseq: number;
  created_modseq: number;
  property_modseq: number;
  changed_modseq: number;
  created_at: number;
}

const columns = raw(
  'id, account_id, parent_id, name, role, sort_order, uid_validity, uid_next, recent_uid, used, total_emails, unread_emails, total_threads, unread_threads, ' +
    'message_count, unseen_count, size_bytes, deleted_count, deleted_bytes, highest_modseq, created_modseq, property_modseq, changed_modseq, created_at',
);

export function mailboxById(read: Read, accountId: number, id: number): Promise<MailboxRow | undefined> {
  return read.get<MailboxRow>(sql`SELECT ${columns} FROM mailbox WHERE id = ${id} AND account_id = ${accountId}`);
}

export function mailboxesById(read: Read, accountId: number, ids: readonly number[]): Promise<MailboxRow[]> {
  return read.all<MailboxRow>(sql`SELECT ${columns} FROM mailbox WHERE id IN ${integers(ids)} AND account_id = ${accountId}`);
}

/** All mailboxes of an account; there are few. */
export function mailboxesOf(read: Read, accountId: number): Promise<MailboxRow[]> {
  return read.all<MailboxRow>(sql`SELECT ${columns} FROM mailbox WHERE account_id = ${accountId} ORDER BY id`);
}

/** How many there are; of which nobody reads the rows. */
export async function countMailboxes(read: Read, accountId: number): Promise<number> {
  return (await read.get<{ n: number }>(sql`SELECT COUNT(*) AS n FROM mailbox WHERE account_id = ${accountId}`))?.n ?? 0;
}

/** The one of this name in another, by the index that keeps names apart. @param parentId 0 at the top */
export function mailboxByName(read: Read, accountId: number, parentId: number, name: string): Promise<MailboxRow | undefined> {
  return read.get<MailboxRow>(sql`SELECT ${columns} FROM mailbox WHERE account_id = ${accountId} AND parent_id = ${parentId} AND name = ${name}`);
}

export async function hasMailboxesIn(read: Read, accountId: number, id: number): Promise<boolean> {
  return (await read.get(sql`SELECT 1 AS found FROM mailbox WHERE account_id = ${accountId} AND parent_id = ${id} LIMIT 1`)) !== undefined;
}

export function mailboxByRole(read: Read, accountId: number, role: string): Promise<MailboxRow | undefined> {
  return read.get<MailboxRow>(sql`SELECT ${columns} FROM mailbox WHERE account_id = ${accountId} AND role = ${role}`);
}

export async function insertMailbox(
  tx: Unit,
  row: Pick<MailboxRow, 'id' | 'account_id' | 'parent_id' | 'name' | 'role' | 'sort_order' | 'uid_validity' | 'created_at'> & { modseq: number },
): Promise<void> {
  await tx.run(sql`
    INSERT INTO mailbox (id, account_id, parent_id, name, role, sort_order, uid_validity, highest_modseq, created_modseq, property_modseq, changed_modseq, created_at)
    VALUES (${row.id}, ${row.account_id}, ${row.parent_id}, ${row.name}, ${row.role}, ${row.sort_order}, ${row.uid_validity},
            ${row.modseq}, ${row.modseq}, ${row.modseq}, ${row.modseq}, ${row.created_at})`);
}

/** Writes the properties that people set. */
export async function updateMailbox(tx: Unit, row: Pick<MailboxRow, 'id' | 'parent_id' | 'name' | 'role' | 'sort_order'>, modseq: number): Promise<void> {
  await tx.run(sql`
    UPDATE mailbox SET parent_id = ${row.parent_id}, name = ${row.name}, role = ${row.role}, sort_order = ${row.sort_order},
           property_modseq = ${modseq}, changed_modseq = ${modseq} WHERE id = ${row.id}`);
}

/** A property that is not in the row changed: whom it is shared with. */
export async function stampMailboxProperties(tx: Unit, id: number, modseq: number): Promise<void> {
  await tx.run(sql`UPDATE mailbox SET property_modseq = ${modseq}, changed_modseq = ${modseq} WHERE id = ${id}`);
}

/** Removes a mailbox with what hangs on it: subscriptions, grants, what people have to be told of these, readers' marks, metadata. */
export async function deleteMailbox(tx: Unit, id: number): Promise<void> {
  await tx.run(sql`DELETE FROM mailbox WHERE id = ${id}`);
  await tx.run(sql`DELETE FROM mailbox_subscription WHERE mailbox_id = ${id}`);
  await tx.run(sql`DELETE FROM access_grant WHERE object_type = 'mailbox' AND object_id = ${id}`);
  await tx.run(sql`DELETE FROM share_change WHERE mailbox_id = ${id}`);
  await tx.run(sql`DELETE FROM reader_mailbox WHERE mailbox_id = ${id}`);
  await tx.run(sql`DELETE FROM metadata WHERE mailbox_id = ${id}`);
}

/** Differences that a unit made to a mailbox's counters; `uidNext` is absolute. */
export interface MailboxCounters {
  totalEmails: number;
  unreadEmails: number;
  totalThreads: number;
  unreadThreads: number;
  messages: number;
  unseen: number;
  bytes: number;
  deleted: number;
  deletedBytes: number;
}

/** @param highestModseq what IMAP shows; @param counted whether JMAP's counters changed, at `modseq` */
export async function applyMailboxCounters(
  tx: Unit, id: number, by: MailboxCounters, uidNext: number, highestModseq: number, counted: boolean, modseq: number,
): Promise<void> {
  await tx.run(sql`
    UPDATE mailbox SET total_emails = total_emails + ${by.totalEmails}, unread_emails = unread_emails + ${by.unreadEmails},
           total_threads = total_threads + ${by.totalThreads}, unread_threads = unread_threads + ${by.unreadThreads},
           message_count = message_count + ${by.messages}, unseen_count = unseen_count + ${by.unseen}, size_bytes = size_bytes + ${by.bytes},
           deleted_count = deleted_count + ${by.deleted}, deleted_bytes = deleted_bytes + ${by.deletedBytes},
           used = CASE WHEN ${uidNext} > uid_next THEN 1 ELSE used END, uid_next = ${uidNext}, highest_modseq = ${highestModseq},
           changed_modseq = CASE WHEN ${counted ? 1 : 0} = 1 THEN ${modseq} ELSE changed_modseq END
     WHERE id = ${id}`);
}

export async function isSubscribed(read: Read, principalId: number, mailboxId: number): Promise<boolean> {
  return (await read.get(sql`SELECT 1 AS found FROM mailbox_subscription WHERE principal_id = ${principalId} AND mailbox_id = ${mailboxId} AND subscribed = 1`)) !== undefined;
}

/** Mailboxes that a person has subscribed to or not, where they have said so. */
export function subscriptionsOf(read: Read, principalId: number): Promise<{ mailbox_id: number; subscribed: number }[]> {
  return read.all(sql`SELECT mailbox_id, subscribed FROM mailbox_subscription WHERE principal_id = ${principalId}`);
}
