import type { Read } from '../sql/queries.ts';
import { onConflictUpdate, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** What a person has set, as JSON; undefined where nothing was ever set. */
export async function preferencesOf(read: Read, principalId: number): Promise<string | undefined> {
  return (await read.get<{ document: string }>(sql`SELECT document FROM preferences WHERE principal_id = ${principalId}`))?.document;
}

export async function putPreferences(tx: Unit, principalId: number, document: string, at: number): Promise<void> {
  await tx.run(sql`
    INSERT INTO preferences (principal_id, document, changed_at) VALUES (${principalId}, ${document}, ${at})
    ${onConflictUpdate(['principal_id'], ['document', 'changed_at'])}`);
}

export async function setTimeZone(tx: Unit, principalId: number, timeZone: string | null): Promise<void> {
  await tx.run(sql`UPDATE principal SET time_zone = ${timeZone} WHERE id = ${principalId}`);
}

/** Does the account have this Identity? */
export async function hasIdentity(read: Read, accountId: number, identityId: number): Promise<boolean> {
  return (await read.get(sql`SELECT 1 AS found FROM identity WHERE id = ${identityId} AND account_id = ${accountId}`)) !== undefined;
}
