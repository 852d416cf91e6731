import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { makeFolder, syncFolder } from '../folders.ts';
import type { SqlValue } from '../sql/statement.ts';
import { BackupUnusable, type Manifest } from './manifest.ts';
import { loadTarget, type LoadTarget } from './load-target.ts';
import { RESTORE_META } from './marker.ts';
import { clearing, renumbering } from './renumber.ts';
import { type RestoreTarget, restoredBlobFolder } from './target.ts';
import { runThread } from './thread.ts';

const CHUNK_BYTES = 1024 * 1024;
const ROWS_AT_ONCE = 2_000;
const BYTES_AT_ONCE = 4 * 1024 * 1024;

export interface LoadProgress {
  readonly step: 'database' | 'messages';
  readonly done: number;
  readonly total: number;
}

/**
 * Fills an empty database, made by the backup's own migrations, and the blob store from a backup that was found whole; then brings the tables up to date
 * and jumps the numbers.
 * @throws Error where what is read now is not what was checked before
 */
export async function loadBackup(target: RestoreTarget, folder: string, manifest: Manifest, now: number, progress: (progress: LoadProgress) => void): Promise<void> {
  const { migrateUp } = await import('../schema/migrate.ts');
  await migrateUp(target.address, manifest.migrations);
  if (target.blobs === 'segments') await copyBack(target, folder, manifest, progress);
  const source = new BetterSqlite3(join(folder, manifest.database.file), { readonly: true });
  try {
    const into = await loadTarget(target.address, folder);
    try {
      await loadTables(source, into, progress);
      if (target.blobs === 'database') await loadBlobs(source, into, folder, manifest, now, progress);
      await into.finish();
    } finally {
      await into.close();
    }
  } finally {
    source.close();
  }
  await migrateUp(target.address);
  const into = await loadTarget(target.address, folder);
  try {
    for (const statement of [...renumbering(now - manifest.takenAt, now), ...clearing]) await into.run(statement);
    await into.finish();
  } finally {
    await into.close();
  }
}

/** Segments, with an empty one after them: what is written next goes there, and those of the backup stay as they are. */
async function copyBack(target: RestoreTarget, folder: string, manifest: Manifest, progress: (progress: LoadProgress) => void): Promise<void> {
  const blobs = restoredBlobFolder(target);
  makeFolder(blobs);
  const total = manifest.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const name = (number: number): string => `${String(number).padStart(8, '0')}.seg`;
  const items = manifest.segments.map(({ number, file }) => ({ from: join(folder, file), to: join(blobs, name(number)), known: null }));
  const results = await runThread<({ sha256: string } | { error: string })[]>('./files-thread.mjs', { items }, (done) => progress({ step: 'messages', done, total }));
  for (const [i, { file, sha256 }] of manifest.segments.entries()) {
    const result = results[i];
    if (!result || 'error' in result) throw new Error(`${file} could not be copied: ${result?.error ?? 'no answer'}`);
    if (result.sha256 !== sha256) throw new Error(`${file} changed while it was read`);
  }
  closeSync(openSync(join(blobs, name(Math.max(0, ...manifest.segments.map(({ number }) => number)) + 1)), 'wx', 0o600));
  syncFolder(blobs);
}

async function loadTables(source: BetterSqlite3.Database, into: LoadTarget, progress: (progress: LoadProgress) => void): Promise<void> {
  const tables = source.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all() as string[];
  for (const [done, table] of tables.entries()) {
    progress({ step: 'database', done, total: tables.length });
    const columns = source.prepare('SELECT name FROM pragma_table_info(?) ORDER BY cid').pluck().all(table) as string[];
    // They become part of statements: a file that somebody else has written must not bring its own.
    const strange = [table, ...columns].find((name) => !/^[a-z][a-z0-9_]{0,63}$/.test(name));
    if (strange !== undefined) throw new BackupUnusable('damaged', `The backup's database has a table or column ${JSON.stringify(strange.slice(0, 80))}, which no backup writes.`);
    try {
      // Migrations have made rows, which the backup has as well.
      await into.run(`DELETE FROM ${table}${table === 'meta' ? ` WHERE name <> '${RESTORE_META}'` : ''}`);
      await eachPage(source.prepare(`SELECT ${columns.join(', ')} FROM ${table}`).raw().iterate() as IterableIterator<SqlValue[]>, (rows) => into.insert(table, columns, rows));
    } catch (error) {
      throw new Error(`table ${table} could not be filled: ${(error as Error).message}`, { cause: error });
    }
  }
}

async function eachPage(rows: Iterable<SqlValue[]>, take: (page: SqlValue[][]) => Promise<void>): Promise<void> {
  let page: SqlValue[][] = [];
  let bytes = 0;
  for (const row of rows) {
    page.push(row);
    for (const value of row) bytes += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;
    if (page.length < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE) continue;
    await take(page);
    page = [];
    bytes = 0;
  }
  if (page.length > 0) await take(page);
}

/** Bytes out of the backup's segments into the database. Those that the store had lost stay lost: `verify` names them. */
async function loadBlobs(
  source: BetterSqlite3.Database, into: LoadTarget, folder: string, manifest: Manifest, now: number, progress: (progress: LoadProgress) => void,
): Promise<void> {
  const total = manifest.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const files = new Map(manifest.segments.map((segment) => [segment.number, join(folder, segment.file)]));
  const rows = source.prepare('SELECT hash, size_bytes, segment, segment_offset FROM stored_blob WHERE segment > 0 ORDER BY segment, segment_offset').iterate() as
    IterableIterator<{ hash: string; size_bytes: number; segment: number; segment_offset: number }>;
  let open: { number: number; fd: number } | undefined;
  let done = 0;
  try {
    for (const { hash, size_bytes: size, segment, segment_offset: offset } of rows) {
      const file = files.get(segment);
      if (file === undefined) continue;
      if (open?.number !== segment) {
        if (open) closeSync(open.fd);
        open = { number: segment, fd: openSync(file, 'r') };
      }
      await into.insert('blob_chunk', ['hash', 'chunk', 'bytes', 'created_at'], chunksOf(open.fd, hash, offset, size, now));
      done += size;
      progress({ step: 'messages', done, total });
    }
  } finally {
    if (open) closeSync(open.fd);
  }
  await into.run('UPDATE stored_blob SET segment = 0, segment_offset = 0');
}

function* chunksOf(fd: number, hash: string, offset: number, size: number, now: number): Generator<SqlValue[]> {
  for (let at = 0; at < size; at += CHUNK_BYTES) {
    const bytes = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - at));
    const read = readSync(fd, bytes, 0, bytes.length, offset + at);
    yield [hash, at / CHUNK_BYTES, bytes.subarray(0, read), now];
  }
}

