import type { Read } from '../sql/queries.ts';
import { sql, type Statement } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import { likeLiteral } from './accounts.ts';

export interface DomainRow {
  id: number;
  name: string;
  catch_all: string | null;
  created_at: number;
}

/** Domains by name. @param after exclusive */
export function listDomainRows(read: Read, after: string | undefined, limit: number): Promise<DomainRow[]> {
  return read.all<DomainRow>(sql`
    SELECT id, name, catch_all, created_at FROM domain WHERE name > ${after ?? ''} ORDER BY name LIMIT ${limit}`);
}

export async function insertDomain(tx: Unit, row: DomainRow): Promise<void> {
  await tx.run(sql`INSERT INTO domain (id, name, catch_all, created_at) VALUES (${row.id}, ${row.name}, ${row.catch_all}, ${row.created_at})`);
}

export async function setCatchAll(tx: Unit, id: number, address: string | null): Promise<void> {
  await tx.run(sql`UPDATE domain SET catch_all = ${address} WHERE id = ${id}`);
}

export async function deleteDomainRow(tx: Unit, id: number): Promise<void> {
  await tx.run(sql`DELETE FROM domain WHERE id = ${id}`);
}

/** Forgets an address that is going away wherever it is a catch-all. */
export async function clearCatchAll(tx: Unit, address: string): Promise<void> {
  await tx.run(sql`UPDATE domain SET catch_all = NULL WHERE catch_all = ${address}`);
}

/** How many accounts and aliases have an address in the domain. */
export async function addressesIn(read: Read, domain: string): Promise<{ accounts: number; aliases: number }> {
  const pattern = `%@${likeLiteral(domain)}`;
  const count = async (statement: Statement): Promise<number> => (await read.get<{ n: number }>(statement))?.n ?? 0;
  return {
    accounts: await count(sql`SELECT COUNT(*) AS n FROM principal WHERE address LIKE ${pattern} ESCAPE '!'`),
    aliases: await count(sql`SELECT COUNT(*) AS n FROM alias WHERE address LIKE ${pattern} ESCAPE '!'`),
  };
}
