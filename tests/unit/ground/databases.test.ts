import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { eachDatabase, type DatabaseName } from '../../setup/databases.ts';

/** Creates table t with one row, or reads it where it is. */
async function rowsOf(name: DatabaseName, url: string): Promise<number> {
  const create = 'CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY)';
  if (name === 'sqlite') {
    const database = new Database(url.replace(/^sqlite:/, ''));
    database.exec(`${create}; INSERT INTO t (id) SELECT count(*) + 1 FROM t`);
    const rows = database.prepare('SELECT id FROM t').all().length;
    database.close();
    return rows;
  }
  const { username, pathname, searchParams } = new URL(url);
  const socketPath = searchParams.get('socketPath') ?? '';
  const connection = await createConnection({ socketPath, user: username, database: pathname.slice(1) });
  await connection.query(create);
  await connection.query('INSERT INTO t (id) SELECT count(*) + 1 FROM t');
  const [rows] = await connection.query('SELECT id FROM t');
  await connection.end();
  return (rows as unknown[]).length;
}

eachDatabase((name, makeUrl) => {
  test('each database is new, and empty', async () => {
    const [first, second] = await Promise.all([makeUrl(), makeUrl()]);
    expect(first.url).not.toBe(second.url);
    expect(await rowsOf(name, first.url)).toBe(1);
    expect(await rowsOf(name, first.url)).toBe(2);
    expect(await rowsOf(name, second.url)).toBe(1);
  });

  test('a dropped database is gone, and may be dropped again', async () => {
    const { url, drop } = await makeUrl();
    await rowsOf(name, url);
    await drop();
    await drop();
    if (name === 'sqlite') expect(existsSync(dirname(url.replace(/^sqlite:/, '')))).toBe(false);
    else await expect(rowsOf(name, url)).rejects.toThrow(/Unknown database/);
  });
});
