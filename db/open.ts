import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import type { BlobStore } from './blobs/blob-store.ts';
import { DatabaseBlobStore } from './blobs/in-database.ts';
import { SegmentBlobStore } from './blobs/segments.ts';
import type { Database } from './database.ts';
import { connectionOptions, openMariadb } from './mariadb/open.ts';
import type { DatabaseAddress } from './schema/migrate.ts';
import { openSqlite } from './sqlite/open.ts';
import { Syncer } from './sqlite/syncer.ts';
import { onConflictUpdate, sql } from './sql/statement.ts';

/** The newest migration; a database that has it needs no ORM at start. */
const NEWEST_MIGRATION = 'Mail1700000000001';

/** After an unclean stop, numbers continue this much higher: none that a client may have seen is used again (design §6). */
const JUMP = 10_000;

export interface DatabaseOptions {
  readonly address: DatabaseAddress;
  /** Folder that holds `blobs/`. */
  readonly dataFolder: string;
  readonly blobs: 'segments' | 'database';
}

/** Migrates where needed, opens, and jumps the numbers after an unclean stop. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { address } = options;
  if (address.kind === 'sqlite') mkdirSync(dirname(address.file), { recursive: true, mode: 0o700 });
  if (!(await isCurrent(address))) {
    const { migrateUp } = await import('./schema/migrate.ts');
    await migrateUp(address);
  }
  const syncer = new Syncer();
  const makeBlobs = (db: Database): BlobStore =>
    options.blobs === 'database' ? new DatabaseBlobStore(db) : new SegmentBlobStore(db, syncer, join(options.dataFolder, 'blobs'));
  const opened = address.kind === 'sqlite' ? openSqlite(address.file, syncer, makeBlobs) : openMariadb(address, makeBlobs);
  if (address.kind === 'sqlite') await afterUncleanStop(opened);
  return {
    ...opened,
    get blobs() {
      return opened.blobs;
    },
    async close() {
      if (address.kind === 'sqlite') await markStop(opened, 'clean');
      await opened.close();
      if (address.kind === 'mariadb') await syncer.close();
    },
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
  const connection = await createConnection(connectionOptions(address));
  try {
    const [rows] = await connection.query("SHOW TABLES LIKE 'migration'");
    if ((rows as unknown[]).length === 0) return false;
    const [counted] = await connection.query(question);
    return (counted as { n: number }[])[0]?.n !== 0;
  } finally {
    await connection.end();
  }
}

async function markStop(db: Database, state: 'clean' | 'running'): Promise<void> {
  await db.write([], (tx) => tx.run(sql`INSERT INTO meta (name, value) VALUES ('stop', ${state}) ${onConflictUpdate(['name'], ['value'])}`));
}

/**
 * A commit that was read but not yet synced when the machine stopped may be gone although a client saw its numbers. MariaDB syncs inside COMMIT, so this
 * concerns SQLite only.
 */
async function afterUncleanStop(db: Database): Promise<void> {
  await db.write([], async (tx) => {
    const stop = await tx.get<{ value: string }>(sql`SELECT value FROM meta WHERE name = 'stop'`);
    if (stop?.value === 'running') {
      await tx.run(sql`UPDATE account SET modseq = modseq + ${JUMP}`);
      await tx.run(sql`UPDATE mailbox SET uid_next = uid_next + ${JUMP}`);
    }
  });
  await markStop(db, 'running');
}
