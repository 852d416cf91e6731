import type { Read } from '../sql/queries.ts';
import { integers, join, sql, type Statement } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import { likeLiteral } from './accounts.ts';

export interface AliasRow {
  id: number;
  address: string;
  created_at: number;
}

export interface AliasFilter {
  /** Exclusive. */
  readonly after?: string | undefined;
  readonly domain?: string | undefined;
  readonly target?: string | undefined;
}

export function aliasByAddress(read: Read, address: string): Promise<AliasRow | undefined> {
  return read.get<AliasRow>(sql`SELECT id, address, created_at FROM alias WHERE address = ${address}`);
}

/** Aliases by address. */
export function listAliasRows(read: Read, filter: AliasFilter, limit: number): Promise<AliasRow[]> {
  const conditions: Statement[] = [sql`a.address > ${filter.after ?? ''}`];
  if (filter.domain !== undefined) conditions.push(sql`a.address LIKE ${`%@${likeLiteral(filter.domain)}`} ESCAPE '!'`);
  if (filter.target !== undefined) conditions.push(sql`a.id IN (SELECT t.alias_id FROM alias_target t WHERE t.target = ${filter.target})`);
  return read.all<AliasRow>(sql`SELECT a.id, a.address, a.created_at FROM alias a WHERE ${join(conditions, ' AND ')} ORDER BY a.address LIMIT ${limit}`);
}

/** Targets of aliases by their numbers, in alphabetical order. */
export async function targetsOf(read: Read, aliasIds: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await read.all<{ alias_id: number; target: string }>(sql`
    SELECT alias_id, target FROM alias_target WHERE alias_id IN ${integers(aliasIds)} ORDER BY alias_id, target`);
  const targets = new Map<number, string[]>(aliasIds.map((id) => [id, []]));
  for (const row of rows) targets.get(row.alias_id)?.push(row.target);
  return targets;
}

export async function insertAlias(tx: Unit, row: AliasRow, targets: readonly string[]): Promise<void> {
  await tx.run(sql`INSERT INTO alias (id, address, created_at) VALUES (${row.id}, ${row.address}, ${row.created_at})`);
  await insertTargets(tx, row.id, targets);
}

export async function replaceTargets(tx: Unit, aliasId: number, targets: readonly string[]): Promise<void> {
  await tx.run(sql`DELETE FROM alias_target WHERE alias_id = ${aliasId}`);
  await insertTargets(tx, aliasId, targets);
}

export async function deleteAliasRow(tx: Unit, aliasId: number): Promise<void> {
  await tx.run(sql`DELETE FROM alias_target WHERE alias_id = ${aliasId}`);
  await tx.run(sql`DELETE FROM alias WHERE id = ${aliasId}`);
}

/** Takes an address that is going away out of all aliases; one that leads nowhere then goes as well. */
export async function forgetTarget(tx: Unit, target: string): Promise<void> {
  const rows = await tx.all<{ alias_id: number }>(sql`SELECT alias_id FROM alias_target WHERE target = ${target}`);
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.alias_id);
  await tx.run(sql`DELETE FROM alias_target WHERE target = ${target}`);
  const left = await targetsOf(tx, ids);
  for (const [id, targets] of left) if (targets.length === 0) await deleteAliasRow(tx, id);
}

async function insertTargets(tx: Unit, aliasId: number, targets: readonly string[]): Promise<void> {
  await tx.insertMany('alias_target', ['alias_id', 'target'], targets.map((target) => [aliasId, target]));
}
