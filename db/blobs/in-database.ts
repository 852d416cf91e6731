import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import { onConflictUpdate, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import { BlobDamaged, type BlobStore, type PendingBlob, verdict } from './blob-store.ts';
import { blobRow, claimBlob, registerBlob, touchBlob } from './row.ts';
import { openSpoolFolder, spool } from './spool.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Blobs in the database in chunks of at most 1 MiB, for nodes that share no disk. Chunks are written before the unit that refers to them, one unit
 * each, so that nobody waits behind a large one; those that no row claims are swept after the grace time.
 */
export class DatabaseBlobStore implements BlobStore {
  readonly #db: Database;
  readonly #temporary: string;

  /** @param temporary folder of this process alone, for uploads that are not complete */
  constructor(db: Database, temporary: string) {
    this.#db = db;
    this.#temporary = temporary;
    openSpoolFolder(temporary);
  }

  async put(bytes: Buffer): Promise<PendingBlob> {
    const kept = await this.#keep(createHash('sha256').update(bytes).digest('hex'), bytes.length, chunksOf(bytes));
    return { ...kept, bytes };
  }

  async putStream(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<PendingBlob> {
    const spooled = await spool(source, maxBytes, this.#temporary);
    if ('bytes' in spooled) return this.put(spooled.bytes);
    try {
      return await this.#keep(spooled.file.hash, spooled.file.sizeBytes, spooled.file.pieces(CHUNK_BYTES));
    } finally {
      await spooled.file.discard();
    }
  }

  register(tx: Unit, blob: PendingBlob, now: number): Promise<void> {
    return registerBlob(tx, blob, now);
  }

  touch(tx: Unit, hash: string, now: number): Promise<void> {
    return touchBlob(tx, hash, now);
  }

  readPending({ hash, sizeBytes, location, bytes }: PendingBlob): Promise<Buffer> {
    if (bytes) return Promise.resolve(bytes);
    return location ? gather(this.#chunks(hash, 0, sizeBytes)) : this.readAll(hash);
  }

  async locate(): Promise<void> {}

  async *read(hash: string, start = 0, end?: number): AsyncIterable<Buffer> {
    const row = await blobRow(this.#db.single, hash);
    if (!row) throw new BlobDamaged(`blob ${hash} has no row`, 'missing');
    yield* this.#chunks(hash, Math.max(0, start), Math.min(end ?? row.size_bytes, row.size_bytes));
  }

  readAll(hash: string, start = 0, end?: number): Promise<Buffer> {
    return gather(this.read(hash, start, end));
  }

  async *#chunks(hash: string, start: number, stop: number): AsyncIterable<Buffer> {
    for (let at = start; at < stop; ) {
      const n = Math.floor(at / CHUNK_BYTES);
      const chunk = await this.#db.single.get<{ bytes: Buffer }>(sql`SELECT bytes FROM blob_chunk WHERE hash = ${hash} AND chunk = ${n}`);
      if (!chunk) throw new BlobDamaged(`blob ${hash} has lost chunk ${n}`, 'missing');
      const from = at - n * CHUNK_BYTES;
      const piece = chunk.bytes.subarray(from, Math.min(chunk.bytes.length, stop - n * CHUNK_BYTES));
      if (piece.length === 0) throw new BlobDamaged(`blob ${hash} ends early in chunk ${n}`);
      yield piece;
      at += piece.length;
    }
  }

  verify(hash: string): Promise<'ok' | 'missing' | 'damaged'> {
    return verdict(async () => {
      const digest = createHash('sha256');
      for await (const piece of this.read(hash)) digest.update(piece);
      return digest.digest('hex') === hash;
    });
  }

  async seal(): Promise<null> {
    return null;
  }

  async close(): Promise<void> {}

  async #keep(hash: string, sizeBytes: number, chunks: AsyncIterable<Buffer>): Promise<PendingBlob> {
    if (await claimBlob(this.#db, hash)) return { hash, sizeBytes, location: undefined };
    const now = Date.now();
    let n = 0;
    for await (const chunk of chunks) {
      const number = n++;
      // One that is there was left by an interrupted upload, or is being written by another one of the same bytes: kept from the sweep.
      await this.#db.write([], (tx) => tx.run(sql`
        INSERT INTO blob_chunk (hash, chunk, bytes, created_at) VALUES (${hash}, ${number}, ${chunk}, ${now})
        ${onConflictUpdate(['hash', 'chunk'], ['bytes', 'created_at'])}`));
    }
    return { hash, sizeBytes, location: { segment: 0, offset: 0 } };
  }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

async function gather(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}
