import { expect, test } from 'vitest';
import { integers, join, onConflictKeep, onConflictUpdate, perDialect, raw, render, sql, strings } from '../../../db/index.ts';
import { SqliteConnection } from '../../../db/sqlite/connection.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { accounts, opener } from './opened.ts';

test('values become parameters, fragments become text, the same text is rendered once', () => {
  const ask = (id: number) => sql`SELECT 1 FROM t WHERE id = ${id} AND b = ${true}`;
  expect(render(ask(5), 'sqlite')).toEqual({ text: 'SELECT 1 FROM t WHERE id = ? AND b = ?', values: [5, true], inline: false });
  expect(render(ask(6), 'mariadb').text).toBe(render(ask(7), 'sqlite').text);
  const where = join([sql`a = ${1}`, sql`b = ${'x?'}`], ' AND ');
  expect(render(sql`SELECT ${raw('a, b')} FROM t WHERE ${where} ${perDialect({ sqlite: '', mariadb: 'FOR UPDATE' })}`, 'mariadb')).toEqual({
    text: 'SELECT a, b FROM t WHERE a = ? AND b = ? FOR UPDATE', values: [1, 'x?'], inline: false,
  });
  expect(render(sql`SELECT 1 ${join([], ' AND ')}`, 'sqlite').text).toBe('SELECT 1 ');
});

