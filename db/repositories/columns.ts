import type { Read } from '../sql/queries.ts';
import { integers, raw, sql } from '../sql/statement.ts';
import { type ColumnForm, stretchOf } from './fetch-stretch.ts';

/** A message as the view of a mailbox holds it. */
export interface FlagRow {
  uid: number;
  email_id: number;
  modseq: number;
  deleted: number;
  keyword_bits: number;
  extra_keywords: string | null;
}

/** The same with its size, which never changes. */
export interface ViewRow extends FlagRow {
  size_bytes: number;
}

const flags = raw('m.uid, m.email_id, m.modseq, m.deleted, e.keyword_bits, e.extra_keywords, e.size_bytes');

/** Messages of a mailbox after a UID, in UID order. */
export function flagsAfter(read: Read, mailboxId: number, afterUid: number, limit: number): Promise<ViewRow[]> {
  return read.all<ViewRow>(sql`
    SELECT ${flags} FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${mailboxId} AND m.uid > ${afterUid} ORDER BY m.uid LIMIT ${limit}`);
}

/**
 * UIDs, flags and mod-sequences changed in a mailbox after `since` (exclusive), at most `limit`, in order of mod-sequence and UID; the next batch begins
 * `after` the last row. Feeds CONDSTORE, QRESYNC and open views alike.
 */
export function changedSince(read: Read, mailboxId: number, since: number, after: { modseq: number; uid: number }, limit: number): Promise<ViewRow[]> {
  return read.all<ViewRow>(sql`
    SELECT ${flags} FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${mailboxId} AND m.modseq >= ${Math.max(since, after.modseq)} AND (m.modseq > ${after.modseq} OR m.uid > ${after.uid})
     ORDER BY m.modseq, m.uid LIMIT ${limit}`);
}

/** UIDs expunged after a mod-sequence, ascending. */
export async function expungedSince(read: Read, mailboxId: number, since: number): Promise<number[]> {
  const rows = await read.all<{ uid: number }>(sql`SELECT uid FROM expunged WHERE mailbox_id = ${mailboxId} AND modseq > ${since} ORDER BY uid`);
  return rows.map((row) => row.uid);
}

/** What there is to read of a message. */
export interface FetchRow {
  uid: number;
  email_id: number;
  thread_id: number;
  size_bytes: number;
  received_at: number;
  saved_at: number;
  prefix: Buffer | null;
  blob_hash: string;
  envelope: Buffer;
  body_structure: Buffer;
  body: Buffer;
  header_projection: Buffer;
  preview: string;
  structure: string;
}

export type FetchRowColumn = Exclude<keyof FetchRow, 'uid'>;

/** In which table a column is: membership, email, email_projection. Those that nobody asks for are not looked into. */
const tableOf: Record<FetchRowColumn, 'm' | 'e' | 'p'> = {
  email_id: 'm', received_at: 'm', saved_at: 'm', thread_id: 'e', size_bytes: 'e', prefix: 'e', blob_hash: 'e',
  envelope: 'p', body_structure: 'p', body: 'p', header_projection: 'p', preview: 'p', structure: 'p',
};

/** Columns that are never null and no text. */
const formOf: Partial<Record<FetchRowColumn, ColumnForm>> = {
  email_id: 'number', received_at: 'number', saved_at: 'number', thread_id: 'number', size_bytes: 'number',
  envelope: 'bytes', body_structure: 'bytes', body: 'bytes', header_projection: 'bytes',
};

/** Fewer are read row by row. */
const STRETCH = 8;

/** Rows of messages by UID, in UID order, with the columns asked for. @param uids ascending */
export async function fetchRows<Column extends FetchRowColumn>(read: Read, mailboxId: number, uids: ArrayLike<number>, columns: readonly Column[]): Promise<Pick<FetchRow, 'uid' | Column>[]> {
  const first = uids[0];
  if (first === undefined) return [];
  const last = uids[uids.length - 1] as number;
  const tables = new Set(columns.map((column) => tableOf[column]));
  const selected = raw(['m.uid', ...columns.map((column) => `${tableOf[column]}.${column}`)].join(', '));
  const email = raw(tables.has('e') ? 'JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id' : '');
  const projection = raw(tables.has('p') ? 'JOIN email_projection p ON p.id = m.email_id' : '');
  // A run of UIDs is read as one stretch; what lies between is left out afterwards.
  const isRun = last - first < 2 * uids.length;
  const statement = isRun
    ? sql`SELECT ${selected} FROM membership m ${email} ${projection} WHERE m.mailbox_id = ${mailboxId} AND m.uid BETWEEN ${first} AND ${last} ORDER BY m.uid`
    : sql`SELECT ${selected} FROM membership m ${email} ${projection} WHERE m.mailbox_id = ${mailboxId} AND m.uid IN ${integers(uids)} ORDER BY m.uid`;
  const rows = await (uids.length >= STRETCH && isWorthStretch(read, columns)
    ? stretchOf<Pick<FetchRow, 'uid' | Column>>(read, statement, Object.fromEntries([['uid', 'number' as const], ...columns.map((column) => [column, formOf[column]])]))
    : read.all<Pick<FetchRow, 'uid' | Column>>(statement));
  return last - first + 1 === uids.length || !isRun ? rows : among(rows, uids);
}

function isWorthStretch({ dialect }: Read, columns: readonly FetchRowColumn[]): boolean {
  return dialect === 'sqlite' && columns.some((column) => formOf[column] === 'bytes') && columns.every((column) => formOf[column] !== undefined);
}

/** Both ascending. */
function among<Row extends { readonly uid: number }>(rows: readonly Row[], uids: ArrayLike<number>): Row[] {
  let at = 0;
  return rows.filter(({ uid }) => {
    while (at < uids.length && (uids[at] as number) < uid) at++;
    return uids[at] === uid;
  });
}
