// Syncs files for the main thread. A thread of its own: in libuv's pool a sync waits behind password hashing, DNS and compression.
import { fdatasyncSync, fsyncSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;

port.on('message', (/** @type {{ id: number, files: number[], folders: number[] }} */ { id, files, folders }) => {
  try {
    for (const fd of files) fdatasyncSync(fd);
    for (const fd of folders) fsyncSync(fd);
    port.postMessage({ id, error: null });
  } catch (error) {
    port.postMessage({ id, error: String(error) });
  }
});
