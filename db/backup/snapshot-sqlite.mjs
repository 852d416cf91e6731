// One read transaction over the running database, on a connection that never writes to it. Rows go over inside SQLite, in the order of their keys.
import { PAGE_ROWS, SnapshotFile } from './snapshot-file.mjs';

/**
 * @param {{
 *   source: { file: string }, out: string, tables: import('./snapshot-file.mjs').SnapshotTable[], previous: string | null,
 * }} request
 * @param {() => import('./segment-writer.mjs').SegmentWriter} openSegments
 * @param {(rows: number) => void} progress
 */
export async function snapshotSqlite({ source, out, tables, previous }, openSegments, progress) {
  const snapshot = new SnapshotFile(out, tables, previous);
  const { db } = snapshot;
  db.prepare('ATTACH ? AS source').run(source.file);
  db.exec('BEGIN');
  // The first read fixes what is seen: at least everything that was committed until here.
  const takenAt = Date.now();
  const migrations = /** @type {string[]} */ (db.prepare('SELECT name FROM source.migration ORDER BY id').pluck().all());
  let rows = 0;
  for (const table of tables) {
    copyTable(db, table, () => snapshot.sync(), (count) => {
      rows += count;
      progress(rows);
    });
  }
  snapshot.takeOverPlaces();
  const chunks = db.prepare('SELECT bytes FROM source.blob_chunk WHERE hash = ? ORDER BY chunk').pluck();
  const segments = openSegments();
  for (const group of snapshot.blobsInDatabase()) {
    for (const { hash, size_bytes: sizeBytes } of group) {
      // Read through once, so that no half blob is begun.
      const length = Number(db.prepare('SELECT COALESCE(SUM(LENGTH(bytes)), 0) FROM source.blob_chunk WHERE hash = ?').pluck().get(hash));
      if (length !== sizeBytes) continue;
      const place = segments.begin(hash, sizeBytes);
      for (const bytes of chunks.iterate(hash)) segments.write(/** @type {Buffer} */ (bytes));
      snapshot.placeBlob(hash, place);
    }
  }
  const written = segments.finish();
  db.exec('COMMIT');
  db.exec('DETACH source');
  return { migrations, takenAt, written, ...snapshot.finish() };
}

/**
 * @param {import('better-sqlite3').Database} db
 * @param {import('./snapshot-file.mjs').SnapshotTable} table
 * @param {() => void} sync
 * @param {(rows: number) => void} progress
 */
function copyTable(db, { name, columns, primaryKey }, sync, progress) {
  const key = primaryKey.join(', ');
  const list = columns.join(', ');
  const page = (/** @type {string} */ where) =>
    db.prepare(`INSERT INTO main.${name} (${list}) SELECT ${list} FROM source.${name} ${where} ORDER BY ${key} LIMIT ${PAGE_ROWS}`);
  const next = page(`WHERE (${key}) > (${primaryKey.map(() => '?').join(', ')})`);
  const last = db.prepare(`SELECT ${key} FROM main.${name} ORDER BY ${primaryKey.map((column) => `${column} DESC`).join(', ')} LIMIT 1`).raw().safeIntegers();
  let { changes } = page('').run();
  while (changes > 0) {
    progress(changes);
    if (changes < PAGE_ROWS) break;
    sync();
    changes = next.run(.../** @type {unknown[]} */ (last.get())).changes;
  }
}
