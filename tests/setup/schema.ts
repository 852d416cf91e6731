/** Gives an empty database its tables, as the migrations leave them: they run once for a template, which is copied in a fraction of their time. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { parseMariadbUrl } from '../../db/mariadb/url.ts';
import { migrateUp } from '../../db/schema/migrate.ts';
import { freshDatabase, mariadbSocket } from './databases.ts';

/** Says of an empty database how it is filled. */
type Fill = (url: string) => Promise<void>;

let sqlite: Promise<Fill> | undefined;
let mariadb: Promise<Fill> | undefined;

/** @param url of a database that nobody has open; one that has tables, or a file, stays as it is */
export async function fillSchema(url: string): Promise<void> {
  if (url.startsWith('sqlite:')) await (await (sqlite ??= sqliteTemplate()))(url);
  else await (await (mariadb ??= mariadbTemplate()))(url);
}

const fileOf = (url: string): string => url.slice('sqlite:'.length);

async function sqliteTemplate(): Promise<Fill> {
  const { url: template, drop } = await freshDatabase('sqlite');
  await migrateUp({ kind: 'sqlite', file: fileOf(template) });
  const bytes = await readFile(fileOf(template));
  await drop();
  return async (url) => {
    if (!existsSync(fileOf(url))) await writeFile(fileOf(url), bytes);
  };
}

async function mariadbTemplate(): Promise<Fill> {
  const address = parseMariadbUrl((await freshDatabase('mariadb')).url);
  await migrateUp({ kind: 'mariadb', ...address });
  const socketPath = await mariadbSocket();
  const within = async <T>(database: string, work: (query: (statement: string) => Promise<Record<string, unknown>[]>) => Promise<T>): Promise<T> => {
    const connection = await createConnection({ socketPath, user: 'root', database, multipleStatements: true });
    try {
      return await work(async (statement) => (await connection.query(statement))[0] as Record<string, unknown>[]);
    } finally {
      await connection.end();
    }
  };
  const statements = await within(address.database, async (query) => {
    const tables = (await query('SHOW TABLES')).map((row) => String(Object.values(row)[0]));
    const found: string[] = [];
    for (const table of tables) found.push(String((await query(`SHOW CREATE TABLE \`${table}\``))[0]?.['Create Table']));
    for (const table of tables) {
      const [row] = await query(`SELECT 1 FROM \`${table}\` LIMIT 1`);
      if (row) found.push(`INSERT INTO \`${table}\` SELECT * FROM \`${address.database}\`.\`${table}\``);
    }
    return found.join(';\n');
  });
  return (url) =>
    within(parseMariadbUrl(url).database, async (query) => {
      const [there] = await query('SHOW TABLES');
      if (!there) await query(statements);
    });
}