test('a set of integers refuses what is none', () => {
  for (const bad of [1.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
    expect(() => render(sql`SELECT ${integers([1, bad])}`, 'mariadb')).toThrow(RangeError);
  }
});

test('string lists on MariaDB take few distinct texts', () => {
  const texts = new Set<string>();
  for (let n = 0; n <= 1024; n++) texts.add(render(sql`${strings(Array(n).fill('x'))}`, 'mariadb').text);
  expect(texts.size).toBe(11);
});

eachDatabase((name, makeUrl) => {
  const { fresh } = opener(makeUrl);

  test('sets that are empty, of one, of thousands', async () => {
    const { db } = await fresh();
    const count = 3000;
    await db.write([], (tx) => tx.insertMany('domain', ['id', 'name', 'created_at'], Array.from({ length: count }, (_, i) => [i + 1, `d${i + 1}`, 0])));
    const ids = (set: number[] | Float64Array) => db.read((read) => read.all<{ id: number }>(sql`SELECT id FROM domain WHERE id IN ${integers(set)} ORDER BY id`));
    const names = (set: string[]) => db.read((read) => read.all<{ id: number }>(sql`SELECT id FROM domain WHERE name IN ${strings(set)} AND id < ${count} ORDER BY id`));
    expect(await ids([])).toEqual([]);
    expect(await names([])).toEqual([]);
    expect(await ids([7])).toEqual([{ id: 7 }]);
    expect(await ids(Float64Array.of(9, 8))).toEqual([{ id: 8 }, { id: 9 }]);
    expect(await names(['d7'])).toEqual([{ id: 7 }]);
    expect(await names(['d7', "'; --", 'd9', '\\', 'd9 '])).toEqual([{ id: 7 }, { id: 9 }]);
    const many = Array.from({ length: 100_000 }, (_, i) => i + 2);
    expect((await ids(many)).length).toBe(count - 1);
    expect((await names(many.slice(0, 70_000).map((n) => `d${n}`))).length).toBe(count - 2);
  });

  test('ten thousand rows and every kind of value come back as they went in', async () => {
    const { db } = await fresh();
    const rows = Array.from({ length: 10_000 }, (_, i) => [i + 1, `n${i}`, i % 3 === 0 ? null : `c${i}`, 2 ** 40 + i] as const);
    await db.write([], (tx) => tx.insertMany('domain', ['id', 'name', 'catch_all', 'created_at'], rows));
    const back = await db.read((read) => read.all<Record<string, unknown>>(sql`SELECT id, name, catch_all, created_at FROM domain ORDER BY id`));
    expect(back.map((row) => [row['id'], row['name'], row['catch_all'], row['created_at']])).toEqual(rows);
    const sums = await db.read((read) => read.get(sql`SELECT SUM(created_at) AS s, COUNT(*) AS n, MAX(id) AS m FROM domain`));
    expect(sums).toEqual({ s: 10_000 * 2 ** 40 + 9_999 * 5_000, n: 10_000, m: 10_000 });

    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i).subarray(3);
    await db.write([], (tx) => tx.insertMany('blob_chunk', ['hash', 'chunk', 'bytes', 'created_at'], [['h', true, bytes, 2n ** 52n], ['i', -(2 ** 40), Buffer.alloc(0), 0]]));
    const chunks = await db.read((read) => read.all(sql`SELECT chunk, bytes, created_at FROM blob_chunk ORDER BY hash`));
    expect(chunks).toEqual([
      { chunk: 1, bytes: Buffer.from(bytes), created_at: 2 ** 52 },
      { chunk: -(2 ** 40), bytes: Buffer.alloc(0), created_at: 0 },
    ]);
  });

  test('rows of more bytes than a packet are sent in several statements', async () => {
    const { db } = await fresh();
    const large = Buffer.alloc(900_000, 1);
    const rows = Array.from({ length: 40 }, (_, i) => ['h', i, large, 0]);
    await db.write([], (tx) => tx.insertMany('blob_chunk', ['hash', 'chunk', 'bytes', 'created_at'], rows));
    expect(await db.read((read) => read.get(sql`SELECT COUNT(*) AS n FROM blob_chunk`))).toEqual({ n: 40 });
  });

  test('ON CONFLICT updates or keeps, and an update counts matched rows', async () => {
    const { db } = await fresh();
    const put = (value: string, how: ReturnType<typeof onConflictKeep>) =>
      db.write([], (tx) => tx.run(sql`INSERT INTO meta (name, value) VALUES ('k', ${value}) ${how}`));
    const value = async () => (await db.read((read) => read.get<{ value: string }>(sql`SELECT value FROM meta WHERE name = 'k'`)))?.value;
    await put('1', onConflictKeep(['name']));
    await put('2', onConflictKeep(['name']));
    expect(await value()).toBe('1');
    await put('3', onConflictUpdate(['name'], ['value']));
    expect(await value()).toBe('3');
    expect(await db.write([], (tx) => tx.run(sql`UPDATE meta SET value = '3' WHERE name = 'k'`))).toBe(1);
  });

  test('ids beyond 2³¹ as bounds use the index (design §6)', async () => {
    const { db, address } = await fresh();
    await accounts(db, 1);
    const lower = 3 * 2 ** 32;
    const upper = 3 * 2 ** 32 + 1000;
    await db.write([], (tx) => tx.insertMany('thread', ['id', 'account_id', 'created_modseq', 'changed_modseq'],
      Array.from({ length: 5000 }, (_, i) => [(1 + (i % 5)) * 2 ** 32 + i, 1, 1, 1])));
    const range = sql`SELECT COUNT(*) AS n FROM thread WHERE id >= ${lower} AND id < ${upper}`;
    expect(await db.read((read) => read.get(range))).toEqual({ n: 200 });
    if (address.kind === 'mariadb') {
      const plan = await db.read((read) => read.get<{ type: string; key: string; rows: string }>(sql`EXPLAIN SELECT id FROM thread WHERE id >= ${lower} AND id < ${upper}`));
      expect(plan).toMatchObject({ type: 'range', key: 'PRIMARY' });
      expect(Number(plan?.rows)).toBeLessThan(2000);
      const one = await db.read((read) => read.get(sql`EXPLAIN SELECT account_id FROM thread WHERE id = ${lower + 7}`));
      expect(one).toMatchObject({ type: 'const', key: 'PRIMARY' });
    } else {
      const connection = new SqliteConnection(address.file, { readonly: true });
      const plan = await connection.get<{ detail: string }>(sql`EXPLAIN QUERY PLAN SELECT COUNT(*) FROM thread WHERE id >= ${lower} AND id < ${upper}`);
      const types = await connection.get(sql`SELECT typeof(${lower}) AS big, typeof(${2 ** 31 - 1}) AS small, typeof(${-(2 ** 31) - 1}) AS low, typeof(${1.5}) AS broken`);
      connection.close();
      expect(plan?.detail).toMatch(/SEARCH thread USING (COVERING )?(INTEGER PRIMARY KEY|INDEX)/);
      expect(types).toEqual({ big: 'integer', small: 'integer', low: 'integer', broken: 'real' });
    }
  });
  test(`names the dialect (${name})`, async () => {
    const { db } = await fresh();
    expect(db.dialect).toBe(name);
    expect(await db.read(async (read) => read.dialect)).toBe(name);
    expect(await db.write([], async (tx) => tx.dialect)).toBe(name);
  });
});
