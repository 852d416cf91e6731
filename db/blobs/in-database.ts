import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import { sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import { BlobDamaged, BlobTooLarge, type BlobStore, type PendingBlob } from './blob-store.ts';
import { blobRow, registerBlob, touchBlob } from './row.ts';

const CHUNK_BYTES = 1024 * 1024;
const TOUCH_AGE_MS = 3_600_000;

/** Blobs in the database in chunks of at most 1 MiB, for nodes that share no disk. Chunks are written before the unit that refers to them. */
export class DatabaseBlobStore implements BlobStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async put(bytes: Buffer): Promise<PendingBlob> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const now = Date.now();
    const known = await this.#db.write([], async (tx) => {
      const row = await blobRow(tx, hash);
      if (row) {
        if (now - row.touched_at > TOUCH_AGE_MS) await touchBlob(tx, hash, now);
        return true;
      }
      // Chunks without a row were left by an interrupted unit; they are the same bytes, but their age must not get them swept now.
      await tx.run(sql`DELETE FROM blob_chunk WHERE hash = ${hash}`);
      for (let at = 0, n = 0; at < bytes.length; at += CHUNK_BYTES, n++) {
        await tx.insertMany('blob_chunk', ['hash', 'chunk', 'bytes', 'created_at'], [[hash, n, bytes.subarray(at, at + CHUNK_BYTES), now]]);
      }
      return false;
    });
    return { hash, sizeBytes: bytes.length, location: known ? undefined : { segment: 0, offset: 0 } };
  }

  async putStream(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<PendingBlob> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of source) {
      size += piece.length;
      if (size > maxBytes) throw new BlobTooLarge(`more than ${maxBytes} bytes`);
      pieces.push(piece);
    }
    return this.put(Buffer.concat(pieces));
  }

  register(tx: Unit, blob: PendingBlob, now: number): Promise<void> {
    return registerBlob(tx, blob, now);
  }

  touch(tx: Unit, hash: string, now: number): Promise<void> {
    return touchBlob(tx, hash, now);
  }

  async *read(hash: string, start = 0, end?: number): AsyncIterable<Buffer> {
    const row = await this.#db.read((read) => blobRow(read, hash));
    if (!row) throw new BlobDamaged(`blob ${hash} has no row`);
    const stop = Math.min(end ?? row.size_bytes, row.size_bytes);
    for (let at = Math.max(0, start); at < stop; ) {
      const n = Math.floor(at / CHUNK_BYTES);
      const chunk = await this.#db.read((read) =>
        read.get<{ bytes: Buffer }>(sql`SELECT bytes FROM blob_chunk WHERE hash = ${hash} AND chunk = ${n}`));
      if (!chunk) throw new BlobDamaged(`blob ${hash} has lost chunk ${n}`);
      const from = at - n * CHUNK_BYTES;
      const piece = chunk.bytes.subarray(from, Math.min(chunk.bytes.length, stop - n * CHUNK_BYTES));
      if (piece.length === 0) throw new BlobDamaged(`blob ${hash} ends early in chunk ${n}`);
      yield piece;
      at += piece.length;
    }
  }

  async readAll(hash: string, start = 0, end?: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.read(hash, start, end)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async verify(hash: string): Promise<'ok' | 'missing' | 'damaged'> {
    const digest = createHash('sha256');
    try {
      for await (const piece of this.read(hash)) digest.update(piece);
    } catch (error) {
      if (!(error instanceof BlobDamaged)) throw error;
      return /lost|no row/.test(error.message) ? 'missing' : 'damaged';
    }
    return digest.digest('hex') === hash ? 'ok' : 'damaged';
  }

  async close(): Promise<void> {}
}
