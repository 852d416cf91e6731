import type { Read } from '../sql/queries.ts';
import { integers, raw, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

export interface EmailRow {
  id: number;
  account_id: number;
  thread_id: number;
  blob_hash: string;
  prefix: Buffer | null;
  size_bytes: number;
  received_at: number;
  sent_at: number | null;
  keyword_bits: number;
  extra_keywords: string | null;
  /** How many memberships are visible (not marked `\Deleted`). 0: JMAP does not see the Email. */
  visible: number;
  has_attachment: number;
  message_id_hash: string | null;
  /** Since when it is visible without a break. */
  created_modseq: number;
  changed_modseq: number;
}

const columns = raw(
  'id, account_id, thread_id, blob_hash, prefix, size_bytes, received_at, sent_at, keyword_bits, extra_keywords, visible, has_attachment, message_id_hash, created_modseq, changed_modseq',
);

/** Rows in no promised order; ids that are not there are left out. */
export function emailsById(read: Read, accountId: number, ids: ArrayLike<number>): Promise<EmailRow[]> {
  return read.all<EmailRow>(sql`SELECT ${columns} FROM email WHERE account_id = ${accountId} AND id IN ${integers(ids)}`);
}

export async function insertEmail(tx: Unit, row: EmailRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO email (id, account_id, thread_id, blob_hash, prefix, size_bytes, received_at, sent_at, keyword_bits, extra_keywords, visible, has_attachment,
                       message_id_hash, created_modseq, changed_modseq)
    VALUES (${row.id}, ${row.account_id}, ${row.thread_id}, ${row.blob_hash}, ${row.prefix}, ${row.size_bytes}, ${row.received_at}, ${row.sent_at},
            ${row.keyword_bits}, ${row.extra_keywords}, ${row.visible}, ${row.has_attachment}, ${row.message_id_hash}, ${row.created_modseq}, ${row.changed_modseq})`);
}

/** Computed once at arrival (design §5): what lists and FETCH answer without the message. */
export interface ProjectionRow {
  id: number;
  account_id: number;
  /** JSON: {@link import('../../api/mail/store/projection.ts')} */
  headers: string;
  preview: string;
  /** JSON of the MIME structure with byte offsets. */
  structure: string;
  envelope: Buffer;
  body_structure: Buffer;
  body: Buffer;
  header_projection: Buffer;
  /** Message-ID hash and then reference hashes, 8 bytes each; for IMAP THREAD. */
  reference_hashes: Buffer | null;
  base_subject: string;
  sort_from: string;
  sort_to: string;
  sort_subject: string;
}

export async function insertProjection(tx: Unit, row: ProjectionRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO email_projection (id, account_id, headers, preview, structure, envelope, body_structure, body, header_projection, reference_hashes,
                                  base_subject, sort_from, sort_to, sort_subject)
    VALUES (${row.id}, ${row.account_id}, ${row.headers}, ${row.preview}, ${row.structure}, ${row.envelope}, ${row.body_structure}, ${row.body},
            ${row.header_projection}, ${row.reference_hashes}, ${row.base_subject}, ${row.sort_from}, ${row.sort_to}, ${row.sort_subject})`);
}

/** Takes an Email's projection for a copy of it in another place. */
export async function copyProjection(tx: Unit, fromId: number, toId: number, toAccount: number): Promise<void> {
  await tx.run(sql`
    INSERT INTO email_projection (id, account_id, headers, preview, structure, envelope, body_structure, body, header_projection, reference_hashes,
                                  base_subject, sort_from, sort_to, sort_subject)
    SELECT ${toId}, ${toAccount}, headers, preview, structure, envelope, body_structure, body, header_projection, reference_hashes,
           base_subject, sort_from, sort_to, sort_subject FROM email_projection WHERE id = ${fromId}`);
}

/** Emails that keep their ids in another account take their projections along. */
export async function moveProjections(tx: Unit, ids: ArrayLike<number>, toAccount: number): Promise<void> {
  await tx.run(sql`UPDATE email_projection SET account_id = ${toAccount} WHERE id IN ${integers(ids)}`);
}

/** What threads are found by, as JSON: {@link import('../../api/mail/store/description.ts').ProjectedHeaders} */
export function projectedHeaders(read: Read, ids: ArrayLike<number>): Promise<{ id: number; headers: string }[]> {
  return read.all(sql`SELECT id, headers FROM email_projection WHERE id IN ${integers(ids)}`);
}

/** Sets the same keywords on many Emails. */
export async function setKeywords(tx: Unit, accountId: number, ids: ArrayLike<number>, bits: number, extra: string | null, modseq: number): Promise<void> {
  await tx.run(sql`
    UPDATE email SET keyword_bits = ${bits}, extra_keywords = ${extra}, changed_modseq = ${modseq} WHERE account_id = ${accountId} AND id IN ${integers(ids)}`);
}

/** Sets or clears bits, whatever else each Email carries. */
export async function changeBits(tx: Unit, accountId: number, ids: ArrayLike<number>, op: 'add' | 'remove', bits: number, modseq: number): Promise<void> {
  await tx.run(op === 'add'
    ? sql`UPDATE email SET keyword_bits = keyword_bits | ${bits}, changed_modseq = ${modseq} WHERE account_id = ${accountId} AND id IN ${integers(ids)}`
    : sql`UPDATE email SET keyword_bits = keyword_bits & ${~bits}, changed_modseq = ${modseq} WHERE account_id = ${accountId} AND id IN ${integers(ids)}`);
}

/** Visible memberships changed: `created` begins a new time of visibility. */
export async function setVisible(tx: Unit, accountId: number, ids: ArrayLike<number>, visible: number, modseq: number, created: boolean): Promise<void> {
  await tx.run(created
    ? sql`UPDATE email SET visible = ${visible}, changed_modseq = ${modseq}, created_modseq = ${modseq} WHERE account_id = ${accountId} AND id IN ${integers(ids)}`
    : sql`UPDATE email SET visible = ${visible}, changed_modseq = ${modseq} WHERE account_id = ${accountId} AND id IN ${integers(ids)}`);
}

/** Removes rows of Emails that are in no mailbox any more. Their blobs are collected later. */
export async function deleteEmails(tx: Unit, accountId: number, ids: ArrayLike<number>): Promise<void> {
  await tx.run(sql`DELETE FROM email WHERE account_id = ${accountId} AND id IN ${integers(ids)}`);
  await tx.run(sql`DELETE FROM email_projection WHERE account_id = ${accountId} AND id IN ${integers(ids)}`);
  await tx.run(sql`DELETE FROM search_text WHERE email_id IN ${integers(ids)} AND account_id = ${accountId}`);
  await tx.run(sql`DELETE FROM seen_overlay WHERE account_id = ${accountId} AND email_id IN ${integers(ids)}`);
}
