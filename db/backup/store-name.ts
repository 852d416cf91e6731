import { randomUUID } from 'node:crypto';
import type { Database } from '../database.ts';
import { readMeta, writeMeta } from '../repositories/meta.ts';

/** Names the store in this life of it; a restored one gets another. */
export const STORE_META = 'backup store';
/** What it was called in the life that a restore brought back. */
export const STORE_BEFORE_META = 'backup store before';

/** The store's names now and before it was restored; it gets one where it has none. */
export async function storeNames(db: Database): Promise<{ readonly store: string; readonly before: string | undefined }> {
  const { known, before } = await db.read(async (read) => ({ known: await readMeta(read, STORE_META), before: await readMeta(read, STORE_BEFORE_META) }));
  if (known !== undefined) return { store: known, before };
  const store = randomUUID();
  await db.write([], (tx) => writeMeta(tx, STORE_META, store));
  return { store, before };
}
