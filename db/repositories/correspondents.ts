import type { Read } from '../sql/queries.ts';
import { join, raw, sql, type Statement, strings } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import { likeLiteral } from './accounts.ts';

/** Somebody that a person has written to. */
export interface CorrespondentRow {
  address: string;
  name: string;
  /** Folded words of name and address, each with a blank in front. */
  words: string;
  sent_count: number;
  last_sent_at: number;
  weight: number;
}

const columns = raw('address, name, words, sent_count, last_sent_at, weight');

/** What a word must begin with: `whole`, or else each of `parts` a word of its own. */
export interface Term {
  readonly whole: string;
  readonly parts: readonly string[];
}

/** Those that all terms fit, and those at one of the addresses; the heaviest first. */
export function correspondentsMatching(read: Read, principalId: number, terms: readonly Term[], addresses: readonly string[], limit: number): Promise<CorrespondentRow[]> {
  const begins = (word: string): Statement => sql`words LIKE ${`% ${likeLiteral(word)}%`} ESCAPE '!'`;
  const fits = join(terms.map(({ whole, parts }) => (parts.length < 2 ? begins(whole) : sql`(${begins(whole)} OR (${join(parts.map(begins), ' AND ')}))`)), ' AND ');
  const isOneOf = addresses.length === 0 ? sql`` : sql` OR address IN ${strings(addresses)}`;
  return read.all<CorrespondentRow>(sql`
    SELECT ${columns} FROM correspondent WHERE principal_id = ${principalId} AND ((${fits})${isOneOf}) ORDER BY weight DESC, address LIMIT ${limit}`);
}

/** The heaviest. */
export function firstCorrespondents(read: Read, principalId: number, limit: number): Promise<CorrespondentRow[]> {
  return read.all<CorrespondentRow>(sql`SELECT ${columns} FROM correspondent WHERE principal_id = ${principalId} ORDER BY weight DESC, address LIMIT ${limit}`);
}

export function correspondentsAt(read: Read, principalId: number, addresses: readonly string[]): Promise<CorrespondentRow[]> {
  return read.all<CorrespondentRow>(sql`SELECT ${columns} FROM correspondent WHERE principal_id = ${principalId} AND address IN ${strings(addresses)}`);
}

/** Puts rows in the place of those of the same addresses. */
export async function replaceCorrespondents(tx: Unit, principalId: number, rows: readonly CorrespondentRow[]): Promise<void> {
  await tx.run(sql`DELETE FROM correspondent WHERE principal_id = ${principalId} AND address IN ${strings(rows.map((row) => row.address))}`);
  await tx.insertMany(
    'correspondent', ['principal_id', 'address', 'name', 'words', 'sent_count', 'last_sent_at', 'weight'],
    rows.map((row) => [principalId, row.address, row.name, row.words, row.sent_count, row.last_sent_at, row.weight]),
  );
}

/** @returns whether it was there */
export async function deleteCorrespondent(tx: Unit, principalId: number, address: string): Promise<boolean> {
  return (await tx.run(sql`DELETE FROM correspondent WHERE principal_id = ${principalId} AND address = ${address}`)) > 0;
}

/** People with more than so many. */
export async function principalsWithMany(read: Read, most: number): Promise<number[]> {
  const rows = await read.all<{ principal_id: number }>(sql`SELECT principal_id FROM correspondent GROUP BY principal_id HAVING COUNT(*) > ${most}`);
  return rows.map((row) => row.principal_id);
}

/** Keeps the heaviest. */
export async function deleteLightest(tx: Unit, principalId: number, keep: number): Promise<void> {
  const border = await tx.get<{ weight: number }>(sql`
    SELECT weight FROM correspondent WHERE principal_id = ${principalId} ORDER BY weight DESC LIMIT 1 OFFSET ${keep - 1}`);
  if (border) await tx.run(sql`DELETE FROM correspondent WHERE principal_id = ${principalId} AND weight < ${border.weight}`);
}
