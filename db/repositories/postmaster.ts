import type { Read } from '../sql/queries.ts';
import { sql } from '../sql/statement.ts';

/** So many domains with a postmaster of their own are looked at, and so many administrators written to. */
const MOST = 100;

/** Addresses `postmaster@…` that somebody has, as an account or an alias. */
export async function postmasterAddresses(read: Read): Promise<string[]> {
  const rows = await read.all<{ address: string }>(sql`
    SELECT address FROM principal WHERE address LIKE 'postmaster@%' AND disabled = 0
     UNION SELECT address FROM alias WHERE address LIKE 'postmaster@%' ORDER BY address LIMIT ${MOST}`);
  return rows.map((row) => row.address);
}

/** People who administer this server and may sign in, oldest first. */
export async function administratorIds(read: Read): Promise<number[]> {
  const rows = await read.all<{ id: number }>(sql`
    SELECT id FROM principal WHERE type = 'individual' AND administrator = 1 AND disabled = 0 AND address IS NOT NULL ORDER BY id LIMIT ${MOST}`);
  return rows.map((row) => row.id);
}
