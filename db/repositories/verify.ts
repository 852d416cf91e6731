import type { Read } from '../sql/queries.ts';
import { integers, sql, strings } from '../sql/statement.ts';
import type { EmailRow, ProjectionRow } from './emails.ts';
import type { MembershipRow } from './memberships.ts';
import type { ThreadMailboxRow, ThreadRow } from './threads.ts';

// What `messagerie verify` reads: whole accounts in batches by key.

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
}

export function allAccounts(read: Read): Promise<AccountNumbersRow[]> {
  return read.all(sql`
    SELECT id, modseq, next_id, next_uid_validity, used_bytes, used_count, email_modseq, thread_modseq, mailbox_modseq, mailbox_property_modseq,
           identity_modseq, submission_modseq, quota_modseq FROM account ORDER BY id`);
}

export function emailsAfter(read: Read, accountId: number, after: number, limit: number): Promise<EmailRow[]> {
  return read.all(sql`SELECT * FROM email WHERE account_id = ${accountId} AND id > ${after} ORDER BY id LIMIT ${limit}`);
}

export function membershipsAfter(read: Read, accountId: number, after: { emailId: number; mailboxId: number }, limit: number): Promise<MembershipRow[]> {
  return read.all(sql`
    SELECT * FROM membership WHERE account_id = ${accountId} AND (email_id > ${after.emailId} OR (email_id = ${after.emailId} AND mailbox_id > ${after.mailboxId}))
     ORDER BY email_id, mailbox_id LIMIT ${limit}`);
}

export function threadsOf(read: Read, accountId: number): Promise<ThreadRow[]> {
  return read.all(sql`SELECT * FROM thread WHERE account_id = ${accountId}`);
}

export function threadMailboxesOf(read: Read, accountId: number): Promise<ThreadMailboxRow[]> {
  return read.all(sql`SELECT * FROM thread_mailbox WHERE account_id = ${accountId}`);
}

export function projectionsOf(read: Read, ids: readonly number[]): Promise<ProjectionRow[]> {
  return read.all(sql`SELECT * FROM email_projection WHERE id IN ${integers(ids)}`);
}

/** Rows whose Email has gone. */
export function orphanProjections(read: Read, accountId: number): Promise<{ id: number }[]> {
  return read.all(sql`
    SELECT p.id FROM email_projection p WHERE p.account_id = ${accountId}
       AND NOT EXISTS (SELECT 1 FROM email e WHERE e.account_id = p.account_id AND e.id = p.id)`);
}

export function threadKeysOf(read: Read, accountId: number, hashes: readonly string[]): Promise<{ hash: string; thread_id: number }[]> {
  return read.all(sql`SELECT hash, thread_id FROM thread_key WHERE account_id = ${accountId} AND hash IN ${strings(hashes)}`);
}

export function buriedAlive(read: Read, accountId: number): Promise<{ type: string; object_id: number }[]> {
  return read.all(sql`
    SELECT t.type, t.object_id FROM tombstone t WHERE t.account_id = ${accountId} AND (
           (t.type = 'Email' AND EXISTS (SELECT 1 FROM email e WHERE e.account_id = t.account_id AND e.id = t.object_id AND e.visible > 0))
        OR (t.type = 'Thread' AND EXISTS (SELECT 1 FROM thread h WHERE h.id = t.object_id AND h.email_count > 0))
        OR (t.type = 'Mailbox' AND EXISTS (SELECT 1 FROM mailbox m WHERE m.id = t.object_id)))`);
}

export function lateNumbers(read: Read, accountId: number, modseq: number): Promise<{ what: string; object_id: number; modseq: number }[]> {
  return read.all(sql`
    SELECT 'Email' AS what, id AS object_id, changed_modseq AS modseq FROM email WHERE account_id = ${accountId} AND (changed_modseq > ${modseq} OR created_modseq > changed_modseq)
    UNION ALL SELECT 'Thread', id, changed_modseq FROM thread WHERE account_id = ${accountId} AND (changed_modseq > ${modseq} OR created_modseq > changed_modseq)
    UNION ALL SELECT 'tombstone', object_id, destroyed_modseq FROM tombstone WHERE account_id = ${accountId} AND (destroyed_modseq > ${modseq} OR created_modseq > destroyed_modseq)
    UNION ALL SELECT 'interval', email_id, to_modseq FROM membership_past WHERE account_id = ${accountId} AND (to_modseq > ${modseq} OR from_modseq >= to_modseq)`);
}

export function blobsAfter(read: Read, after: string, limit: number): Promise<{ hash: string }[]> {
  return read.all(sql`SELECT hash FROM stored_blob WHERE hash > ${after} ORDER BY hash LIMIT ${limit}`);
}

/** References to blobs that have no row. */
export function danglingBlobs(read: Read): Promise<{ what: string; object_id: number; hash: string }[]> {
  return read.all(sql`
    SELECT 'email' AS what, e.id AS object_id, e.blob_hash AS hash FROM email e WHERE NOT EXISTS (SELECT 1 FROM stored_blob b WHERE b.hash = e.blob_hash)
    UNION ALL SELECT 'queue', q.id, q.blob_hash FROM queue_entry q WHERE NOT EXISTS (SELECT 1 FROM stored_blob b WHERE b.hash = q.blob_hash)
    UNION ALL SELECT 'upload', u.account_id, u.blob_hash FROM upload u WHERE NOT EXISTS (SELECT 1 FROM stored_blob b WHERE b.hash = u.blob_hash)`);
}
