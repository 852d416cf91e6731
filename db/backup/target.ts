import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { syncFolder } from '../folders.ts';
import type { DatabaseAddress } from '../schema/migrate.ts';
import { currentTables } from '../schema/tables.ts';
import { stampOf } from './manifest.ts';

/** Where a backup is restored to. */
export interface RestoreTarget {
  readonly address: DatabaseAddress;
  readonly dataFolder: string;
  /** Where the blobs are to lie. */
  readonly blobs: 'segments' | 'database';
}

const blobFolder = ({ dataFolder }: RestoreTarget): string => join(dataFolder, 'blobs');
const sideFiles = ['', '-wal', '-shm', '-journal'];

/** What is there already, in words; null: nothing that anybody would miss. */
export async function whatIsThere(target: RestoreTarget): Promise<string | null> {
  const counts = target.address.kind === 'sqlite' ? countSqlite(target.address.file) : await countMariadb(target.address);
  if (counts === 'unreadable') return 'a database that cannot be read';
  const [people, domains] = counts;
  if (people + domains > 0) return `a database with ${people} accounts and ${domains} domains`;
  const folder = blobFolder(target);
  const used = existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.seg') && statSync(join(folder, name)).size > 0);
  return used ? `messages in ${folder}` : null;
}

/** Moves what is there out of the way, beside its place. @returns the new names */
export function putAside(target: RestoreTarget, now: number): string[] {
  const suffix = `.replaced-${stampOf(now)}`;
  const moved: string[] = [];
  const move = (from: string, to: string): void => {
    if (!existsSync(from)) return;
    renameSync(from, to);
    syncFolder(dirname(from));
    moved.push(to);
  };
  if (target.address.kind === 'sqlite') {
    const { file } = target.address;
    // SQLite finds a log by the name of its database.
    for (const side of sideFiles) move(`${file}${side}`, `${file}${suffix}${side}`);
  }
  move(blobFolder(target), `${blobFolder(target)}${suffix}`);
  return moved;
}

/** Takes away an empty database, or what an unfinished restore has left. */
export async function clearTarget(target: RestoreTarget): Promise<void> {
  rmSync(blobFolder(target), { recursive: true, force: true });
  if (target.address.kind === 'sqlite') {
    for (const side of sideFiles) rmSync(`${target.address.file}${side}`, { force: true });
    return;
  }
  const connection = await connect(target.address);
  try {
    const there = await tablesOf(connection);
    for (const { name } of [{ name: 'migration' }, ...currentTables]) if (there.has(name)) await connection.query(`DROP TABLE ${name}`);
  } finally {
    await connection.end();
  }
}

export const restoredBlobFolder = blobFolder;

function countSqlite(file: string): [number, number] | 'unreadable' {
  if (!existsSync(file) || statSync(file).size === 0) return [0, 0];
  const db = new BetterSqlite3(file);
  try {
    const there = new Set(db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]);
    const count = (table: string): number => (there.has(table) ? Number(db.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get()) : 0);
    return [count('principal'), count('domain')];
  } catch {
    return 'unreadable';
  } finally {
    db.close();
  }
}

type Connection = Awaited<ReturnType<typeof connect>>;

async function connect(address: Extract<DatabaseAddress, { kind: 'mariadb' }>) {
  const [{ createConnection }, { connectionOptions }] = await Promise.all([import('mysql2/promise'), import('../mariadb/open.ts')]);
  return createConnection(connectionOptions(address));
}

async function tablesOf(connection: Connection): Promise<Set<string>> {
  const [rows] = await connection.query({ sql: 'SHOW TABLES', rowsAsArray: true });
  return new Set((rows as string[][]).map(([name]) => name ?? ''));
}

async function countMariadb(address: Extract<DatabaseAddress, { kind: 'mariadb' }>): Promise<[number, number]> {
  const connection = await connect(address);
  try {
    const there = await tablesOf(connection);
    const count = async (table: string): Promise<number> => {
      if (!there.has(table)) return 0;
      const [rows] = await connection.query(`SELECT COUNT(*) AS n FROM ${table}`);
      return (rows as { n: number }[])[0]?.n ?? 0;
    };
    return [await count('principal'), await count('domain')];
  } finally {
    await connection.end();
  }
}
