import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { refuseHalfRestored, refuseHalfRestoredFolder, RESTORE_META } from './backup/marker.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import { DatabaseBlobStore } from './blobs/in-database.ts';
import { SegmentBlobStore } from './blobs/segments.ts';
import { consoleLog, type Database, DatabaseClosed, type DatabaseLog } from './database.ts';
import { makeFolder } from './folders.ts';
import type { DatabaseAddress } from './schema/migrate.ts';
import { openSqlite } from './sqlite/open.ts';
import { type FileSyncer, Syncer } from './sqlite/syncer.ts';
import { onConflictUpdate, sql } from './sql/statement.ts';
import { SYSTEM_ACCOUNT, type Unit } from './unit.ts';

/** The newest migration; a database that has it needs no ORM at start. */
export const NEWEST_MIGRATION = 'SearchFolding1700000000010';

/** After an unclean stop, numbers continue this much higher: none that a client may have seen is used again (design §6). */
export const JUMP = 10_000;
/** Numbers of accounts stay below 2²¹ (design §5, Ids): they jump less. */
const SYSTEM_JUMP = 16;

export interface DatabaseOptions {
  readonly address: DatabaseAddress;
  /** Folder that holds `blobs/`. */
  readonly dataFolder: string;
  readonly blobs: 'segments' | 'database';
  /** A segment that would grow past this is followed by the next one. */
  readonly segmentBytes?: number;
  /** Makes files durable; a thread of its own if not given. */
  readonly syncer?: FileSyncer;
  readonly log?: DatabaseLog;
}

/** Migrates where needed, opens, and jumps the numbers after an unclean stop. @throws RestoreUnfinished where a restore did not come to its end */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { address, log = consoleLog } = options;
  refuseHalfRestoredFolder(options.dataFolder);
  if (address.kind === 'sqlite') makeFolder(dirname(address.file));
  if (!(await isCurrent(address))) {
    const { migrateUp } = await import('./schema/migrate.ts');
    await migrateUp(address);
  }
  const syncer = options.syncer ?? new Syncer();
  const makeBlobs = (db: Database): BlobStore => {
    if (options.blobs === 'database') return new DatabaseBlobStore(db, join(options.dataFolder, 'tmp'));
    return new SegmentBlobStore(db, syncer, join(options.dataFolder, 'blobs'), options.segmentBytes);
  };
  if (address.kind === 'mariadb') {
    // The driver is loaded by those who use it.
    const { openMariadb } = await import('./mariadb/open.ts');
    return untilClosed(openMariadb(address, syncer, makeBlobs, log));
  }
  const opened = openSqlite({ file: address.file, syncer, makeBlobs, log, lastUnit: (tx) => markStop(tx, 'clean') });
  try {
    await opened.write([], afterUncleanStop);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return untilClosed(opened);
}

/** Callers' units are refused as soon as the database is being closed; those that the blob store needs to end its work are not. */
function untilClosed(opened: Database): Database {
  let closing: Promise<void> | undefined;
  return {
    ...opened,
    write: (accountIds, fn) => (closing ? Promise.reject(new DatabaseClosed()) : opened.write(accountIds, fn)),
    close: () => (closing ??= opened.close()),
  };
}

async function isCurrent(address: DatabaseAddress): Promise<boolean> {
  const question = `SELECT COUNT(*) AS n FROM migration WHERE name = '${NEWEST_MIGRATION}'`;
  if (address.kind === 'sqlite') {
    if (!existsSync(address.file)) return false;
    const db = new BetterSqlite3(address.file);
    try {
      const there = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").get();
      return there !== undefined && (db.prepare(question).get() as { n: number }).n > 0;
    } finally {
      db.close();
    }
  }
  const [{ createConnection }, { connectionOptions }] = await Promise.all([import('mysql2/promise'), import('./mariadb/open.ts')]);
  const connection = await createConnection(connectionOptions(address));
  try {
    const [rows] = await connection.query("SHOW TABLES LIKE 'migration'");
    if ((rows as unknown[]).length === 0) return false;
    const [restores] = await connection.query('SELECT value FROM meta WHERE name = ?', [RESTORE_META]);
    refuseHalfRestored((restores as { value: string }[])[0]?.value);
    const [counted] = await connection.query(question);
    return (counted as { n: number }[])[0]?.n !== 0;
  } finally {
    await connection.end();
  }
}

async function markStop(tx: Unit, state: 'clean' | 'running'): Promise<void> {
  const value = state === 'running' ? `${state} ${bootId()}` : state;
  await tx.run(sql`INSERT INTO meta (name, value) VALUES ('stop', ${value}) ${onConflictUpdate(['name'], ['value'])}`);
}

/** Names the time since the machine was switched on; empty where the system does not tell. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/**
 * A commit that was read but not yet synced when the machine stopped may be gone although a client saw its numbers: none of them is used again, and states
 * from before are not built upon (a client that holds one fetches everything anew). Where only the process ended, the system has kept what was committed.
 * MariaDB syncs inside COMMIT, so this concerns SQLite only.
 */
async function afterUncleanStop(tx: Unit): Promise<void> {
  const [state, boot] = (await tx.get<{ value: string }>(sql`SELECT value FROM meta WHERE name = 'stop'`))?.value.split(' ') ?? [];
  if (state === 'running') {
    const sameBoot = bootId() !== '' && boot === bootId();
    if (!sameBoot) await tx.run(sql`UPDATE account SET horizon_modseq = modseq + ${JUMP}`);
    await tx.run(sql`
      UPDATE account SET modseq = modseq + ${JUMP}, next_id = next_id + CASE WHEN id = ${SYSTEM_ACCOUNT} THEN ${SYSTEM_JUMP} ELSE ${JUMP} END, next_uid_validity = next_uid_validity + ${JUMP}`);
    await tx.run(sql`UPDATE mailbox SET uid_next = uid_next + ${JUMP}`);
  }
  await markStop(tx, 'running');
}
