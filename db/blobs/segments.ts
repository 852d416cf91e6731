import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { Database } from '../database.ts';
import type { Syncer } from '../sqlite/syncer.ts';
import type { Unit } from '../unit.ts';
import { BlobDamaged, BlobTooLarge, type BlobLocation, type BlobStore, type PendingBlob } from './blob-store.ts';
import { type BlobRow, blobRow, registerBlob, touchBlob } from './row.ts';
import { HEADER_BYTES, SegmentFiles, segmentHeader } from './segment-file.ts';

/** A stream up to this size is held in memory; a longer one goes through a temporary file. */
const MEMORY_BYTES = 256 * 1024;
const PIECE_BYTES = 256 * 1024;
/** A blob found again is marked as used when its mark is older than this, long before the sweep's grace of 24 h ends. */
const TOUCH_AGE_MS = 3_600_000;

/** Blobs in append-only segment files: one sync covers many messages (design §5). */
export class SegmentBlobStore implements BlobStore {
  readonly #db: Database;
  readonly #syncer: Syncer;
  readonly #files: SegmentFiles;
  readonly #temporary: string;
  readonly #places = new LRUCache<string, BlobLocation & { sizeBytes: number }>({ max: 100_000 });

  constructor(db: Database, syncer: Syncer, folder: string) {
    this.#db = db;
    this.#syncer = syncer;
    this.#files = new SegmentFiles(folder);
    this.#temporary = join(folder, 'tmp');
    mkdirSync(this.#temporary, { recursive: true, mode: 0o700 });
    // What an interrupted upload left.
    for (const name of readdirSync(this.#temporary)) rmSync(join(this.#temporary, name));
  }

  async put(bytes: Buffer): Promise<PendingBlob> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (await this.#known(hash)) return { hash, sizeBytes: bytes.length, location: undefined };
    const { segment, offset } = this.#files.reserve(HEADER_BYTES + bytes.length);
    await this.#files.write(segment, offset, Buffer.concat([segmentHeader(hash, bytes.length), bytes]));
    await this.#sync(segment);
    return { hash, sizeBytes: bytes.length, location: { segment: segment.number, offset: offset + HEADER_BYTES } };
  }

  async putStream(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<PendingBlob> {
    const held: Uint8Array[] = [];
    let size = 0;
    const iterator = source[Symbol.asyncIterator]();
    while (size <= MEMORY_BYTES) {
      const next = await iterator.next();
      if (next.done) return this.put(Buffer.concat(held));
      size += next.value.length;
      if (size > maxBytes) {
        await iterator.return?.();
        throw new BlobTooLarge(`more than ${maxBytes} bytes`);
      }
      held.push(next.value);
    }
    return this.#putLarge(held, iterator, maxBytes);
  }

  register(tx: Unit, blob: PendingBlob, now: number): Promise<void> {
    return registerBlob(tx, blob, now);
  }

  touch(tx: Unit, hash: string, now: number): Promise<void> {
    return touchBlob(tx, hash, now);
  }

  async *read(hash: string, start = 0, end?: number): AsyncIterable<Buffer> {
    const place = await this.#place(hash);
    const stop = Math.min(end ?? place.sizeBytes, place.sizeBytes);
    for (let at = Math.max(0, start); at < stop; ) {
      const length = Math.min(PIECE_BYTES, stop - at);
      const piece = await this.#files.read(place.segment, place.offset + at, length);
      if (piece.length < length) throw new BlobDamaged(`blob ${hash} ends early in segment ${place.segment}`);
      yield piece;
      at += length;
    }
  }

  async readAll(hash: string, start = 0, end?: number): Promise<Buffer> {
    const place = await this.#place(hash);
    const from = Math.max(0, start);
    const length = Math.max(0, Math.min(end ?? place.sizeBytes, place.sizeBytes) - from);
    const bytes = await this.#files.read(place.segment, place.offset + from, length);
    if (bytes.length < length) throw new BlobDamaged(`blob ${hash} ends early in segment ${place.segment}`);
    return bytes;
  }

  async verify(hash: string): Promise<'ok' | 'missing' | 'damaged'> {
    const digest = createHash('sha256');
    try {
      for await (const piece of this.read(hash)) digest.update(piece);
    } catch (error) {
      if (error instanceof BlobDamaged) return /no row/.test(error.message) ? 'missing' : 'damaged';
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
      throw error;
    }
    return digest.digest('hex') === hash ? 'ok' : 'damaged';
  }

  async close(): Promise<void> {
    this.#files.close();
  }

  async #putLarge(held: Uint8Array[], rest: AsyncIterator<Uint8Array>, maxBytes: number): Promise<PendingBlob> {
    const path = join(this.#temporary, randomUUID());
    const file = createWriteStream(path, { mode: 0o600, flags: 'wx' });
    const digest = createHash('sha256');
    let size = 0;
    const take = async (piece: Uint8Array): Promise<void> => {
      size += piece.length;
      if (size > maxBytes) throw new BlobTooLarge(`more than ${maxBytes} bytes`);
      digest.update(piece);
      if (!file.write(piece)) await once(file, 'drain');
    };
    try {
      for (const piece of held.splice(0)) await take(piece);
      for (let next = await rest.next(); !next.done; next = await rest.next()) await take(next.value);
      file.end();
      await once(file, 'finish');
      const hash = digest.digest('hex');
      if (await this.#known(hash)) return { hash, sizeBytes: size, location: undefined };
      const { segment, offset } = this.#files.reserve(HEADER_BYTES + size);
      await this.#files.write(segment, offset, segmentHeader(hash, size));
      let at = offset + HEADER_BYTES;
      for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
        await this.#files.write(segment, at, piece as Buffer);
        at += (piece as Buffer).length;
      }
      await this.#sync(segment);
      return { hash, sizeBytes: size, location: { segment: segment.number, offset: offset + HEADER_BYTES } };
    } catch (error) {
      await rest.return?.();
      throw error;
    } finally {
      file.destroy();
      await rm(path, { force: true });
    }
  }

  async #sync(segment: { fd: number; fresh: boolean }): Promise<void> {
    await this.#syncer.sync([segment.fd], segment.fresh ? [this.#files.folderFd] : []);
    segment.fresh = false;
  }

  /** Whether the blob has a row, which is then kept from the sweep. */
  async #known(hash: string): Promise<boolean> {
    const row = await this.#db.read((read) => blobRow(read, hash));
    if (!row) return false;
    const now = Date.now();
    if (now - row.touched_at > TOUCH_AGE_MS) {
      return this.#db.write([], async (tx) => {
        if (!(await blobRow(tx, hash))) return false;
        await touchBlob(tx, hash, now);
        return true;
      });
    }
    return true;
  }

  async #place(hash: string): Promise<BlobLocation & { sizeBytes: number }> {
    const kept = this.#places.get(hash);
    if (kept) return kept;
    const row: BlobRow | undefined = await this.#db.read((read) => blobRow(read, hash));
    if (!row) throw new BlobDamaged(`blob ${hash} has no row`);
    const place = { segment: row.segment, offset: row.segment_offset, sizeBytes: row.size_bytes };
    this.#places.set(hash, place);
    return place;
  }
}
