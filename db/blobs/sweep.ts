import type { Database } from '../database.ts';
import type { Read } from '../sql/queries.ts';
import { sql, strings } from '../sql/statement.ts';

/** A blob that nothing has referred to for this long is collected. */
export const GRACE_MS = 24 * 3_600_000;
const BATCH = 500;

async function unreferenced(read: Read, before: number): Promise<string[]> {
  const rows = await read.all<{ hash: string }>(sql`
    SELECT b.hash FROM blob b
     WHERE b.touched_at < ${before}
       AND NOT EXISTS (SELECT 1 FROM email e WHERE e.blob_hash = b.hash)
       AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.blob_hash = b.hash)
       AND NOT EXISTS (SELECT 1 FROM queue_entry q WHERE q.blob_hash = b.hash)
     LIMIT ${BATCH}`);
  return rows.map((row) => row.hash);
}

/**
 * Mark and sweep (design §5): rows of blobs that nothing refers to, untouched for the grace time. A new reference touches the row in its own unit, so
 * the check is made once more under the delete.
 * @returns how many blobs went
 */
export async function sweepBlobs(db: Database, now: number): Promise<number> {
  const before = now - GRACE_MS;
  await db.write([], (tx) => tx.run(sql`DELETE FROM upload WHERE expires_at < ${now}`));
  let swept = 0;
  for (;;) {
    const hashes = await db.read((read) => unreferenced(read, before));
    if (hashes.length === 0) break;
    const gone = await db.write([], async (tx) => {
      const still = await tx.all<{ hash: string }>(sql`
        SELECT b.hash FROM blob b
         WHERE b.hash IN ${strings(hashes)} AND b.touched_at < ${before}
           AND NOT EXISTS (SELECT 1 FROM email e WHERE e.blob_hash = b.hash)
           AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.blob_hash = b.hash)
           AND NOT EXISTS (SELECT 1 FROM queue_entry q WHERE q.blob_hash = b.hash)`);
      let rows = 0;
      for (const { hash } of still) {
        const deleted = await tx.run(sql`DELETE FROM blob WHERE hash = ${hash} AND touched_at < ${before}`);
        if (deleted === 0) continue;
        await tx.run(sql`DELETE FROM blob_chunk WHERE hash = ${hash}`);
        rows += deleted;
      }
      return rows;
    });
    swept += gone;
    if (gone === 0) break;
  }
  await db.write([], (tx) => tx.run(sql`
    DELETE FROM blob_chunk WHERE created_at < ${before} AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = blob_chunk.hash)`));
  return swept;
}
