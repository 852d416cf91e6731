import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Database } from '../database.ts';
import type { Read } from '../sql/queries.ts';
import type { FileSyncer } from '../sqlite/syncer.ts';
import type { Unit } from '../unit.ts';
import { BlobDamaged, type BlobLocation, type BlobStore, type PendingBlob, type PutOptions, type SealedSegments, verdict } from './blob-store.ts';
import { type BlobRow, blobRow, blobRows, claimBlob, registerBlob, touchBlob } from './row.ts';
import { HEADER_BYTES, parseSegmentHeader, type Place, SEGMENT_BYTES, SegmentFiles, segmentHeader } from './segment-file.ts';
import { openSpoolFolder, spool, type SpoolFile } from './spool.ts';

const PIECE_BYTES = 256 * 1024;

interface Located extends BlobLocation {
  readonly sizeBytes: number;
}

/** Blobs in append-only segment files: one sync covers many messages (design §5). */
export class SegmentBlobStore implements BlobStore {
  readonly #db: Database;
  readonly #files: SegmentFiles;
  readonly #temporary: string;
  /** By size, so that it takes its room as it fills. */
  readonly #places = new LRUCache<string, Located>({ maxSize: 100_000, sizeCalculation: () => 1 });

  constructor(db: Database, syncer: FileSyncer, folder: string, segmentBytes: number = SEGMENT_BYTES) {
    this.#db = db;
    this.#files = new SegmentFiles(folder, syncer, segmentBytes);
    this.#temporary = join(folder, 'tmp');
    openSpoolFolder(this.#temporary);
  }

  async put(bytes: Buffer, options: PutOptions = {}): Promise<PendingBlob> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const kept = await this.#keep(hash, bytes.length, options, (place, at) =>
      this.#files.write(place, at - HEADER_BYTES, segmentHeader(hash, bytes.length), bytes));
    return { ...kept, bytes };
  }

  async putStream(source: AsyncIterable<Uint8Array>, maxBytes: number, options: PutOptions = {}): Promise<PendingBlob> {
    const spooled = await spool(source, maxBytes, this.#temporary);
    if ('bytes' in spooled) return this.put(spooled.bytes, options);
    try {
      return await this.#putFile(spooled.file);
    } finally {
      await spooled.file.discard();
    }
  }

  register(tx: Unit, blob: PendingBlob, now: number): Promise<void> {
    if (blob.durable) tx.commitAfter(blob.durable);
    return registerBlob(tx, blob, now);
  }

  touch(tx: Unit, hash: string, now: number): Promise<void> {
    return touchBlob(tx, hash, now);
  }

  readPending({ hash, sizeBytes, location, bytes }: PendingBlob): Promise<Buffer> {
    if (bytes) return Promise.resolve(bytes);
    return location ? this.#exactly(hash, { ...location, sizeBytes }, 0, sizeBytes) : this.readAll(hash);
  }

  async locate(read: Read, hashes: readonly string[]): Promise<void> {
    const unknown = hashes.filter((hash) => !this.#places.has(hash));
    if (unknown.length > 0) for (const row of await blobRows(read, unknown)) this.#note(row);
  }

  async *read(hash: string, start = 0, end?: number): AsyncIterable<Buffer> {
    yield* this.#read(hash, await this.#place(hash), start, end);
  }

  async readAll(hash: string, start = 0, end?: number): Promise<Buffer> {
    const place = await this.#place(hash);
    const from = Math.max(0, start);
    return this.#exactly(hash, place, from, Math.max(0, Math.min(end ?? place.sizeBytes, place.sizeBytes) - from));
  }

  verify(hash: string): Promise<'ok' | 'missing' | 'damaged'> {
    return verdict(async () => {
      const place = await this.#lookUp(hash);
      const header = parseSegmentHeader(await this.#files.read(place.segment, place.offset - HEADER_BYTES, HEADER_BYTES));
      if (header?.hash !== hash || header.sizeBytes !== place.sizeBytes) return false;
      const digest = createHash('sha256');
      for await (const piece of this.#read(hash, place, 0)) digest.update(piece);
      return digest.digest('hex') === hash;
    });
  }

  seal(): Promise<SealedSegments> {
    return this.#files.seal();
  }

  close(): Promise<void> {
    return this.#files.close();
  }

  #putFile(file: SpoolFile): Promise<PendingBlob> {
    return this.#keep(file.hash, file.sizeBytes, {}, async (place, at) => {
      await this.#files.write(place, at - HEADER_BYTES, segmentHeader(file.hash, file.sizeBytes));
      let to = at;
      for await (const piece of file.pieces(PIECE_BYTES)) {
        await this.#files.write(place, to, piece);
        to += piece.length;
      }
    });
  }

  /** Gives a blob that has no row yet a place, in which `write` puts header and bytes, and begins to make it durable. */
  async #keep(hash: string, sizeBytes: number, { isNew }: PutOptions, write: (place: Place, at: number) => Promise<void>): Promise<PendingBlob> {
    if (!isNew && (await claimBlob(this.#db, hash))) return { hash, sizeBytes, location: undefined };
    const place = this.#files.reserve(HEADER_BYTES + sizeBytes);
    const offset = place.offset + HEADER_BYTES;
    try {
      await write(place, offset);
    } catch (error) {
      this.#files.finish(place);
      throw error;
    }
    const durable = this.#files.sync(place).finally(() => this.#files.finish(place));
    // Whoever waits for it hears of a failure; until somebody does, it must not count as unheard.
    durable.catch(() => undefined);
    return { hash, sizeBytes, location: { segment: place.segment.number, offset }, durable };
  }

  async *#read(hash: string, place: Located, start: number, end?: number): AsyncIterable<Buffer> {
    const stop = Math.min(end ?? place.sizeBytes, place.sizeBytes);
    for (let at = Math.max(0, start); at < stop; ) {
      const piece = await this.#exactly(hash, place, at, Math.min(PIECE_BYTES, stop - at));
      yield piece;
      at += piece.length;
    }
  }

  async #exactly(hash: string, place: Located, at: number, length: number): Promise<Buffer> {
    const bytes = await this.#files.read(place.segment, place.offset + at, length);
    if (bytes.length < length) throw new BlobDamaged(`blob ${hash} ends early in segment ${place.segment}`);
    return bytes;
  }

  async #place(hash: string): Promise<Located> {
    return this.#places.get(hash) ?? this.#lookUp(hash);
  }

  async #lookUp(hash: string): Promise<Located> {
    const row = await blobRow(this.#db.single, hash);
    if (!row) {
      this.#places.delete(hash);
      throw new BlobDamaged(`blob ${hash} has no row`, 'missing');
    }
    return this.#note(row);
  }

  #note(row: BlobRow): Located {
    const place = { segment: row.segment, offset: row.segment_offset, sizeBytes: row.size_bytes };
    this.#places.set(row.hash, place);
    return place;
  }
}
