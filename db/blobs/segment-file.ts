import { closeSync, existsSync, fstatSync, openSync, read as readFile, readdirSync, readSync, write, writevSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseClosed } from '../database.ts';
import { makeFolder } from '../folders.ts';
import type { FileSyncer } from '../sqlite/syncer.ts';
import { BlobDamaged, type SealedSegments } from './blob-store.ts';
import { type Span, spansOf, type Wanted } from './read-together.ts';

const writeAt = promisify(write);
const readAt = promisify(readFile);

/** Before each blob: a mark, the hash and the length, so that a segment can be read without the database. */
export const HEADER_BYTES = 44;
const MARK = Buffer.from('MSG1');
/** A segment that would grow past this is closed and the next one begun. */
export const SEGMENT_BYTES = 256 * 1024 * 1024;
/** Up to this size a write goes straight to the page cache, which takes microseconds; larger ones leave the event loop. */
const DIRECT_BYTES = 256 * 1024;
/** A single read of this size is done at once: to hand it to another thread costs ten times what the page cache takes. */
const READ_DIRECT_BYTES = 64 * 1024;
const MAX_READERS = 64;

export function segmentHeader(hash: string, sizeBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MARK.copy(header, 0);
  header.write(hash, 4, 'hex');
  header.writeBigUInt64BE(BigInt(sizeBytes), 36);
  return header;
}

/** Reads a header back. Undefined: there is none at this place. */
export function parseSegmentHeader(header: Buffer): { hash: string; sizeBytes: number } | undefined {
  if (header.length < HEADER_BYTES || !header.subarray(0, 4).equals(MARK)) return undefined;
  return { hash: header.toString('hex', 4, 36), sizeBytes: Number(header.readBigUInt64BE(36)) };
}

interface OpenSegment {
  readonly number: number;
  readonly fd: number;
  end: number;
  /** Its name in the folder may not be on the disk yet. */
  fresh: boolean;
  /** Places handed out and not given back. */
  writing: number;
}

interface Reader {
  readonly fd: number;
  reading: number;
  evicted: boolean;
}

/** A wish to read, with whoever waits for it. */
interface Asked extends Wanted {
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (error: unknown) => void;
}

/** Room in a segment. It is given back by {@link SegmentFiles.finish}, after the sync or without it. */
export interface Place {
  readonly segment: OpenSegment;
  readonly offset: number;
}

/** Append-only files of one folder. One process writes; places are handed out before the bytes are written, so that many writers do not wait for each other. */
export class SegmentFiles {
  readonly #folder: string;
  readonly #syncer: FileSyncer;
  readonly #segmentBytes: number;
  readonly #folderFd: number;
  readonly #readers = new Map<number, Reader>();
  /** By segment: what was asked for since the event loop last turned. */
  #asked = new Map<number, Asked[]>();
  #current: OpenSegment;
  /** Segments that take no more, into which something is still being written. */
  readonly #full = new Set<OpenSegment>();
  readonly #sealing: (() => void)[] = [];
  #busy = 0;
  #closed = false;
  #idle: (() => void) | undefined;

  constructor(folder: string, syncer: FileSyncer, segmentBytes: number) {
    this.#folder = folder;
    this.#syncer = syncer;
    this.#segmentBytes = segmentBytes;
    makeFolder(folder);
    this.#folderFd = openSync(folder, 'r');
    const numbers = readdirSync(folder).map((name) => Number(/^(\d{8})\.seg$/.exec(name)?.[1] ?? 0));
    this.#current = this.#open(Math.max(1, ...numbers));
  }

