// The database file of a backup: the same tables whichever database they come from, without their indexes.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fdatasyncSync, fsyncSync, openSync, readSync, rmSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';

/**
 * @typedef {{ name: string, columns: string[], primaryKey: string[], create: string }} SnapshotTable
 * @typedef {{ segment: number, end: number, blobs: number }} SegmentUse
 */

/** Written pages are made durable in portions of this many rows: one great flush at the end would hold up everybody else's. */
export const PAGE_ROWS = 2_000;
/** Blobs are looked up in groups of about this many bytes. */
export const BLOBS_AT_ONCE_BYTES = 4 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

/** Reads a file, in portions. */
export function hashFile(/** @type {string} */ file) {
  const digest = createHash('sha256');
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    let bytes = 0;
    for (;;) {
      const read = readSync(fd, buffer, 0, buffer.length, null);
      if (read === 0) break;
      digest.update(buffer.subarray(0, read));
      bytes += read;
    }
    return { bytes, sha256: digest.digest('hex') };
  } finally {
    closeSync(fd);
  }
}

export class SnapshotFile {
  #file;
  #fd;
  #hasPrevious = false;
  /** @type {import('better-sqlite3').Database} */
  db;

  /**
   * @param {string} file
   * @param {readonly SnapshotTable[]} tables
   * @param {string | null} previous the database file of an earlier backup in the same folder
   */
  constructor(file, tables, previous) {
    this.#file = file;
    rmSync(file, { force: true });
    this.#fd = openSync(file, 'wx', 0o600);
    this.db = new BetterSqlite3(file);
    // It is hashed and named in the manifest when it is whole: until then nothing is lost with it.
    for (const setting of ['page_size = 8192', 'journal_mode = OFF', 'main.synchronous = OFF', 'main.cache_size = -16384', 'busy_timeout = 5000']) this.db.pragma(setting);
    for (const table of tables) this.db.exec(table.create);
    if (previous !== null && existsSync(previous)) {
      this.db.prepare('ATTACH ? AS previous').run(previous);
      this.#hasPrevious = true;
    }
  }

  /** Makes what was written so far durable. */
  sync() {
    fdatasyncSync(this.#fd);
  }

  /** Takes over the places of blobs in the database that the earlier backup has put into segments. */
  takeOverPlaces() {
    if (!this.#hasPrevious) return;
    this.db.exec(`
      UPDATE main.stored_blob SET (segment, segment_offset) = (SELECT p.segment, p.segment_offset FROM previous.stored_blob p WHERE p.hash = stored_blob.hash)
       WHERE segment = 0 AND EXISTS (SELECT 1 FROM previous.stored_blob p WHERE p.hash = stored_blob.hash AND p.size_bytes = stored_blob.size_bytes AND p.segment > 0)`);
  }

  /** Blobs that lie in the database, in groups. */
  *blobsInDatabase() {
    for (let after = ''; ; ) {
      const rows = /** @type {{ hash: string, size_bytes: number }[]} */ (this.db.prepare(
        'SELECT hash, size_bytes FROM main.stored_blob WHERE segment = 0 AND hash > ? ORDER BY hash LIMIT 200').all(after));
      const last = rows.at(-1);
      if (!last) return;
      after = last.hash;
      let group = [];
      let bytes = 0;
      for (const row of rows) {
        group.push(row);
        bytes += row.size_bytes;
        if (bytes < BLOBS_AT_ONCE_BYTES) continue;
        yield group;
        group = [];
        bytes = 0;
      }
      if (group.length > 0) yield group;
    }
  }

  /** @param {{ segment: number, offset: number }} place */
  placeBlob(/** @type {string} */ hash, { segment, offset }) {
    this.db.prepare('UPDATE main.stored_blob SET segment = ?, segment_offset = ? WHERE hash = ?').run(BigInt(segment), BigInt(offset), hash);
  }

  /** What the manifest says of it; the file is closed, durable and hashed then. */
  finish() {
    const count = (/** @type {string} */ from) => Number(this.db.prepare(`SELECT COUNT(*) FROM main.${from}`).pluck().get());
    const counts = { accounts: count("principal WHERE type = 'individual'"), emails: count('email'), blobs: count('stored_blob') };
    const used = /** @type {SegmentUse[]} */ (this.db.prepare(
      'SELECT segment, MAX(segment_offset + size_bytes) AS "end", COUNT(*) AS blobs FROM main.stored_blob GROUP BY segment').all());
    this.db.close();
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    return { counts, used, ...hashFile(this.#file) };
  }
}
