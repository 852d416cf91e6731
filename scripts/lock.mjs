// One preparation at a time in a clone: `npm start` and `npm test` may be typed in the same second.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** No preparation takes this long: a lock that old was left behind (its process number may be somebody else's by now). */
const staleAfterMs = 20 * 60_000;

/**
 * Runs `work` while holding the lock file; waits for whoever holds it. A holder that died no longer counts.
 * @param {string} file
 * @param {(line: string) => void} say told once when it has to wait
 * @param {() => void} work
 */
export function withLock(file, say, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let told = false; !take(file); pause(100)) {
    if (isAbandoned(file)) {
      rmSync(file, { force: true });
    } else if (!told) {
      say('Waiting for another installation or build in this folder …');
      told = true;
    }
  }
  try {
    work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Creating the file and owning the lock are one step. */
function take(/** @type {string} */ file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

function isAbandoned(/** @type {string} */ file) {
  try {
    const ageMs = Date.now() - statSync(file).mtimeMs;
    const pid = Number(readFileSync(file, 'utf8'));
    // Between its creation and the writing of the number the file is empty for a moment.
    if (!pid) return ageMs > 5_000;
    return ageMs > staleAfterMs || !isAlive(pid);
  } catch {
    return false; // released meanwhile
  }
}

function isAlive(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

function pause(/** @type {number} */ ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
