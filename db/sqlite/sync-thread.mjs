// Syncs files for the main thread. A thread of its own: in libuv's pool a sync waits behind password hashing, DNS and compression.
import { fdatasyncSync, fsyncSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;

port.on('message', (/** @type {{ files: number[], folders: number[] }} */ { files, folders }) => {
  try {
    for (const fd of files) fdatasyncSync(fd);
    for (const fd of folders) fsyncSync(fd);
    port.postMessage({ error: null });
  } catch (error) {
    port.postMessage({ error: String(error) });
  }
});
