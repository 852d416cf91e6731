// Segments as `blobs/segment-file.ts` writes them, for a backup of a store that keeps its blobs in the database.
import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Mark, hash and length in front of each blob. */
export const HEADER_BYTES = 44;
/** What is written is made durable in portions: one great flush at the end would hold up everybody else's. */
const SYNC_BYTES = 8 * 1024 * 1024;

export const segmentName = (/** @type {number} */ number) => `${String(number).padStart(8, '0')}.seg`;

/** Writes all of a buffer. */
export function writeAll(/** @type {number} */ fd, /** @type {Uint8Array} */ bytes) {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done);
}

export class SegmentWriter {
  #folder;
  #next;
  #mostBytes;
  /** @type {{ number: number, fd: number, digest: import('node:crypto').Hash, bytes: number, unsynced: number } | undefined} */
  #open;
  /** @type {{ number: number, bytes: number, sha256: string }[]} */
  #written = [];

  /**
   * @param {string} folder
   * @param {number} first number of the first segment
   * @param {number} mostBytes one that would grow past this is followed by the next
   */
  constructor(folder, first, mostBytes) {
    this.#folder = folder;
    this.#next = first;
    this.#mostBytes = mostBytes;
  }

  /**
   * Takes in a blob, whose bytes come next. @returns where they will lie
   * @param {string} hash
   * @param {number} sizeBytes
   */
  begin(hash, sizeBytes) {
    if (this.#open && this.#open.bytes + HEADER_BYTES + sizeBytes > this.#mostBytes) this.#close();
    if (!this.#open) {
      const number = this.#next++;
      this.#open = { number, fd: openSync(join(this.#folder, segmentName(number)), 'w', 0o600), digest: createHash('sha256'), bytes: 0, unsynced: 0 };
    }
    const header = Buffer.alloc(HEADER_BYTES);
    header.write('MSG1', 0, 'latin1');
    header.write(hash, 4, 'hex');
    header.writeBigUInt64BE(BigInt(sizeBytes), 36);
    this.write(header);
    return { segment: this.#open.number, offset: this.#open.bytes };
  }

  write(/** @type {Uint8Array} */ bytes) {
    const open = this.#open;
    if (!open) throw new Error('no blob was begun');
    writeAll(open.fd, bytes);
    open.digest.update(bytes);
    open.bytes += bytes.length;
    open.unsynced += bytes.length;
    if (open.unsynced < SYNC_BYTES) return;
    fdatasyncSync(open.fd);
    open.unsynced = 0;
  }

  /** Makes everything durable. @returns what was written */
  finish() {
    this.#close();
    return this.#written;
  }

  #close() {
    if (!this.#open) return;
    const { number, fd, digest, bytes } = this.#open;
    fdatasyncSync(fd);
    closeSync(fd);
    this.#written.push({ number, bytes, sha256: digest.digest('hex') });
    this.#open = undefined;
  }
}
