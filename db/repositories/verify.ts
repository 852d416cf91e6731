import type { Read } from '../sql/queries.ts';
import { integers, raw, sql, strings } from '../sql/statement.ts';
import type { EmailRow, ProjectionRow } from './emails.ts';
import type { MembershipRow } from './memberships.ts';
import type { ThreadMailboxRow, ThreadRow } from './threads.ts';

// What `messagerie verify` reads: whole accounts, in pages by key, so that nobody waits for it.

export interface AccountNumbersRow {
  id: number;
  modseq: number;
  next_id: number;
  next_uid_validity: number;
  used_bytes: number;
  used_count: number;
  email_modseq: number;
  thread_modseq: number;
  mailbox_modseq: number;
  mailbox_property_modseq: number;
  identity_modseq: number;
  submission_modseq: number;
  quota_modseq: number;
  vacation_modseq: number;
}

export async function accountIds(read: Read): Promise<number[]> {
  return (await read.all<{ id: number }>(sql`SELECT id FROM account ORDER BY id`)).map((row) => row.id);
}

export function accountNumbers(read: Read, id: number): Promise<AccountNumbersRow | undefined> {
  return read.get(sql`
    SELECT id, modseq, next_id, next_uid_validity, used_bytes, used_count, email_modseq, thread_modseq, mailbox_modseq, mailbox_property_modseq,
           identity_modseq, submission_modseq, quota_modseq, vacation_modseq FROM account WHERE id = ${id}`);
}

export function emailsAfter(read: Read, accountId: number, after: number, limit: number): Promise<EmailRow[]> {
  return read.all(sql`SELECT * FROM email WHERE account_id = ${accountId} AND id > ${after} ORDER BY id LIMIT ${limit}`);
}

export function membershipsAfter(read: Read, accountId: number, after: { emailId: number; mailboxId: number }, limit: number): Promise<MembershipRow[]> {
  return read.all(sql`
    SELECT * FROM membership WHERE account_id = ${accountId} AND email_id >= ${after.emailId} AND (email_id > ${after.emailId} OR mailbox_id > ${after.mailboxId})
     ORDER BY email_id, mailbox_id LIMIT ${limit}`);
}

/** @param before ids of an account lie in a range of their own (design §5, Ids) */
export function threadsBetween(read: Read, after: number, before: number, limit: number): Promise<ThreadRow[]> {
  return read.all(sql`SELECT * FROM thread WHERE id > ${after} AND id < ${before} ORDER BY id LIMIT ${limit}`);
}

export function threadMailboxesBetween(read: Read, after: { threadId: number; mailboxId: number }, before: number, limit: number): Promise<ThreadMailboxRow[]> {
  return read.all(sql`
    SELECT * FROM thread_mailbox WHERE thread_id >= ${after.threadId} AND thread_id < ${before} AND (thread_id > ${after.threadId} OR mailbox_id > ${after.mailboxId})
     ORDER BY thread_id, mailbox_id LIMIT ${limit}`);
}

export function threadKeysAfter(read: Read, accountId: number, after: string, limit: number): Promise<{ hash: string; thread_id: number }[]> {
  return read.all(sql`SELECT hash, thread_id FROM thread_key WHERE account_id = ${accountId} AND hash > ${after} ORDER BY hash LIMIT ${limit}`);
}

export function threadKeysOf(read: Read, accountId: number, hashes: readonly string[]): Promise<{ hash: string; thread_id: number }[]> {
  return read.all(sql`SELECT hash, thread_id FROM thread_key WHERE account_id = ${accountId} AND hash IN ${strings(hashes)}`);
}

export function projectionsOf(read: Read, ids: readonly number[]): Promise<ProjectionRow[]> {
  return read.all(sql`SELECT * FROM email_projection WHERE id IN ${integers(ids)}`);
}

/** Projections in a range of ids, and whether their Email is there. */
export function projectionsBetween(read: Read, after: number, before: number, limit: number): Promise<{ id: number; email_id: number | null }[]> {
  return read.all(sql`
    SELECT p.id, e.id AS email_id FROM email_projection p LEFT JOIN email e ON e.account_id = p.account_id AND e.id = p.id
     WHERE p.id > ${after} AND p.id < ${before} ORDER BY p.id LIMIT ${limit}`);
}

export interface TombstoneRow {
  type: string;
  object_id: number;
  created_modseq: number;
  destroyed_modseq: number;
}

export function tombstonesAfter(read: Read, accountId: number, after: { type: string; objectId: number }, limit: number): Promise<TombstoneRow[]> {
  return read.all(sql`
    SELECT type, object_id, created_modseq, destroyed_modseq FROM tombstone
     WHERE account_id = ${accountId} AND type >= ${after.type} AND (type > ${after.type} OR object_id > ${after.objectId}) ORDER BY type, object_id LIMIT ${limit}`);
}

/** Closed intervals of visibility whose numbers cannot be right. */
export function wrongIntervals(read: Read, accountId: number, modseq: number, limit: number): Promise<{ email_id: number; from_modseq: number; to_modseq: number }[]> {
  return read.all(sql`
    SELECT email_id, from_modseq, to_modseq FROM membership_past
     WHERE account_id = ${accountId} AND (to_modseq > ${modseq} OR from_modseq >= to_modseq) LIMIT ${limit}`);
}

export function blobsAfter(read: Read, after: string, limit: number): Promise<{ hash: string }[]> {
  return read.all(sql`SELECT hash FROM stored_blob WHERE hash > ${after} ORDER BY hash LIMIT ${limit}`);
}

export function blobSizes(read: Read, hashes: readonly string[]): Promise<{ hash: string; size_bytes: number }[]> {
  return read.all(sql`SELECT hash, size_bytes FROM stored_blob WHERE hash IN ${strings(hashes)}`);
}

/** Entries of the queue whose blob has no row. They are few beside the mail. */
export function danglingQueueEntries(read: Read): Promise<{ id: number; hash: string }[]> {
  return read.all(sql`SELECT q.id, q.blob_hash AS hash FROM queue_entry q WHERE NOT EXISTS (SELECT 1 FROM stored_blob b WHERE b.hash = q.blob_hash)`);
}

/** Uploads whose blob has no row. */
export function danglingUploads(read: Read): Promise<{ account_id: number; hash: string }[]> {
  return read.all(sql`SELECT u.account_id, u.blob_hash AS hash FROM upload u WHERE NOT EXISTS (SELECT 1 FROM stored_blob b WHERE b.hash = u.blob_hash)`);
}

const present = raw('1 AS present');

export async function isEmailThere(read: Read, accountId: number, id: number): Promise<boolean> {
  return (await read.get(sql`SELECT ${present} FROM email WHERE account_id = ${accountId} AND id = ${id}`)) !== undefined;
}
