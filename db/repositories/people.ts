import type { Read } from '../sql/queries.ts';
import { raw, sql, strings } from '../sql/statement.ts';

export interface PrincipalRow {
  id: number;
  type: string;
  name: string;
  address: string | null;
  description: string | null;
  language: string;
  time_zone: string | null;
  administrator: number;
  disabled: number;
  created_at: number;
}

const columns = raw('id, type, name, address, description, language, time_zone, administrator, disabled, created_at');

export function principalById(read: Read, id: number): Promise<PrincipalRow | undefined> {
  return read.get<PrincipalRow>(sql`SELECT ${columns} FROM principal WHERE id = ${id}`);
}

/** @param address in lower case */
export function principalByAddress(read: Read, address: string): Promise<PrincipalRow | undefined> {
  return read.get<PrincipalRow>(sql`SELECT ${columns} FROM principal WHERE address = ${address}`);
}

export function domainByName(read: Read, name: string): Promise<{ id: number; name: string; catch_all: string | null; created_at: number } | undefined> {
  return read.get(sql`SELECT id, name, catch_all, created_at FROM domain WHERE name = ${name}`);
}

/** Targets of aliases by their addresses. */
export function aliasTargets(read: Read, addresses: readonly string[]): Promise<{ address: string; target: string }[]> {
  return read.all(sql`
    SELECT a.address, t.target FROM alias a JOIN alias_target t ON t.alias_id = a.id WHERE a.address IN ${strings(addresses)}`);
}

/** Addresses that are aliases leading straight to this one. */
export async function aliasesTo(read: Read, target: string): Promise<string[]> {
  const rows = await read.all<{ address: string }>(sql`
    SELECT a.address FROM alias a JOIN alias_target t ON t.alias_id = a.id WHERE t.target = ${target} ORDER BY a.address`);
  return rows.map((row) => row.address);
}

/** What an account may hold, null for no limit, and what it holds. */
export interface UsageRow {
  readonly quota_bytes: number | null;
  readonly quota_messages: number | null;
  readonly used_bytes: number;
  readonly used_count: number;
  readonly sent_copy: number;
}

export function accountUsage(read: Read, accountId: number): Promise<UsageRow | undefined> {
  return read.get(sql`SELECT quota_bytes, quota_messages, used_bytes, used_count, sent_copy FROM account WHERE id = ${accountId}`);
}
