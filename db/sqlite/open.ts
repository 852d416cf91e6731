import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from '../database.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { AccountChange, Unit } from '../unit.ts';
import { Checkpointer } from './checkpointer.ts';
import { SqliteConnection } from './connection.ts';
import { SqliteReaders } from './readers.ts';
import type { Syncer } from './syncer.ts';
import { SqliteWriter } from './writer.ts';

/** Opens the migrated database file: one writer, readers, sync and checkpoint threads (design §4, §6). */
export function openSqlite(file: string, syncer: Syncer, makeBlobs: (db: Database) => BlobStore): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const connection = new SqliteConnection(file);
  connection.handle.pragma('journal_mode = WAL');
  // The log exists from the first write on; the empty transaction below makes sure of it before its descriptor is taken.
  connection.handle.exec('BEGIN IMMEDIATE; UPDATE meta SET value = value WHERE name = \'\'; COMMIT');
  const walFile = openSync(`${file}-wal`, 'r');
  const readers = new SqliteReaders(file);
  const listeners = new Set<(change: AccountChange) => void>();
  const writer = new SqliteWriter({
    connection,
    sync: () => syncer.sync([walFile]),
    publish: (change) => {
      for (const listener of listeners) listener(change);
    },
    committed: () => checkpointer.committed(),
  });
  const checkpointer = new Checkpointer(file, () => writer.pause());
  const db: Database = {
    dialect: 'sqlite',
    get blobs() {
      return blobs;
    },
    read: (fn) => readers.read(fn),
    write: <T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>) => writer.write(accountIds, fn),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await writer.drain();
      await blobs.close();
      await checkpointer.close();
      readers.close();
      connection.close();
      closeSync(walFile);
      await syncer.close();
    },
  };
  const blobs = makeBlobs(db);
  return db;
}
