// One REPEATABLE READ snapshot on a connection of its own; rows stream out in the order of their keys.
import mysql from 'mysql2/promise';
import { PAGE_ROWS, SnapshotFile } from './snapshot-file.mjs';

/**
 * @param {{
 *   source: { connection: import('mysql2').ConnectionOptions }, out: string, tables: import('./snapshot-file.mjs').SnapshotTable[], previous: string | null,
 * }} request
 * @param {() => import('./segment-writer.mjs').SegmentWriter} openSegments
 * @param {(rows: number) => void} progress
 */
export async function snapshotMariadb({ source, out, tables, previous }, openSegments, progress) {
  const connection = await mysql.createConnection(withBuffers(source.connection));
  try {
    // While a page is written and synced the server waits for us.
    await connection.query('SET SESSION net_write_timeout = 3600, wait_timeout = 86400');
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const takenAt = Date.now();
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    const [named] = await connection.query('SELECT name FROM migration ORDER BY id');
    const migrations = /** @type {{ name: string }[]} */ (named).map(({ name }) => name);
    const snapshot = new SnapshotFile(out, tables, previous);
    let rows = 0;
    for (const table of tables) {
      await copyTable(connection, snapshot, table, (count) => {
        rows += count;
        progress(rows);
      });
    }
    snapshot.db.exec('BEGIN');
    snapshot.takeOverPlaces();
    const segments = openSegments();
    for (const group of snapshot.blobsInDatabase()) await takeBlobs(connection, snapshot, segments, group);
    const written = segments.finish();
    snapshot.db.exec('COMMIT');
    await connection.query('COMMIT');
    return { migrations, takenAt, written, ...snapshot.finish() };
  } finally {
    connection.destroy();
  }
}

/**
 * @param {import('mysql2/promise').Connection} connection
 * @param {SnapshotFile} snapshot
 * @param {import('./snapshot-file.mjs').SnapshotTable} table
 * @param {(rows: number) => void} progress
 */
async function copyTable(connection, snapshot, { name, columns, primaryKey }, progress) {
  const { db } = snapshot;
  const list = columns.join(', ');
  const insert = db.prepare(`INSERT INTO main.${name} (${list}) VALUES (${columns.map(() => '?').join(', ')})`);
  const keep = db.transaction((/** @type {unknown[][]} */ page) => {
    for (const row of page) insert.run(...row);
  });
  const stream = connection.connection.query({ sql: `SELECT ${list} FROM ${name} ORDER BY ${primaryKey.join(', ')}`, rowsAsArray: true }).stream({ highWaterMark: 500 });
  /** @type {unknown[][]} */
  let page = [];
  const flush = () => {
    keep(page);
    snapshot.sync();
    progress(page.length);
    page = [];
  };
  for await (const row of stream) {
    page.push(row);
    if (page.length === PAGE_ROWS) flush();
  }
  if (page.length > 0) flush();
}

/**
 * @param {import('mysql2/promise').Connection} connection
 * @param {SnapshotFile} snapshot
 * @param {import('./segment-writer.mjs').SegmentWriter} segments
 * @param {{ hash: string, size_bytes: number }[]} group
 */
async function takeBlobs(connection, snapshot, segments, group) {
  const hashes = group.map(({ hash }) => hash);
  const [found] = await connection.query('SELECT hash, SUM(LENGTH(bytes)) AS length, COUNT(*) AS chunks FROM blob_chunk WHERE hash IN (?) GROUP BY hash', [hashes]);
  const lengths = new Map(/** @type {{ hash: string, length: string | number, chunks: number }[]} */ (found).map((row) => [row.hash, row]));
  // Those of one chunk come together; of a large one no more than a chunk is held.
  const small = hashes.filter((hash) => lengths.get(hash)?.chunks === 1);
  const [together] = small.length === 0 ? [[]] : await connection.query('SELECT hash, bytes FROM blob_chunk WHERE hash IN (?)', [small]);
  const bytesOf = new Map(/** @type {{ hash: string, bytes: Buffer }[]} */ (together).map((row) => [row.hash, row.bytes]));
  for (const { hash, size_bytes: sizeBytes } of group) {
    if (Number(lengths.get(hash)?.length ?? (sizeBytes === 0 ? 0 : -1)) !== sizeBytes) continue;
    const place = segments.begin(hash, sizeBytes);
    const whole = bytesOf.get(hash);
    if (whole) segments.write(whole);
    else await eachChunk(connection, hash, (bytes) => segments.write(bytes));
    snapshot.placeBlob(hash, place);
  }
}

/**
 * @param {import('mysql2/promise').Connection} connection
 * @param {string} hash
 * @param {(bytes: Buffer) => void} take
 */
async function eachChunk(connection, hash, take) {
  for (let n = 0; ; n++) {
    const [rows] = await connection.query('SELECT bytes FROM blob_chunk WHERE hash = ? AND chunk = ?', [hash, n]);
    const [chunk] = /** @type {{ bytes: Buffer }[]} */ (rows);
    if (!chunk) return;
    take(chunk.bytes);
  }
}

/** What went through a message has lost its class. @param {import('mysql2').ConnectionOptions} options */
function withBuffers(options) {
  const { ssl } = options;
  if (typeof ssl !== 'object' || !(ssl.ca instanceof Uint8Array)) return options;
  return { ...options, ssl: { ...ssl, ca: Buffer.from(ssl.ca) } };
}
