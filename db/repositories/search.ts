/** The full-text index (design §6, Search): how far it goes, its segments, and the texts that it was made from. */
import type { Read } from '../sql/queries.ts';
import { integers, onConflictUpdate, raw, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** How far an account's index goes. */
export interface SearchState {
  /** The account's mod-sequence now. */
  readonly account_modseq: number;
  /** How many Emails it has. */
  readonly used_count: number;
  /** Every Email that changed up to this one is in a segment. */
  readonly modseq: number;
  /** Grows with each change of the index. */
  readonly next_segment: number;
  /** Grows with each rebuild. */
  readonly generation: number;
}

/** Undefined where there is no such account. Zeros where nothing is indexed yet. */
export function searchState(read: Read, account: number): Promise<SearchState | undefined> {
  return read.get<SearchState>(sql`
    SELECT a.modseq AS account_modseq, a.used_count, COALESCE(s.modseq, 0) AS modseq, COALESCE(s.next_segment, 0) AS next_segment, COALESCE(s.generation, 0) AS generation
      FROM account a LEFT JOIN search_state s ON s.account_id = a.id WHERE a.id = ${account}`);
}

export async function setSearchState(tx: Unit, account: number, state: { modseq: number; next_segment: number; generation: number }): Promise<void> {
  await tx.run(sql`
    INSERT INTO search_state (account_id, modseq, next_segment, generation) VALUES (${account}, ${state.modseq}, ${state.next_segment}, ${state.generation})
    ${onConflictUpdate(['account_id'], ['modseq', 'next_segment', 'generation'])}`);
}

/** Accounts with Emails that came after their index was last brought up to date. */
export async function accountsBehind(read: Read): Promise<number[]> {
  const rows = await read.all<{ id: number }>(sql`
    SELECT a.id FROM account a LEFT JOIN search_state s ON s.account_id = a.id WHERE a.email_modseq > COALESCE(s.modseq, 0) AND a.used_count > 0 ORDER BY a.id`);
  return rows.map((row) => row.id);
}

export interface ChangedEmail {
  readonly id: number;
  readonly changed: number;
  /** 1 where its text is kept. */
  readonly has_text: number;
}

/** Emails that changed after a mod-sequence, in that order: among them all that came. @param after the last one of the page before */
export function emailsChangedSince(read: Read, account: number, since: number, after: { changed: number; id: number } | undefined, limit: number): Promise<ChangedEmail[]> {
  const beyond = after ? sql`AND e.changed_modseq >= ${after.changed} AND (e.changed_modseq > ${after.changed} OR e.id > ${after.id})` : sql``;
  return read.all<ChangedEmail>(sql`
    SELECT e.id, e.changed_modseq AS changed, CASE WHEN t.email_id IS NULL THEN 0 ELSE 1 END AS has_text
      FROM email e LEFT JOIN search_text t ON t.email_id = e.id AND t.account_id = e.account_id
     WHERE e.account_id = ${account} AND e.changed_modseq > ${since} ${beyond} ORDER BY e.changed_modseq, e.id LIMIT ${limit}`);
}

/** Where the text of an Email is found. */
export interface TextSource {
  readonly id: number;
  readonly hash: string;
  readonly size_bytes: number;
  readonly prefix: Buffer | null;
  readonly structure: string | null;
}

export function textSources(read: Read, account: number, ids: ArrayLike<number>): Promise<TextSource[]> {
  return read.all<TextSource>(sql`
    SELECT e.id, e.blob_hash AS hash, e.size_bytes, e.prefix, p.structure FROM email e LEFT JOIN email_projection p ON p.id = e.id
     WHERE e.account_id = ${account} AND e.id IN ${integers(ids)}`);
}

/** Ids of all Emails of an account beyond one, ascending. */
export async function emailIdsAfter(read: Read, account: number, after: number, limit: number): Promise<number[]> {
  const rows = await read.all<{ id: number }>(sql`SELECT id FROM email WHERE account_id = ${account} AND id > ${after} ORDER BY id LIMIT ${limit}`);
  return rows.map((row) => row.id);
}

/** Which of these Emails are there. */
export async function emailsThere(read: Read, account: number, ids: ArrayLike<number>): Promise<number[]> {
  const rows = await read.all<{ id: number }>(sql`SELECT id FROM email WHERE account_id = ${account} AND id IN ${integers(ids)} ORDER BY id`);
  return rows.map((row) => row.id);
}

export interface SegmentHead {
  readonly id: number;
  readonly generation: number;
  readonly doc_count: number;
  /** Of its words and postings. */
  readonly size_bytes: number;
}

export interface SegmentRow extends SegmentHead {
  readonly docs: Uint8Array;
  readonly words: Uint8Array;
  readonly postings: Uint8Array;
}

/** All segments of an account, those of a rebuild under way too, oldest first. */
export function segmentHeads(read: Read, account: number): Promise<SegmentHead[]> {
  return read.all<SegmentHead>(sql`SELECT id, generation, doc_count, size_bytes FROM search_segment WHERE account_id = ${account} ORDER BY id`);
}

const columns = raw('id, generation, doc_count, size_bytes, docs, words, postings');

export function segmentsById(read: Read, account: number, ids: ArrayLike<number>): Promise<SegmentRow[]> {
  return read.all<SegmentRow>(sql`SELECT ${columns} FROM search_segment WHERE account_id = ${account} AND id IN ${integers(ids)} ORDER BY id`);
}

/** The lists of documents alone. */
export function segmentDocs(read: Read, account: number, ids: ArrayLike<number>): Promise<{ id: number; docs: Buffer }[]> {
  return read.all(sql`SELECT id, docs FROM search_segment WHERE account_id = ${account} AND id IN ${integers(ids)} ORDER BY id`);
}

export async function insertSegment(tx: Unit, account: number, row: SegmentRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO search_segment (account_id, id, generation, doc_count, size_bytes, docs, words, postings)
    VALUES (${account}, ${row.id}, ${row.generation}, ${row.doc_count}, ${row.size_bytes}, ${row.docs}, ${row.words}, ${row.postings})`);
}

/** @returns how many went */
export function deleteSegments(tx: Unit, account: number, ids: ArrayLike<number>): Promise<number> {
  return tx.run(sql`DELETE FROM search_segment WHERE account_id = ${account} AND id IN ${integers(ids)}`);
}

export interface TextRow {
  readonly id: number;
  /** Compressed, as the index's `packText` makes it. */
  readonly body: Uint8Array;
}

export function textsOf(read: Read, account: number, ids: ArrayLike<number>): Promise<TextRow[]> {
  return read.all<TextRow>(sql`SELECT email_id AS id, body FROM search_text WHERE email_id IN ${integers(ids)} AND account_id = ${account}`);
}

/** Texts of these Emails are replaced. */
export async function putTexts(tx: Unit, account: number, rows: readonly TextRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`DELETE FROM search_text WHERE email_id IN ${integers(rows.map((row) => row.id))}`);
  await tx.insertMany('search_text', ['email_id', 'account_id', 'body'], rows.map((row) => [row.id, account, row.body]));
}

/** Texts without their Email. */
export async function strayTexts(read: Read, account: number, limit: number): Promise<number[]> {
  const rows = await read.all<{ id: number }>(sql`
    SELECT t.email_id AS id FROM search_text t LEFT JOIN email e ON e.account_id = t.account_id AND e.id = t.email_id
     WHERE t.account_id = ${account} AND e.id IS NULL ORDER BY t.email_id LIMIT ${limit}`);
  return rows.map((row) => row.id);
}

export async function deleteTexts(tx: Unit, account: number, ids: ArrayLike<number>): Promise<void> {
  await tx.run(sql`DELETE FROM search_text WHERE email_id IN ${integers(ids)} AND account_id = ${account}`);
}

/** Emails that an index that goes up to a mod-sequence holds, in order of their ids. */
export function emailsIndexable(read: Read, account: number, modseq: number, after: number, limit: number): Promise<{ id: number }[]> {
  return read.all(sql`SELECT id FROM email WHERE account_id = ${account} AND changed_modseq <= ${modseq} AND id > ${after} ORDER BY id LIMIT ${limit}`);
}
