// Whether a backup is whole: every file as the manifest says, and every blob of the database where its row says.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { answer, stepBack, throttled } from './background.mjs';
import { HEADER_BYTES } from './segment-writer.mjs';

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;
stepBack();

/** @type {{ folder: string, manifest: import('./manifest.ts').Manifest, only: 'database' | null }} */
const { folder, manifest, only } = workerData;
const READ_BYTES = 1024 * 1024;
/** A damaged disk may give millions. */
const MOST_PROBLEMS = 100;
/** What is not as it was written. @type {string[]} */
const damage = [];
/** What the store had lost already when the backup was made. @type {string[]} */
const flaws = [];
let done = 0;
const progress = throttled((/** @type {number} */ bytes) => port.postMessage({ progress: bytes }));

const note = (/** @type {string[]} */ list, /** @type {string} */ problem) => {
  if (list.length < MOST_PROBLEMS) list.push(problem);
};
const report = (/** @type {string} */ problem) => note(damage, problem);

/** @param {import('./manifest.ts').BackupFile} expected @returns {boolean} */
function checkFile({ file, bytes, sha256 }) {
  const path = join(folder, file);
  if (!existsSync(path)) {
    report(`${file} is missing`);
    return false;
  }
  const { size } = statSync(path);
  if (size !== bytes) {
    report(`${file} has ${size} bytes instead of ${bytes}`);
    return false;
  }
  const fd = openSync(path, 'r');
  try {
    const digest = createHash('sha256');
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (let read = readSync(fd, buffer, 0, buffer.length, null); read > 0; read = readSync(fd, buffer, 0, buffer.length, null)) {
      digest.update(buffer.subarray(0, read));
      done += read;
      progress(done);
    }
    if (digest.digest('hex') === sha256) return true;
  } catch (error) {
    report(`${file} cannot be read: ${/** @type {Error} */ (error).message}`);
    return false;
  } finally {
    closeSync(fd);
  }
  report(`${file} is damaged: its contents are not those that were written`);
  return false;
}

/** Each blob's mark, hash and length are in front of its bytes. */
function checkPlaces() {
  const db = new BetterSqlite3(join(folder, manifest.database.file), { readonly: true });
  const files = new Map(manifest.segments.map((segment) => [segment.number, segment]));
  const header = Buffer.alloc(HEADER_BYTES);
  /** @type {{ number: number, fd: number } | undefined} */
  let open;
  try {
    const inDatabase = Number(db.prepare('SELECT COUNT(*) FROM stored_blob WHERE segment = 0').pluck().get());
    if (inDatabase > 0) note(flaws, `${inDatabase} blobs had a row and no bytes`);
    const rows = db.prepare('SELECT hash, size_bytes, segment, segment_offset FROM stored_blob WHERE segment > 0 ORDER BY segment, segment_offset').iterate();
    for (const row of rows) {
      const { hash, size_bytes: size, segment: number, segment_offset: offset } = /** @type {Record<string, any>} */ (row);
      const segment = files.get(number);
      if (!segment) {
        note(flaws, `blob ${hash} lies in segment ${number}, which the store had lost`);
        continue;
      }
      if (open?.number !== number) {
        if (open) closeSync(open.fd);
        open = { number, fd: openSync(join(folder, segment.file), 'r') };
      }
      readSync(open.fd, header, 0, HEADER_BYTES, offset - HEADER_BYTES);
      const found = header.toString('latin1', 0, 4) === 'MSG1' && header.toString('hex', 4, 36) === hash && Number(header.readBigUInt64BE(36)) === size;
      if (!found || offset + size > segment.bytes) note(flaws, `blob ${hash} is not where its row says, in ${segment.file} at ${offset}`);
    }
  } finally {
    if (open) closeSync(open.fd);
    db.close();
  }
}

await answer(port, () => {
  const database = checkFile(manifest.database);
  if (only === null) {
    const whole = manifest.segments.map(checkFile).every(Boolean);
    if (database && whole) checkPlaces();
  }
  return { damage, flaws };
});
