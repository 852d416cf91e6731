import type { Read } from '../sql/queries.ts';
import { onConflictKeep, onConflictUpdate, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** A fact about the installation as a whole. */
export async function readMeta(read: Read, name: string): Promise<string | undefined> {
  return (await read.get<{ value: string }>(sql`SELECT value FROM meta WHERE name = ${name}`))?.value;
}

/** Writes a fact that is not there yet; what is there stays. */
export async function keepMeta(tx: Unit, name: string, value: string): Promise<void> {
  await tx.run(sql`INSERT INTO meta (name, value) VALUES (${name}, ${value}) ${onConflictKeep(['name'])}`);
}

export async function writeMeta(tx: Unit, name: string, value: string): Promise<void> {
  await tx.run(sql`INSERT INTO meta (name, value) VALUES (${name}, ${value}) ${onConflictUpdate(['name'], ['value'])}`);
}
