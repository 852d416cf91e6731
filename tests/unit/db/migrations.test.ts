import { expect, test } from 'vitest';
import { openDatabase, sql } from '../../../db/index.ts';
import { NEWEST_MIGRATION } from '../../../db/open.ts';
import { currentTables } from '../../../db/schema/entities/index.ts';
import { dataSource, migrateDown, migrateUp, type DatabaseAddress } from '../../../db/schema/migrate.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { addressOf, folder, opener } from './opened.ts';

async function withSource<T>(address: DatabaseAddress, work: (source: ReturnType<typeof dataSource>) => Promise<T>): Promise<T> {
  const source = await dataSource(address).initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

const tablesOf = (address: DatabaseAddress): Promise<string[]> =>
  withSource(address, async (source) => {
    const rows = (await source.query(
      address.kind === 'sqlite' ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'" : 'SHOW TABLES',
    )) as Record<string, string>[];
    return rows.map((row) => Object.values(row)[0] ?? '').sort();
  });

/** In the order in which they run. */
const migrationNames = (): string[] =>
  (dataSource({ kind: 'sqlite', file: ':memory:' }).options.migrations as (new () => { name: string })[]).map((Migration) => new Migration().name);

const differences = (address: DatabaseAddress): Promise<string[]> =>
  withSource(address, async (source) => (await source.driver.createSchemaBuilder().log()).upQueries.map((query) => query.query));

eachDatabase((name, makeUrl) => {
  const { fresh } = opener(makeUrl);

  test('up, down and up again; the tables are the entities', async () => {
    const address = addressOf((await makeUrl()).url);
    const expected = [...currentTables.map((table) => table.name), 'migration'].sort();
    const names = migrationNames();
    expect(await migrateUp(address)).toEqual(names);
    expect(await tablesOf(address)).toEqual(expected);
    expect(await differences(address)).toEqual([]);
    // One by one, the newest first, which comes back by itself.
    await migrateDown(address);
    expect(await migrateUp(address)).toEqual([NEWEST_MIGRATION]);
    for (const _ of names) await migrateDown(address);
    expect((await tablesOf(address)).filter((table) => table !== 'migration')).toEqual([]);
    expect(await migrateUp(address)).toEqual(names);
    expect(await tablesOf(address)).toEqual(expected);
    expect(await differences(address)).toEqual([]);
  });

  test('what was indexed under another folding is indexed anew', async () => {
    const address = addressOf((await makeUrl()).url);
    const names = migrationNames();
    await migrateUp(address, names.slice(0, names.indexOf('SearchFolding1700000000010')));
    const rows = () => withSource(address, async (source) => ((await source.query('SELECT account_id FROM search_state')) as unknown[]).length);
    await withSource(address, (source) => source.query('INSERT INTO search_state (account_id, modseq) VALUES (1, 7)'));
    expect(await rows()).toBe(1);
    await migrateUp(address);
    expect(await rows()).toBe(0);
  });

  test('the comparison sees a column and an index that are not as the entities say', async () => {
    const address = addressOf((await makeUrl()).url);
    await migrateUp(address);
    await withSource(address, async (source) => {
      await source.query('ALTER TABLE domain ADD COLUMN stray integer');
      await source.query(`DROP INDEX ix_upload_expires_at${name === 'mariadb' ? ' ON upload' : ''}`);
    });
    const found = await differences(address);
    expect(found.join('\n')).toMatch(/stray|temporary_domain/);
    expect(found.join('\n')).toMatch(/ix_upload_expires_at/);
  });

  test('the start knows the newest migration by name', () => {
    expect(migrationNames().at(-1)).toBe(NEWEST_MIGRATION);
  });

  test('names differ by case, accents, marks and trailing spaces', async () => {
    const { db } = await fresh();
    const names = ['a', 'a ', 'A', 'ä', 'a\u0308', 'a\u0301', 'ss', 'ß', 'مرسلة', 'مُرسلة', '📨', ''];
    await db.write([], (tx) => tx.insertMany('domain', ['id', 'name', 'created_at'], names.map((text, id) => [id + 1, text, 0])));
    for (const [index, text] of names.entries()) {
      const rows = await db.read((read) => read.all(sql`SELECT id, name FROM domain WHERE name = ${text}`));
      expect(rows).toEqual([{ id: index + 1, name: text }]);
    }
    const duplicate = db.write([], (tx) => tx.run(sql`INSERT INTO domain (id, name, created_at) VALUES (99, ${'a '}, 0)`));
    await expect(duplicate).rejects.toThrow(/UNIQUE|Duplicate/);
  });

  test('text is ordered by its bytes on both', async () => {
    const { db } = await fresh();
    const names = ['Z', 'a', 'b', 'é', '中', '😀'];
    await db.write([], (tx) => tx.insertMany('domain', ['id', 'name', 'created_at'], [...names].reverse().map((text, id) => [id + 1, text, 0])));
    const rows = await db.read((read) => read.all<{ name: string }>(sql`SELECT name FROM domain ORDER BY name`));
    expect(rows.map((row) => row.name)).toEqual(names);
  });

  test('two nodes that start together migrate once', async () => {
    if (name === 'sqlite') return; // one process owns the file
    const address = addressOf((await makeUrl()).url);
    const nodes = await Promise.all([1, 2, 3].map(async () => openDatabase({ address, dataFolder: await folder(), blobs: 'database' })));
    await Promise.all(nodes.map((node) => node.close()));
    expect(await differences(address)).toEqual([]);
  });
});
