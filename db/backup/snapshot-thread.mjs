// Writes the database file of a backup, beside whoever writes to the database.
import { parentPort, workerData } from 'node:worker_threads';
import { answer, stepBack, throttled } from './background.mjs';
import { SegmentWriter } from './segment-writer.mjs';

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;
stepBack();

const { segments } = workerData;
const openSegments = () => new SegmentWriter(segments.folder, segments.first, segments.mostBytes);
const progress = throttled((/** @type {number} */ rows) => port.postMessage({ progress: rows }));
const { snapshot } = workerData.source.kind === 'sqlite'
  ? { snapshot: (await import('./snapshot-sqlite.mjs')).snapshotSqlite }
  : { snapshot: (await import('./snapshot-mariadb.mjs')).snapshotMariadb };
await answer(port, () => snapshot(workerData, openSegments, progress));
