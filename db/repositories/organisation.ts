/** Whom the organisation has beside its principals, and when any of it changed. */
import type { Read } from '../sql/queries.ts';
import { sql } from '../sql/statement.ts';
import { SYSTEM_ACCOUNT } from '../unit.ts';

/** Changes with everything that comes to the organisation, goes, or is renamed: units that do so hold the installation's account. */
export async function organisationVersion(read: Read): Promise<number> {
  return (await read.get<{ modseq: number }>(sql`SELECT modseq FROM account WHERE id = ${SYSTEM_ACCOUNT}`))?.modseq ?? 0;
}

/** Aliases by number. @param after exclusive */
export function aliasesAfter(read: Read, after: number, limit: number): Promise<{ id: number; address: string }[]> {
  return read.all(sql`SELECT id, address FROM alias WHERE id > ${after} ORDER BY id LIMIT ${limit}`);
}
