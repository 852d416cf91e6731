/** Principals: people and groups as sharing and the directory name them (RFC 9670 §2). */
import type { Read } from '../sql/queries.ts';
import { integers, raw, sql } from '../sql/statement.ts';
import { SYSTEM_ACCOUNT, type Unit } from '../unit.ts';
import { DELETING } from './accounts.ts';
import { bury } from './tombstones.ts';

export interface DirectoryRow {
  id: number;
  type: string;
  name: string;
  address: string | null;
  description: string | null;
  time_zone: string | null;
  changed_modseq: number;
}

const columns = raw('id, type, name, address, description, time_zone, changed_modseq');

export interface ListedPrincipalRow extends DirectoryRow {
  disabled: number;
}

/** Principals that are there, in order of their numbers. @param after exclusive */
export function principalsAfter(read: Read, after: number, limit: number): Promise<ListedPrincipalRow[]> {
  return read.all(sql`SELECT ${columns}, disabled FROM principal WHERE id > ${after} AND type <> ${DELETING} ORDER BY id LIMIT ${limit}`);
}

export function principalsById(read: Read, ids: readonly number[]): Promise<DirectoryRow[]> {
  return read.all(sql`SELECT ${columns} FROM principal WHERE id IN ${integers(ids)} AND type <> ${DELETING} ORDER BY id`);
}

/** A principal came or changed: told in the state of the installation's account, which the unit has to hold. */
export async function stampPrincipal(tx: Unit, id: number, isNew = false): Promise<void> {
  const system = tx.account(SYSTEM_ACCOUNT);
  system.touch('Principal');
  await tx.run(isNew
    ? sql`UPDATE principal SET created_modseq = ${system.modseq}, changed_modseq = ${system.modseq} WHERE id = ${id}`
    : sql`UPDATE principal SET changed_modseq = ${system.modseq} WHERE id = ${id}`);
}

export async function setDirectoryFields(tx: Unit, id: number, fields: { readonly name: string; readonly description: string | null; readonly timeZone: string | null }): Promise<void> {
  await tx.run(sql`UPDATE principal SET name = ${fields.name}, description = ${fields.description}, time_zone = ${fields.timeZone} WHERE id = ${id}`);
}

/** A principal goes. */
export async function buryPrincipal(tx: Unit, id: number, now: number): Promise<void> {
  const system = tx.account(SYSTEM_ACCOUNT);
  const row = await tx.get<{ created: number }>(sql`SELECT created_modseq AS created FROM principal WHERE id = ${id}`);
  system.touch('Principal');
  await bury(tx, SYSTEM_ACCOUNT, 'Principal', [{ id, created: row?.created ?? 0 }], system.modseq, now);
}

export interface GroupRow {
  id: number;
  name: string;
  address: string;
  description: string | null;
  delivery: string;
  created_at: number;
}

const groupColumns = raw('id, name, address, description, delivery, created_at');

/** @param address in its normal form */
export function groupByAddress(read: Read, address: string): Promise<GroupRow | undefined> {
  return read.get(sql`SELECT ${groupColumns} FROM principal WHERE address = ${address} AND type = 'group'`);
}

export function groupById(read: Read, id: number): Promise<GroupRow | undefined> {
  return read.get(sql`SELECT ${groupColumns} FROM principal WHERE id = ${id} AND type = 'group'`);
}

/** A group that has no address, by its name. */
export function unaddressedGroup(read: Read, name: string): Promise<{ id: number } | undefined> {
  return read.get(sql`SELECT id FROM principal WHERE name = ${name} AND type = 'group' AND address IS NULL ORDER BY id LIMIT 1`);
}

/** Groups by address. @param after exclusive */
export function listGroupRows(read: Read, after: string | undefined, limit: number): Promise<GroupRow[]> {
  return read.all(sql`SELECT ${groupColumns} FROM principal WHERE type = 'group' AND address > ${after ?? ''} ORDER BY address LIMIT ${limit}`);
}

/** A group with the account that its mailboxes are in; nobody signs in as a group. */
export async function insertGroup(tx: Unit, row: GroupRow & { readonly language: string }): Promise<void> {
  await tx.run(sql`
    INSERT INTO principal (id, type, name, address, description, language, administrator, disabled, created_at, delivery)
    VALUES (${row.id}, 'group', ${row.name}, ${row.address}, ${row.description}, ${row.language}, 0, 0, ${row.created_at}, ${row.delivery})`);
  await tx.run(sql`INSERT INTO account (id, quota_bytes) VALUES (${row.id}, NULL)`);
}

export async function updateGroupRow(tx: Unit, id: number, change: { readonly name: string; readonly description: string | null; readonly delivery: string }): Promise<void> {
  await tx.run(sql`UPDATE principal SET name = ${change.name}, description = ${change.description}, delivery = ${change.delivery} WHERE id = ${id}`);
}

/** Those of these who are people and not disabled. */
export async function activePeople(read: Read, ids: readonly number[]): Promise<number[]> {
  const rows = await read.all<{ id: number }>(sql`SELECT id FROM principal WHERE id IN ${integers(ids)} AND type = 'individual' AND disabled = 0`);
  return rows.map((row) => row.id);
}

/** Direct members by address: people and groups. */
export function memberRows(read: Read, groupId: number): Promise<{ id: number; type: string; name: string; address: string }[]> {
  return read.all(sql`
    SELECT p.id, p.type, p.name, p.address FROM group_member g JOIN principal p ON p.id = g.member_id
     WHERE g.group_id = ${groupId} AND p.address IS NOT NULL ORDER BY p.address`);
}
