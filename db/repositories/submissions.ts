import type { Read } from '../sql/queries.ts';
import { integers, raw, sql, type SqlValue } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** A message that somebody sent, and what became of it (RFC 8621 §7). */
export interface SubmissionRow {
  id: number;
  account_id: number;
  /** 0: none of the account's identities fits (submission by SMTP). */
  identity_id: number;
  /** 0: no Email was kept (submission by SMTP without a Sent copy). */
  email_id: number;
  thread_id: number;
  /** JSON: {@link import('../../api/transport/envelope.ts').StoredEnvelope} */
  envelope: string;
  send_at: number;
  /** 1: the sender asked for a later time. */
  held: number;
  undo_status: 'pending' | 'final' | 'canceled';
  /** JSON: recipient to DeliveryStatus. */
  delivery_status: string | null;
  /** JSON: list of blob ids. */
  dsn_blobs: string | null;
  mdn_blobs: string | null;
  created_modseq: number;
  changed_modseq: number;
}

const names = [
  'id', 'account_id', 'identity_id', 'email_id', 'thread_id', 'envelope', 'send_at', 'held', 'undo_status', 'delivery_status', 'dsn_blobs', 'mdn_blobs',
  'created_modseq', 'changed_modseq',
] as const satisfies readonly (keyof SubmissionRow)[];
const columns = raw(names.join(', '));

export async function insertSubmission(tx: Unit, row: SubmissionRow): Promise<void> {
  await tx.insertMany('submission', names, [names.map((name): SqlValue => row[name])]);
}

/** Rows in no promised order; ids that are not there are left out. */
export function submissionsById(read: Read, accountId: number, ids: ArrayLike<number>): Promise<SubmissionRow[]> {
  return read.all<SubmissionRow>(sql`SELECT ${columns} FROM submission WHERE account_id = ${accountId} AND id IN ${integers(ids)}`);
}

export async function submissionById(read: Read, accountId: number, id: number): Promise<SubmissionRow | undefined> {
  return (await submissionsById(read, accountId, [id]))[0];
}

/** Ids of an account's submissions, oldest first. */
export async function submissionIds(read: Read, accountId: number, limit: number): Promise<number[]> {
  const rows = await read.all<{ id: number }>(sql`SELECT id FROM submission WHERE account_id = ${accountId} ORDER BY id LIMIT ${limit}`);
  return rows.map((row) => row.id);
}

/** What filters and sorting of EmailSubmission/query look at. */
export type QueriedSubmission = Pick<SubmissionRow, 'id' | 'identity_id' | 'email_id' | 'thread_id' | 'send_at' | 'undo_status' | 'created_modseq' | 'changed_modseq'>;

export function queriedSubmissions(read: Read, accountId: number): Promise<QueriedSubmission[]> {
  return read.all<QueriedSubmission>(sql`
    SELECT id, identity_id, email_id, thread_id, send_at, undo_status, created_modseq, changed_modseq FROM submission WHERE account_id = ${accountId}`);
}

/** Destroyed since a mod-sequence, which were there before it. */
export async function submissionsBuriedSince(read: Read, accountId: number, modseq: number): Promise<number[]> {
  const rows = await read.all<{ object_id: number }>(sql`
    SELECT object_id FROM tombstone
     WHERE account_id = ${accountId} AND type = 'EmailSubmission' AND destroyed_modseq > ${modseq} AND created_modseq <= ${modseq}`);
  return rows.map((row) => row.object_id);
}

/** Submissions whose Email came in since a time and has this Message-ID. */
export function submissionsOfMessage(read: Read, accountId: number, messageIdHash: string, since: number): Promise<SubmissionRow[]> {
  return read.all<SubmissionRow>(sql`
    SELECT ${raw(names.map((name) => `s.${name}`).join(', '))} FROM submission s JOIN email e ON e.account_id = s.account_id AND e.id = s.email_id
     WHERE s.account_id = ${accountId} AND s.send_at >= ${since} AND e.received_at >= ${since} AND e.message_id_hash = ${messageIdHash} ORDER BY s.id`);
}

/** Submissions of these Emails that wait for a later time, where the Email is in Trash or Junk and in no other mailbox. */
export function heldInTrash(read: Read, accountId: number, emailIds: readonly number[]): Promise<Pick<SubmissionRow, 'id' | 'envelope' | 'delivery_status'>[]> {
  return read.all(sql`
    SELECT s.id, s.envelope, s.delivery_status FROM (SELECT DISTINCT submission_id FROM queue_entry WHERE account_id = ${accountId} AND state = 'held') q
      CROSS JOIN submission s ON s.id = q.submission_id
     WHERE s.account_id = ${accountId} AND s.undo_status = 'pending' AND s.email_id IN ${integers(emailIds)}
       AND 1 = (
         SELECT MIN(COALESCE(b.role, '') IN ('trash', 'junk')) FROM membership m JOIN mailbox b ON b.id = m.mailbox_id
          WHERE m.account_id = s.account_id AND m.email_id = s.email_id)`);
}

/** @param status their `delivery_status` from now on */
export async function cancelSubmissionRows(tx: Unit, ids: readonly number[], status: string, modseq: number): Promise<void> {
  await tx.run(sql`UPDATE submission SET undo_status = 'canceled', delivery_status = ${status}, changed_modseq = ${modseq} WHERE id IN ${integers(ids)}`);
}

export async function setUndoStatus(tx: Unit, id: number, status: SubmissionRow['undo_status'], modseq: number): Promise<void> {
  await tx.run(sql`UPDATE submission SET undo_status = ${status}, changed_modseq = ${modseq} WHERE id = ${id}`);
}

export async function setDelivery(tx: Unit, id: number, status: string | null, dsnBlobs: string | null, modseq: number): Promise<void> {
  await tx.run(sql`UPDATE submission SET delivery_status = ${status}, dsn_blobs = ${dsnBlobs}, changed_modseq = ${modseq} WHERE id = ${id}`);
}

/** The submission's Email is another one now. */
export async function setSubmissionEmail(tx: Unit, id: number, emailId: number, threadId: number, envelope: string, modseq: number): Promise<void> {
  await tx.run(sql`UPDATE submission SET email_id = ${emailId}, thread_id = ${threadId}, envelope = ${envelope}, changed_modseq = ${modseq} WHERE id = ${id}`);
}

export async function deleteSubmission(tx: Unit, id: number): Promise<void> {
  await tx.run(sql`DELETE FROM submission WHERE id = ${id}`);
}

export async function deleteSubmissions(tx: Unit, ids: readonly number[]): Promise<void> {
  await tx.run(sql`DELETE FROM submission WHERE id IN ${integers(ids)}`);
}

/** Those sent before a time of which nothing is pending or in the queue any more, oldest first. */
export function finishedSubmissions(read: Read, accountId: number, before: number, limit: number): Promise<Pick<SubmissionRow, 'id' | 'created_modseq'>[]> {
  return read.all(sql`
    SELECT s.id, s.created_modseq FROM submission s
     WHERE s.account_id = ${accountId} AND s.send_at < ${before} AND s.undo_status <> 'pending'
       AND NOT EXISTS (SELECT 1 FROM queue_entry q WHERE q.submission_id = s.id)
     ORDER BY s.send_at, s.id LIMIT ${limit}`);
}

/** The account's identities, as far as sending needs them; oldest first. */
export function sendingIdentities(read: Read, accountId: number): Promise<{ id: number; email: string }[]> {
  return read.all(sql`SELECT id, email FROM identity WHERE account_id = ${accountId} ORDER BY id`);
}
