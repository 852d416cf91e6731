// Derives keys from passwords for the main thread, one at a time, and lets mail go first where processors are short.
import { scryptSync } from 'node:crypto';
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;

// On Linux a priority belongs to the thread that asks; elsewhere it would be the whole server's.
if (process.platform === 'linux') {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It works without.
  }
}

port.on('message', (/** @type {{input: {password: string, salt: Uint8Array, length: number, N: number, r: number, p: number}}} */ { input }) => {
  const { password, salt, length, ...factors } = input;
  try {
    port.postMessage({ output: new Uint8Array(scryptSync(password, salt, length, { ...factors, maxmem: 256 * factors.N * factors.r })) });
  } catch (error) {
    port.postMessage({ error: error instanceof Error ? error.name : 'failed' });
  }
});
port.postMessage({ ready: true });
