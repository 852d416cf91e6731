import type { Database } from '../database.ts';
import { raw, sql, strings } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import { collecting } from './collection.ts';

/** A blob that nothing has referred to for this long is collected. */
export const GRACE_MS = 24 * 3_600_000;
/** Rows looked at in one read, so that nobody waits behind the search. */
const PAGE_ROWS = 500;

/** Whether anything refers to the blob of row `p`. */
const referred = raw(`(
       EXISTS (SELECT 1 FROM email e WHERE e.blob_hash = p.hash)
    OR EXISTS (SELECT 1 FROM upload u WHERE u.blob_hash = p.hash)
    OR EXISTS (SELECT 1 FROM queue_entry q WHERE q.blob_hash = p.hash))`);

/**
 * Mark and sweep (design §5): rows of blobs that nothing refers to, untouched for the grace time. A new reference touches the row in its own unit, so
 * the check is made once more under the delete.
 * @returns how many blobs went; none while a backup is made
 */
export async function sweepBlobs(db: Database, now: number): Promise<number> {
  return (await collecting(db.blobs, () => collect(db, now))) ?? 0;
}

async function collect(db: Database, now: number): Promise<number> {
  const before = now - GRACE_MS;
  await db.write([], (tx) => tx.run(sql`DELETE FROM upload WHERE expires_at < ${now}`));
  // A report that comes in from here on touches its blob in the same unit, and is not old.
  const reports = await reportHashes(db);
  let swept = 0;
  for await (const page of unreferred(db, before)) {
    const hashes = page.filter((hash) => !reports.has(hash));
    if (hashes.length > 0) swept += await db.write([], (tx) => sweep(tx, hashes, before));
  }
  for await (const hashes of unclaimedChunks(db, before)) await db.write([], (tx) => sweepChunks(tx, hashes, before));
  return swept;
}

/** Blobs of the reports that submissions name (`dsnBlobIds`, `mdnBlobIds`): few submissions have one, and they are lists in a column. */
async function reportHashes(db: Database): Promise<Set<string>> {
  const hashes = new Set<string>();
  for (let after = -1; ; ) {
    // The page is taken by key before it is looked into: what it costs does not depend on how many have a report.
    const page = await db.read((read) => read.all<{ id: number; dsn_blobs: string | null; mdn_blobs: string | null }>(sql`
      SELECT id, dsn_blobs, mdn_blobs FROM submission WHERE id > ${after} ORDER BY id LIMIT ${raw(String(PAGE_ROWS))}`));
    const last = page.at(-1);
    if (!last) return hashes;
    for (const row of page) for (const [hash] of `${row.dsn_blobs ?? ''} ${row.mdn_blobs ?? ''}`.matchAll(/(?<=\bb)[0-9a-f]{64}\b/g)) hashes.add(hash);
    after = last.id;
    await nextTurn();
  }
}

async function* unreferred(db: Database, before: number): AsyncGenerator<string[]> {
  for (let after = ''; ; ) {
    const page = await db.read((read) => read.all<{ hash: string; touched_at: number; kept: number }>(sql`
      SELECT p.hash, p.touched_at, ${referred} AS kept
        FROM (SELECT hash, touched_at FROM stored_blob WHERE hash > ${after} ORDER BY hash LIMIT ${raw(String(PAGE_ROWS))}) p
       ORDER BY p.hash`));
    const last = page.at(-1);
    if (!last) return;
    const hashes = page.filter((row) => row.touched_at < before && !row.kept).map((row) => row.hash);
    if (hashes.length > 0) yield hashes;
    after = last.hash;
    await nextTurn();
  }
}

async function sweep(tx: Unit, hashes: readonly string[], before: number): Promise<number> {
  const still = await tx.all<{ hash: string }>(sql`
    SELECT p.hash FROM stored_blob p WHERE p.hash IN ${strings(hashes)} AND p.touched_at < ${before} AND NOT ${referred}`);
  let gone = 0;
  for (const { hash } of still) {
    const deleted = await tx.run(sql`DELETE FROM stored_blob WHERE hash = ${hash} AND touched_at < ${before}`);
    if (deleted === 0) continue;
    gone += deleted;
    await tx.run(sql`DELETE FROM blob_chunk WHERE hash = ${hash}`);
  }
  return gone;
}

/** Chunks of uploads that never got a row. */
async function* unclaimedChunks(db: Database, before: number): AsyncGenerator<string[]> {
  for (let after = ''; ; ) {
    const page = await db.read((read) => read.all<{ hash: string; old: number }>(sql`
      SELECT p.hash, (p.newest < ${before} AND NOT EXISTS (SELECT 1 FROM stored_blob b WHERE b.hash = p.hash)) AS old
        FROM (SELECT hash, MAX(created_at) AS newest FROM blob_chunk WHERE hash > ${after}
               GROUP BY hash ORDER BY hash LIMIT ${raw(String(PAGE_ROWS))}) p
       ORDER BY p.hash`));
    const last = page.at(-1);
    if (!last) return;
    const hashes = page.filter((row) => row.old).map((row) => row.hash);
    if (hashes.length > 0) yield hashes;
    after = last.hash;
    await nextTurn();
  }
}

async function sweepChunks(tx: Unit, hashes: readonly string[], before: number): Promise<void> {
  await tx.run(sql`
    DELETE FROM blob_chunk WHERE hash IN ${strings(hashes)} AND created_at < ${before}
       AND NOT EXISTS (SELECT 1 FROM stored_blob b WHERE b.hash = blob_chunk.hash)`);
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