  /** Takes room for a blob with its header. */
  reserve(bytes: number): Place {
    if (this.#closed) throw new DatabaseClosed();
    if (this.#current.end > 0 && this.#current.end + bytes > this.#segmentBytes) this.#next();
    const segment = this.#current;
    const offset = segment.end;
    segment.end += bytes;
    segment.writing += 1;
    this.#busy += 1;
    return { segment, offset };
  }

  /** Gives a place back: the segment may be closed once it is full and all of its places are. */
  finish({ segment }: Place): void {
    segment.writing -= 1;
    if (segment.writing === 0 && segment !== this.#current) this.#retire(segment);
    this.#rest();
  }

  /**
   * Begins a new segment, and waits for what is being written into those before.
   * @returns them, which from now on never change
   */
  async seal(): Promise<SealedSegments> {
    if (this.#closed) throw new DatabaseClosed();
    if (this.#current.end > 0) this.#next();
    const { number: current, fd } = this.#current;
    // Were its name lost, the next process would write into the one before.
    await this.#syncer.sync([fd], [this.#folderFd]);
    if (this.#full.size > 0) await new Promise<void>((resolve) => this.#sealing.push(resolve));
    const numbers = readdirSync(this.#folder).flatMap((name) => /^(\d{8})\.seg$/.exec(name)?.[1] ?? []).map(Number).filter((number) => number < current);
    return { folder: this.#folder, segments: numbers.sort((a, b) => a - b).map((number) => ({ number, file: this.#path(number) })) };
  }

  async write({ segment }: Place, offset: number, ...pieces: readonly Buffer[]): Promise<void> {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (length <= DIRECT_BYTES && writevSync(segment.fd, pieces, offset) === length) return;
    let at = offset;
    for (const bytes of pieces) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await writeAt(segment.fd, bytes, done, bytes.length - done, at + done);
        done += bytesWritten;
      }
      at += bytes.length;
    }
  }

  /** Makes what was written durable, with the name of a segment that is new. */
  async sync({ segment }: Place): Promise<void> {
    await this.#syncer.sync([segment.fd], segment.fresh ? [this.#folderFd] : []);
    segment.fresh = false;
  }

  /** @returns the bytes, fewer where the segment ends early @throws BlobDamaged when there is no such segment */
  async read(number: number, offset: number, length: number): Promise<Buffer> {
    if (this.#closed) throw new DatabaseClosed();
    this.#busy += 1;
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        const wish = { offset, length, resolve, reject };
        const asked = this.#asked.get(number);
        if (asked) asked.push(wish);
        else this.#asked.set(number, [wish]);
        // What one answer needs of many messages is asked for in one turn.
        if (!asked && this.#asked.size === 1) process.nextTick(() => this.#readAsked());
      });
    } finally {
      this.#rest();
    }
  }

  #readAsked(): void {
    const all = this.#asked;
    this.#asked = new Map();
    for (const [number, asked] of all) {
      const spans = spansOf(asked);
      for (const span of spans) void this.#readSpan(number, span, all.size === 1 && spans.length === 1);
    }
  }

  /** @param alone nothing else was asked for: by somebody who reads one message after the other */
  async #readSpan(number: number, { offset, length, wanted }: Span<Asked>, alone = false): Promise<void> {
    try {
      const bytes = alone && length <= READ_DIRECT_BYTES ? this.#readDirect(number, offset, length) : await this.#readBytes(number, offset, length);
      for (const wish of wanted) wish.resolve(bytes.subarray(wish.offset - offset, wish.offset - offset + wish.length));
    } catch (error) {
      // A bad place on the disk is the loss of those alone whose bytes lie there.
      if (wanted.length > 1) for (const wish of wanted) void this.#readSpan(number, { ...wish, wanted: [wish] });
      else for (const wish of wanted) wish.reject(error);
    }
  }

  #readDirect(number: number, offset: number, length: number): Buffer {
    const { fd } = this.#reader(number);
    const buffer = Buffer.allocUnsafe(length);
    let done = 0;
    for (let count = -1; count !== 0 && done < length; done += count) count = readSync(fd, buffer, done, length - done, offset + done);
    return buffer.subarray(0, done);
  }

  async #readBytes(number: number, offset: number, length: number): Promise<Buffer> {
    const reader = this.#reader(number);
    reader.reading += 1;
    try {
      const buffer = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await readAt(reader.fd, buffer, done, length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return buffer.subarray(0, done);
    } finally {
      reader.reading -= 1;
      if (reader.evicted && reader.reading === 0) closeSync(reader.fd);
    }
  }

  /** Waits for writes and reads under way. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#busy > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    for (const { fd } of this.#readers.values()) closeSync(fd);
    this.#readers.clear();
    closeSync(this.#current.fd);
    closeSync(this.#folderFd);
  }

  #next(): void {
    const full = this.#current;
    this.#current = this.#open(full.number + 1);
    this.#full.add(full);
    if (full.writing === 0) this.#retire(full);
  }

  /** Nothing more is written into it. */
  #retire(segment: OpenSegment): void {
    closeSync(segment.fd);
    this.#full.delete(segment);
    if (this.#full.size === 0) for (const sealed of this.#sealing.splice(0)) sealed();
  }

  #rest(): void {
    this.#busy -= 1;
    if (this.#busy === 0) this.#idle?.();
  }

  #path(number: number): string {
    return join(this.#folder, `${String(number).padStart(8, '0')}.seg`);
  }

  #reader(number: number): Reader {
    const known = this.#readers.get(number);
    if (known) return known;
    if (this.#readers.size >= MAX_READERS) {
      const [oldest, reader] = this.#readers.entries().next().value as [number, Reader];
      this.#readers.delete(oldest);
      reader.evicted = true;
      if (reader.reading === 0) closeSync(reader.fd);
    }
    const reader = { fd: this.#openToRead(number), reading: 0, evicted: false };
    this.#readers.set(number, reader);
    return reader;
  }

  #openToRead(number: number): number {
    try {
      return openSync(this.#path(number), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BlobDamaged(`segment ${number} is not there`, 'missing');
      throw error;
    }
  }

  #open(number: number): OpenSegment {
    const path = this.#path(number);
    const fd = openSync(path, existsSync(path) ? 'r+' : 'wx', 0o600);
    // One that is there may have been made just before the process was killed.
    return { number, fd, end: fstatSync(fd).size, fresh: true, writing: 0 };
  }
}
