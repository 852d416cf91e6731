import { expect, test } from 'vitest';
import { DatabaseClosed, sql } from '../../../db/index.ts';
import { Gate, GateStalled } from '../../../db/gate.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { note, notes, opener, signal } from './opened.ts';

eachDatabase((_name, makeUrl) => {
  const { fresh } = opener(makeUrl);

  test('a read sees one state, whatever is committed meanwhile', async () => {
    const { db } = await fresh();
    const count = sql`SELECT COUNT(*) AS n FROM meta WHERE name LIKE 's%' AND name <> 'stop'`;
    const started = signal();
    const written = signal();
    await db.write([], (tx) => note(tx, 's1'));
    const read = db.read(async (snapshot) => {
      const first = await snapshot.get(count);
      started.resolve();
      await written.promise;
      return [first, await snapshot.get(count), await db.read((later) => later.get(count))];
    });
    await started.promise;
    await db.write([], (tx) => note(tx, 's2'));
    written.resolve();
    expect(await read).toEqual([{ n: 1 }, { n: 1 }, { n: 2 }]);
    expect(await db.read((later) => later.get(count))).toEqual({ n: 2 });
  });

  test('a statement by itself sees what was committed last, and leaves nothing open', async () => {
    const { db } = await fresh();
    const all = sql`SELECT name FROM meta WHERE name LIKE 's%' AND name <> 'stop' ORDER BY name`;
    expect(await db.single.all(all)).toEqual([]);
    await db.write([], (tx) => note(tx, 's1'));
    expect(await db.single.get(all)).toEqual({ name: 's1' });
    await expect(db.single.all(sql`SELECT nothing FROM nowhere`)).rejects.toThrow();
    await expect(db.single.all(sql`INSERT INTO meta (name, value) VALUES ('w', '') RETURNING name`)).rejects.toThrow();
    await db.write([], (tx) => note(tx, 's2'));
    expect(await Promise.all(Array.from({ length: 100 }, () => db.single.all(all)))).toEqual(Array(100).fill([{ name: 's1' }, { name: 's2' }]));
    await db.close();
    await expect(db.single.get(all)).rejects.toThrow(DatabaseClosed);
  });

  test('reads inside reads, from more callers than there are places, all end', async () => {
    const { db } = await fresh();
    const one = sql`SELECT 1 AS one`;
    const inside = signal();
    let holding = 0;
    const callers = Array.from({ length: 40 }, () => db.read(async (outer) => {
      await outer.get(one);
      holding += 1;
      if (holding >= 16) inside.resolve();
      await inside.promise;
      await db.read((inner) => inner.get(one));
      return outer.get(one);
    }));
    expect(await Promise.all(callers)).toEqual(Array(40).fill({ one: 1 }));
    expect(await Promise.all(Array.from({ length: 200 }, () => db.read((read) => read.get(one))))).toEqual(Array(200).fill({ one: 1 }));
  });

  test('a read that throws gives its place back', async () => {
    const { db } = await fresh();
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => db.read(async (read) => {
      await read.get(n % 2 === 0 ? sql`SELECT nothing FROM nowhere` : sql`SELECT 1`);
      throw new Error('mine');
    })));
    expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
    expect(await db.read((read) => read.get(sql`SELECT 2 AS two`))).toEqual({ two: 2 });
  });

  test('a read cannot write, and its handle ends with it', async () => {
    const { db } = await fresh();
    await expect(db.read((read) => read.all(sql`INSERT INTO meta (name, value) VALUES ('w', '')`))).rejects.toThrow(/read.?only|does not return data/i);
    const kept = await db.read(async (read) => read);
    await expect(kept.get(sql`SELECT 1`)).rejects.toThrow('the read has ended');
    expect(await notes(db, 'w')).toEqual([]);
  });

  test('closing waits for reads under way and refuses later ones', async () => {
    const { db } = await fresh();
    const inside = signal();
    const goOn = signal();
    const read = db.read(async (snapshot) => {
      await snapshot.get(sql`SELECT 1`);
      inside.resolve();
      await goOn.promise;
      return snapshot.get(sql`SELECT 3 AS three`);
    });
    await inside.promise;
    let closed = false;
    const closing = db.close().then(() => (closed = true));
    await expect(db.write([], (tx) => note(tx, 'x'))).rejects.toThrow(DatabaseClosed);
    expect(closed).toBe(false);
    goOn.resolve();
    expect(await read).toEqual({ three: 3 });
    await closing;
  });
});

test('a gate opens when nobody leaves, and closes again afterwards', async () => {
  const gate = new Gate({ usual: 2, most: 8, stallMs: 5, giveUpMs: 20 });
  const enter = async () => {
    if (!gate.tryEnter()) await gate.wait();
  };
  await Promise.all(Array.from({ length: 8 }, enter));
  expect(gate.inside).toBe(8);
  await expect(enter()).rejects.toThrow(GateStalled);
  for (let i = 0; i < 8; i++) gate.leave();
  expect([gate.tryEnter(), gate.tryEnter(), gate.tryEnter()]).toEqual([true, true, false]);
  const ninth = gate.wait();
  gate.leave();
  await ninth;
  expect(gate.inside).toBe(2);
  const closed = gate.close();
  gate.leave();
  gate.leave();
  await closed;
  expect(() => gate.tryEnter()).toThrow(DatabaseClosed);
});
