import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { syncFolder } from '../folders.ts';
import type { DatabaseAddress } from '../schema/migrate.ts';
import type { SqlValue } from '../sql/statement.ts';
import { RESTORE_META } from './marker.ts';

/** A database that nobody else uses, to be filled with rows as they are. */
export interface LoadTarget {
  insert(table: string, columns: readonly string[], rows: Iterable<SqlValue[]>): Promise<void>;
  /** A statement that both databases take. */
  run(statement: string): Promise<void>;
  /** Makes everything durable. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** @param folder the backup's, for the note that a restore is under way */
export async function loadTarget(address: DatabaseAddress, folder: string): Promise<LoadTarget> {
  return address.kind === 'sqlite' ? sqliteTarget(address.file) : mariadbTarget(address, folder);
}

function sqliteTarget(file: string): LoadTarget {
  const db = new BetterSqlite3(file);
  // A restore that is interrupted begins anew, so nothing is gained by a journal; `finish` makes it durable.
  for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -131072']) db.pragma(setting);
  db.exec('BEGIN');
  return {
    async insert(table, columns, rows) {
      const insert = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
      for (const row of rows) insert.run(...row.map((value) => (typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value)));
    },
    async run(statement) {
      db.exec(statement);
    },
    async finish() {
      db.exec('COMMIT');
      db.pragma('journal_mode = WAL');
      db.exec('BEGIN');
    },
    async close() {
      db.exec('ROLLBACK');
      db.close();
      const fd = openSync(file, 'r');
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      syncFolder(dirname(file));
    },
  };
}

const TRANSACTION_ROWS = 20_000;

async function mariadbTarget(address: Extract<DatabaseAddress, { kind: 'mariadb' }>, folder: string): Promise<LoadTarget> {
  const [{ createPool }, { connectionOptions }, { MariadbConnection }] = await Promise.all([import('mysql2/promise'), import('../mariadb/open.ts'), import('../mariadb/connection.ts')]);
  const pool = createPool({ ...connectionOptions(address), connectionLimit: 1 });
  const connection = await pool.getConnection();
  const rows = new MariadbConnection(connection);
  await connection.query("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', unique_checks = 0, foreign_key_checks = 0");
  // Other nodes do not see this data folder.
  await connection.query('INSERT INTO meta (name, value) VALUES (?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value)', [RESTORE_META, folder]);
  await connection.query('BEGIN');
  let uncommitted = 0;
  return {
    async insert(table, columns, all) {
      const page = [...all];
      await rows.insertMany(table, columns, page);
      uncommitted += page.length;
      if (uncommitted < TRANSACTION_ROWS) return;
      await connection.query('COMMIT');
      await connection.query('BEGIN');
      uncommitted = 0;
    },
    async run(statement) {
      await connection.query(statement);
    },
    async finish() {
      await connection.query('COMMIT');
      await connection.query('BEGIN');
    },
    async close() {
      await connection.query('ROLLBACK').catch(() => undefined);
      connection.release();
      await pool.end();
    },
  };
}
