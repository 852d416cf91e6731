import type { Database } from '../database.ts';
import type { Read } from '../sql/queries.ts';
import { onConflictUpdate, sql, strings } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import type { PendingBlob } from './blob-store.ts';

export interface BlobRow {
  hash: string;
  size_bytes: number;
  segment: number;
  segment_offset: number;
  touched_at: number;
}

/** A blob found again is marked as used when its mark is older than this, long before the sweep's grace of 24 h ends. */
const TOUCH_AGE_MS = 3_600_000;

/** The row of a blob: size and place. */
export function blobRow(read: Read, hash: string): Promise<BlobRow | undefined> {
  return read.get<BlobRow>(sql`SELECT hash, size_bytes, segment, segment_offset, touched_at FROM stored_blob WHERE hash = ${hash}`);
}

/** The same of several; those that have none are not among them. */
export function blobRows(read: Read, hashes: readonly string[]): Promise<BlobRow[]> {
  return read.all<BlobRow>(sql`SELECT hash, size_bytes, segment, segment_offset, touched_at FROM stored_blob WHERE hash IN ${strings(hashes)}`);
}

/** Inserts the row, or marks the one that is there as used again: its bytes stay where they are. */
export async function registerBlob(tx: Unit, blob: PendingBlob, now: number): Promise<void> {
  if (blob.location) {
    await tx.run(sql`
      INSERT INTO stored_blob (hash, size_bytes, segment, segment_offset, created_at, touched_at)
      VALUES (${blob.hash}, ${blob.sizeBytes}, ${blob.location.segment}, ${blob.location.offset}, ${now}, ${now})
      ${onConflictUpdate(['hash'], ['touched_at'])}`);
  } else {
    await touchBlob(tx, blob.hash, now);
  }
}

export async function touchBlob(tx: Unit, hash: string, now: number): Promise<void> {
  const rows = await tx.run(sql`UPDATE stored_blob SET touched_at = ${now} WHERE hash = ${hash}`);
  if (rows === 0 && !(await blobRow(tx, hash))) throw new Error(`blob ${hash} has no row to refer to`);
}

/** Whether the blob has a row; the sweep then leaves it alone for its grace time. */
export async function claimBlob(db: Database, hash: string): Promise<boolean> {
  const row = await blobRow(db.single, hash);
  const now = Date.now();
  if (!row) return false;
  if (now - row.touched_at <= TOUCH_AGE_MS) return true;
  return db.write([], async (tx) => {
    if (!(await blobRow(tx, hash))) return false;
    await touchBlob(tx, hash, now);
    return true;
  });
}
