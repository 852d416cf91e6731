import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readdirSync, writeSync, write, read as readFile } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const writeAt = promisify(write);
const readAt = promisify(readFile);

/** Before each blob: a mark, the hash and the length, so that a segment can be read without the database. */
export const HEADER_BYTES = 44;
const MARK = Buffer.from('MSG1');
/** A segment that has grown past this is closed and the next one begun. */
const SEGMENT_BYTES = 256 * 1024 * 1024;
/** Up to this size a write goes straight to the page cache, which takes microseconds; larger ones leave the event loop. */
const DIRECT_BYTES = 256 * 1024;

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
  number: number;
  fd: number;
  end: number;
  /** Its name in the folder is not on the disk yet. */
  fresh: boolean;
}

/** Append-only files of one folder. One process writes; places are handed out before the bytes are written, so that many writers do not wait for each other. */
export class SegmentFiles {
  readonly #folder: string;
  readonly folderFd: number;
  readonly #readers = new Map<number, number>();
  #current: OpenSegment;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.folderFd = openSync(folder, 'r');
    const numbers = readdirSync(folder).map((name) => Number(/^(\d{8})\.seg$/.exec(name)?.[1] ?? 0));
    this.#current = this.#open(Math.max(1, ...numbers));
  }

  /** Takes room for a blob with its header. */
  reserve(bytes: number): { segment: OpenSegment; offset: number } {
    if (this.#current.end > 0 && this.#current.end + bytes > SEGMENT_BYTES) this.#current = this.#open(this.#current.number + 1);
    const segment = this.#current;
    const offset = segment.end;
    segment.end += bytes;
    return { segment, offset };
  }

  async write(segment: OpenSegment, offset: number, bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      if (bytes.length <= DIRECT_BYTES) {
        done += writeSync(segment.fd, bytes, done, bytes.length - done, offset + done);
      } else {
        const { bytesWritten } = await writeAt(segment.fd, bytes, done, bytes.length - done, offset + done);
        done += bytesWritten;
      }
    }
  }

  async read(number: number, offset: number, length: number): Promise<Buffer> {
    const fd = this.#reader(number);
    const buffer = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await readAt(fd, buffer, done, length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  }

  close(): void {
    for (const fd of this.#readers.values()) closeSync(fd);
    this.#readers.clear();
    closeSync(this.#current.fd);
    closeSync(this.folderFd);
  }

  #path(number: number): string {
    return join(this.#folder, `${String(number).padStart(8, '0')}.seg`);
  }

  #reader(number: number): number {
    let fd = this.#readers.get(number);
    if (fd === undefined) {
      if (this.#readers.size >= 64) {
        const [oldest, oldFd] = this.#readers.entries().next().value as [number, number];
        this.#readers.delete(oldest);
        // A read under way may still hold it: closed later.
        setTimeout(() => closeSync(oldFd), 60_000).unref();
      }
      fd = openSync(this.#path(number), 'r');
      this.#readers.set(number, fd);
    }
    return fd;
  }

  #open(number: number): OpenSegment {
    const fresh = !existsSync(this.#path(number));
    const fd = openSync(this.#path(number), fresh ? 'wx' : 'r+', 0o600);
    return { number, fd, end: fstatSync(fd).size, fresh };
  }
}
