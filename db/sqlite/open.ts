import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BlobStore } from '../blobs/blob-store.ts';
import { ChangeFeed } from '../change-feed.ts';
import type { Database, DatabaseLog } from '../database.ts';
import { makeFolder, syncFolder } from '../folders.ts';
import type { Unit } from '../unit.ts';
import { Checkpointer, type LogState } from './checkpointer.ts';
import { SqliteConnection } from './connection.ts';
import { SqliteReaders } from './readers.ts';
import type { FileSyncer } from './syncer.ts';
import { SqliteWriter } from './writer.ts';

/** A log that a long read made longer than this is cut when it starts over. */
const LOG_BYTES_KEPT = 128 * 1024 * 1024;

export interface SqliteOptions {
  readonly file: string;
  readonly syncer: FileSyncer;
  makeBlobs(db: Database): BlobStore;
  readonly log: DatabaseLog;
  /** The last unit before the database closes. */
  lastUnit(tx: Unit): Promise<unknown>;
}

/** Opens the migrated database file: one writer, readers, sync and checkpoint threads (design §4, §6). */
export function openSqlite({ file, syncer, makeBlobs, log, lastUnit }: SqliteOptions): Database {
  makeFolder(dirname(file));
  const { connection, walFile } = openForWriting(file);
  const readers = new SqliteReaders(file);
  const feed = new ChangeFeed(log);
  const writer = new SqliteWriter({
    connection,
    sync: () => syncer.sync([walFile]),
    publish: (change) => feed.publish(change),
    committed: () => checkpointer.committed(logState(connection)),
    log,
  });
  const checkpointer = new Checkpointer(file, () => writer.pause(), log);
  const close = async (): Promise<void> => {
    // The store first: what it is writing may still need a unit.
    await blobs.close();
    try {
      await writer.close(lastUnit);
    } finally {
      await checkpointer.close();
      await readers.close();
      connection.close();
      await syncer.close();
      closeSync(walFile);
    }
  };
  const db: Database = {
    dialect: 'sqlite',
    get blobs() {
      return blobs;
    },
    read: (fn) => readers.read(fn),
    single: readers.single,
    write: <T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>) => writer.write(accountIds, fn),
    onChange: (listener) => feed.add(listener),
    close,
  };
  const blobs = makeBlobs(db);
  return db;
}

function openForWriting(file: string): { connection: SqliteConnection; walFile: number } {
  const connection = new SqliteConnection(file, { transactionsOnly: true });
  try {
    connection.handle.pragma('journal_mode = WAL');
    connection.handle.pragma(`journal_size_limit = ${LOG_BYTES_KEPT}`);
    // The log file is there from the first transaction on; it stays until the last connection closes.
    connection.handle.exec("BEGIN IMMEDIATE; UPDATE meta SET value = value WHERE name = ''; COMMIT");
    const walFile = openSync(`${file}-wal`, 'r');
    syncFolder(dirname(file));
    return { connection, walFile };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Asks without checkpointing anything; takes some microseconds. */
function logState(connection: SqliteConnection): LogState {
  const row = connection.ask<{ log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)');
  return { frames: row.log, checkpointed: row.checkpointed };
}
