// Copies segments, or only reads them, and hashes what it reads.
import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { answer, stepBack, throttled } from './background.mjs';
import { writeAll } from './segment-writer.mjs';

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;
stepBack();

const READ_BYTES = 1024 * 1024;
/** What is written is made durable in portions: one great flush at the end would hold up everybody else's. */
const SYNC_BYTES = 8 * 1024 * 1024;
const SAMPLE_BYTES = 64 * 1024;

let done = 0;
const progress = throttled((/** @type {number} */ bytes) => port.postMessage({ progress: bytes }));

/**
 * @param {string} from
 * @param {string | null} to a new file; null: only hashed
 */
function pass(from, to) {
  const source = openSync(from, 'r');
  const target = to === null ? null : openSync(to, 'wx', 0o600);
  try {
    const digest = createHash('sha256');
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    let bytes = 0;
    let unsynced = 0;
    for (;;) {
      const read = readSync(source, buffer, 0, buffer.length, null);
      if (read === 0) break;
      const piece = buffer.subarray(0, read);
      digest.update(piece);
      bytes += read;
      done += read;
      progress(done);
      if (target === null) continue;
      writeAll(target, piece);
      unsynced += read;
      if (unsynced < SYNC_BYTES) continue;
      fdatasyncSync(target);
      unsynced = 0;
    }
    if (target !== null) fdatasyncSync(target);
    return { bytes, sha256: digest.digest('hex') };
  } finally {
    closeSync(source);
    if (target !== null) closeSync(target);
  }
}

/** Whether two files have the same length, beginning and end. A segment is only ever written once. */
function looksSame(/** @type {string} */ one, /** @type {string} */ other) {
  const [a, b] = [openSync(one, 'r'), openSync(other, 'r')];
  try {
    const size = fstatSync(a).size;
    if (size !== fstatSync(b).size) return false;
    const [left, right] = [Buffer.alloc(SAMPLE_BYTES), Buffer.alloc(SAMPLE_BYTES)];
    return [0, Math.max(0, size - SAMPLE_BYTES)].every((at) => {
      const read = readSync(a, left, 0, SAMPLE_BYTES, at);
      return read === readSync(b, right, 0, SAMPLE_BYTES, at) && left.subarray(0, read).equals(right.subarray(0, read));
    });
  } finally {
    closeSync(a);
    closeSync(b);
  }
}

/**
 * @typedef {{ from: string, to: string | null, known: { file: string, bytes: number, sha256: string, sameStore: boolean } | null }} Item
 */

/** @param {Item} item @returns {{ bytes: number, sha256: string, reused: boolean } | { error: string, code: string }} */
function take({ from, to, known }) {
  try {
    if (known) {
      // Of another store, or of an earlier life of this one, only the whole content tells.
      if (known.sameStore ? looksSame(from, known.file) : pass(from, null).sha256 === known.sha256) return { bytes: known.bytes, sha256: known.sha256, reused: true };
    }
    return { ...pass(from, to), reused: false };
  } catch (error) {
    return { error: /** @type {Error} */ (error).message, code: String(/** @type {NodeJS.ErrnoException} */ (error).code ?? '') };
  }
}

await answer(port, () => /** @type {Item[]} */ (workerData.items).map(take));
