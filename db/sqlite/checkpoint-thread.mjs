// Moves pages from the write-ahead log into the database on a connection of its own, so that no commit waits for it.
import BetterSqlite3 from 'better-sqlite3';
import { parentPort, workerData } from 'node:worker_threads';

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;
const database = new BetterSqlite3(workerData.file, { timeout: 1000 });
database.pragma('synchronous = NORMAL');
database.pragma('wal_autocheckpoint = 0');

port.on('message', (/** @type {'checkpoint' | 'close'} */ request) => {
  if (request === 'close') {
    database.close();
    port.close();
    return;
  }
  try {
    const [row] = /** @type {{ busy: number, log: number, checkpointed: number }[]} */ (database.pragma('wal_checkpoint(PASSIVE)'));
    port.postMessage({ frames: row?.log ?? 0, checkpointed: row?.checkpointed ?? 0 });
  } catch (error) {
    port.postMessage({ frames: 0, checkpointed: 0, error: String(error) });
  }
});
