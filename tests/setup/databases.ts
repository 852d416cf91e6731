/** Runs a suite on SQLite and on MariaDB alike, each test on a database of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, describe, inject } from 'vitest';
import { askAt } from './door.ts';
import { needs } from './programs.ts';

export type DatabaseName = 'sqlite' | 'mariadb';

/** An empty database: what the configuration calls `database.url`, and how to be rid of it. */
export interface TestDatabase {
  url: string;
  /** Safe to call twice; what is left at the end of the suite is dropped then. */
  drop(): Promise<void>;
}

export type MakeUrl = () => Promise<TestDatabase>;

/**
 * Describes a suite once per database.
 *
 *     eachDatabase((name, makeUrl) => {
 *       test('…', async () => { const { url } = await makeUrl(); … });
 *     });
 */
export function eachDatabase(body: (name: DatabaseName, makeUrl: MakeUrl) => void): void {
  const suite = (name: DatabaseName) => () => {
    const made = new Set<TestDatabase>();
    // Registered first, so that it runs after the suite's own.
    afterAll(() => Promise.all([...made].map((database) => database.drop())));
    body(name, async () => {
      const database = await freshDatabase(name);
      made.add(database);
      return database;
    });
  };
  describe('sqlite', suite('sqlite'));
  needs('mariadbd', 'mariadb-install-db')('mariadb', suite('mariadb'));
}

/** An empty database outside `eachDatabase`; who asks drops it. */
export function freshDatabase(name: DatabaseName): Promise<TestDatabase> {
  return name === 'sqlite' ? freshSqlite() : freshMariadb();
}

async function freshSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'messagerie-sqlite-'));
  return { url: `sqlite:${join(folder, 'messagerie.db')}`, drop: () => rm(folder, { recursive: true, force: true }) };
}

async function freshMariadb(): Promise<TestDatabase> {
  const socket = await mariadbSocket();
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await administer(socket, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return {
    url: `mariadb://root@localhost/${name}?socketPath=${encodeURIComponent(socket)}`,
    drop: () => administer(socket, `DROP DATABASE IF EXISTS ${name}`),
  };
}

async function administer(socketPath: string, statement: string): Promise<void> {
  const connection = await createConnection({ socketPath, user: 'root' });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** The socket of the run's MariaDB, started now if nobody asked before (`mariadb.ts`). Its root has no password. */
export async function mariadbSocket(): Promise<string> {
  const socket = inject('mariadbSocket');
  await askAt(join(dirname(socket), 'wanted.sock'));
  return socket;
}
