// What threads of a backup share: they stand back behind those who serve people.
import { setPriority } from 'node:os';

/** On Linux a priority belongs to a thread; elsewhere it would be the whole process's, and is left alone. */
export function stepBack() {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, 5);
  } catch {
    // A system that refuses it runs the thread as any other.
  }
}

/**
 * Runs a thread's work and tells what came of it. Errors of native modules do not survive the way between threads, so their words are sent.
 * @param {import('node:worker_threads').MessagePort} port
 * @param {() => unknown} work
 */
export async function answer(port, work) {
  try {
    port.postMessage({ result: await work() });
  } catch (error) {
    const { message, code } = /** @type {NodeJS.ErrnoException} */ (error);
    port.postMessage({ error: code === undefined || message.includes(code) ? message : `${message} (${code})` });
  }
}

/**
 * Calls at most some ten times a second.
 * @template T
 * @param {(value: T) => void} tell
 * @returns {(value: T) => void}
 */
export function throttled(tell) {
  let last = 0;
  return (value) => {
    const now = performance.now();
    if (now - last < 100) return;
    last = now;
    tell(value);
  };
}
