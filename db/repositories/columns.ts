import type { Read } from '../sql/queries.ts';
import { integers, raw, sql } from '../sql/statement.ts';

/** A message as the view of a mailbox holds it. */
export interface FlagRow {
  uid: number;
  email_id: number;
  modseq: number;
  deleted: number;
  keyword_bits: number;
  extra_keywords: string | null;
}

const flags = raw('m.uid, m.email_id, m.modseq, m.deleted, e.keyword_bits, e.extra_keywords');

/** Messages of a mailbox after a UID, in UID order. */
export function flagsAfter(read: Read, mailboxId: number, afterUid: number, limit: number): Promise<FlagRow[]> {
  return read.all<FlagRow>(sql`
    SELECT ${flags} FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${mailboxId} AND m.uid > ${afterUid} ORDER BY m.uid LIMIT ${limit}`);
}

/**
 * UIDs, flags and mod-sequences changed in a mailbox after `since` (exclusive), at most `limit`, in order of mod-sequence and UID; the next batch begins
 * `after` the last row. Feeds CONDSTORE, QRESYNC and open views alike.
 */
export function changedSince(read: Read, mailboxId: number, since: number, after: { modseq: number; uid: number }, limit: number): Promise<FlagRow[]> {
  return read.all<FlagRow>(sql`
    SELECT ${flags} FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${mailboxId} AND m.modseq >= ${Math.max(since, after.modseq)} AND (m.modseq > ${after.modseq} OR m.uid > ${after.uid})
     ORDER BY m.modseq, m.uid LIMIT ${limit}`);
}

/** UIDs expunged after a mod-sequence, ascending. */
export async function expungedSince(read: Read, mailboxId: number, since: number): Promise<number[]> {
  const rows = await read.all<{ uid: number }>(sql`SELECT uid FROM expunged WHERE mailbox_id = ${mailboxId} AND modseq > ${since} ORDER BY uid`);
  return rows.map((row) => row.uid);
}

export interface FetchRow {
  uid: number;
  email_id: number;
  thread_id: number;
  size_bytes: number;
  received_at: number;
  saved_at: number;
  prefix: Buffer | null;
  blob_hash: string;
  envelope?: Buffer;
  body_structure?: Buffer;
  body?: Buffer;
  header_projection?: Buffer;
  preview?: string;
  structure?: string;
}

export type ProjectionColumn = 'envelope' | 'body_structure' | 'body' | 'header_projection' | 'preview' | 'structure';

/** Rows of messages by UID, in UID order, with the projected columns asked for. */
export function fetchRows(read: Read, mailboxId: number, uids: ArrayLike<number>, columns: readonly ProjectionColumn[]): Promise<FetchRow[]> {
  const base = 'm.uid, m.email_id, e.thread_id, e.size_bytes, m.received_at, m.saved_at, e.prefix, e.blob_hash';
  if (columns.length === 0) {
    return read.all<FetchRow>(sql`
      SELECT ${raw(base)} FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
       WHERE m.mailbox_id = ${mailboxId} AND m.uid IN ${integers(uids)} ORDER BY m.uid`);
  }
  const projected = columns.map((column) => `p.${column}`).join(', ');
  return read.all<FetchRow>(sql`
    SELECT ${raw(`${base}, ${projected}`)} FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
      JOIN email_projection p ON p.id = e.id
     WHERE m.mailbox_id = ${mailboxId} AND m.uid IN ${integers(uids)} ORDER BY m.uid`);
}
