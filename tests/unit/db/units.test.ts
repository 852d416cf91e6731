import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { type AccountChange, DatabaseClosed, sql } from '../../../db/index.ts';
import { connectionOptions } from '../../../db/mariadb/open.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { accounts, modseqOf, note, notes, opener, signal } from './opened.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

eachDatabase((name, makeUrl) => {
  const { fresh, again } = opener(makeUrl);

  test('a unit is committed whole; a refused one of the same batch leaves nothing, the others stay', async () => {
    const { db } = await fresh();
    await accounts(db, 1);
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => db.write([1], async (tx) => {
      const account = tx.account(1);
      const id = account.newId();
      await note(tx, `u${n}`, id);
      if (n === 3) throw new Error('refused');
      account.touch('Email');
      return id;
    })));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(await notes(db, 'u')).toEqual(['u1', 'u2', 'u4', 'u5']);
    expect(await modseqOf(db, 1)).toBe(4);
  });

  test('statements that fail refuse their unit only, also when it goes on after them', async () => {
    const { db } = await fresh();
    await db.write([], (tx) => note(tx, 'taken'));
    const [first, second, third] = await Promise.allSettled([
      db.write([], (tx) => note(tx, 'taken')),
      db.write([], async (tx) => {
        await note(tx, 'taken').catch(() => undefined);
        await note(tx, 'after');
      }),
      db.write([], (tx) => note(tx, 'other')),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/UNIQUE|Duplicate/) } });
    expect([second?.status, third?.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await notes(db, 'a')).toEqual(['after']);
    expect(await notes(db, 'o')).toEqual(['other']);
  });

  test('many units on one account: mod-sequences rise in commit order, ids and UIDVALIDITY are never given twice (design §4)', async () => {
    const { db } = await fresh();
    await accounts(db, 1, 2);
    const published: AccountChange[] = [];
    db.onChange((change) => published.push(change));
    const answered: number[] = [];
    const taken = await Promise.all(Array.from({ length: 300 }, async (_, n) => {
      if (n % 50 === 0) await turn();
      const unit = await db.write([1], async (tx) => {
        const account = tx.account(1);
        account.touch('Email');
        if (n % 10 === 0) account.touchMailbox(n);
        const ids = [account.newId(), account.newIds(3), account.newId()];
        await tx.run(sql`INSERT INTO thread (id, account_id, created_modseq, changed_modseq) VALUES (${ids[0] ?? 0}, 1, ${account.modseq}, ${account.modseq})`);
        return { modseq: account.modseq, ids, uidValidity: account.newUidValidity() };
      });
      answered.push(unit.modseq);
      return unit;
    }));
    const modseqs = taken.map((unit) => unit.modseq);
    expect([...modseqs].sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
    expect(answered).toEqual([...answered].sort((a, b) => a - b));
    const ids = taken.flatMap(({ ids: [a = 0, b = 0, c = 0] }) => [a, b, b + 1, b + 2, c]);
    expect(new Set(ids).size).toBe(1500);
    expect(Math.min(...ids)).toBe(2 ** 32 + 1);
    expect(new Set(taken.map((unit) => unit.uidValidity)).size).toBe(300);
    expect(published.map((change) => change.modseq)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
    expect(published.filter((change) => change.mailboxIds.size > 0 && change.types.has('Mailbox')).length).toBe(30);
    expect(await db.read((read) => read.get(sql`SELECT modseq, email_modseq FROM account WHERE id = 1`))).toMatchObject({ modseq: 300, email_modseq: 300 });
    expect(await modseqOf(db, 2)).toBe(0);
  });

  test('a unit that needs another account starts again with it; nothing of the first run is left', async () => {
    const { db } = await fresh();
    await accounts(db, 1, 2, 3);
    let runs = 0;
    await db.write([3], async (tx) => {
      runs += 1;
      await note(tx, `run${runs}`);
      tx.account(3).touch('Email');
      tx.account(1).touch('Email');
      tx.account(2).touch('Email');
    });
    expect(runs).toBe(3);
    expect(await notes(db, 'run')).toEqual(['run3']);
    expect([await modseqOf(db, 1), await modseqOf(db, 2), await modseqOf(db, 3)]).toEqual([1, 1, 1]);
  });

  test('restarted units among others of the same batch run once each', async () => {
    const { db } = await fresh();
    await accounts(db, 1, 2);
    await Promise.all(Array.from({ length: 40 }, (_, n) => db.write([1], async (tx) => {
      await note(tx, `r${String(n).padStart(2, '0')}`);
      if (n % 3 === 0) tx.account(2).touch('Email');
    })));
    expect((await notes(db, 'r')).length).toBe(40);
    expect(await modseqOf(db, 2)).toBe(14);
  });

  test('an account that is not there is an error, not another start', async () => {
    const { db } = await fresh();
    await expect(db.write([], async (tx) => tx.account(77).modseq)).rejects.toThrow('account 77 is not there');
    await expect(db.write([78], async (tx) => tx.account(78).modseq)).rejects.toThrow('account 78 is not there');
  });

  test('a unit takes the row of the account that it creates', async () => {
    const { db } = await fresh();
    const id = await db.write([0], async (tx) => {
      const made = tx.account(0).newId();
      await tx.insertMany('account', ['id'], [[made]]);
      const account = await tx.adopt(made);
      account.touch('Mailbox');
      return account.newId();
    });
    expect(id).toBe(2 ** 32 + 1);
    expect(await modseqOf(db, 1)).toBe(1);
  });

  test('changes and effects come after the commit, never for a unit that was rolled back', async () => {
    const { db } = await fresh();
    await accounts(db, 1);
    const events: string[] = [];
    const seen: Promise<string[]>[] = [];
    db.onChange((change) => {
      events.push(`change ${change.modseq} ${[...change.types].sort().join('+')} ${change.delivered}`);
      seen.push(notes(db, 'c'));
    });
    const write = (n: number, fails: boolean) => db.write([1], async (tx) => {
      await note(tx, `c${n}`);
      tx.account(1).touch('Email');
      tx.account(1).delivered = n === 1;
      tx.afterCommit(() => events.push(`effect ${n}`));
      if (fails) throw new Error('no');
    }).then(() => events.push(`answer ${n}`), () => events.push(`refused ${n}`));
    await Promise.all([write(1, false), write(2, true), write(3, false)]);
    expect(events.filter((event) => event.startsWith('change'))).toEqual(['change 1 Email true', 'change 2 Email false']);
    expect(events).toContain('refused 2');
    expect(events).not.toContain('effect 2');
    for (const n of [1, 3]) {
      expect(events.indexOf(`effect ${n}`)).toBeLessThan(events.indexOf(`answer ${n}`));
      expect(events.indexOf(`effect ${n}`)).toBeGreaterThan(-1);
    }
    expect((await seen[0])?.[0]).toBe('c1');
    expect(await seen[1]).toEqual(['c1', 'c3']);
  });

  test('a listener or effect that throws changes nothing for the caller and the other listeners', async () => {
    const { db, messages } = await fresh();
    await accounts(db, 1);
    let heard = 0;
    db.onChange(() => {
      throw new Error('bad listener');
    });
    const stop = db.onChange(() => (heard += 1));
    const write = () => db.write([1], async (tx) => {
      tx.account(1).touch('Email');
      tx.afterCommit(() => {
        throw new Error('bad effect');
      });
      return 'done';
    });
    expect(await write()).toBe('done');
    stop();
    expect(await write()).toBe('done');
    expect(heard).toBe(1);
    expect(messages.filter((message) => message.includes('bad listener')).length).toBe(2);
    expect(messages.filter((message) => message.includes('bad effect')).length).toBe(2);
  });

  test('what a unit left running after its end does not reach the database', async () => {
    const { db } = await fresh();
    const ended = signal();
    let late: Promise<void> | undefined;
    await db.write([], async (tx) => {
      late = ended.promise.then(() => note(tx, 'late'));
      await note(tx, 'in time');
    });
    ended.resolve();
    await expect(late).rejects.toThrow('the unit of work has ended');
    expect(await notes(db, 'late')).toEqual([]);
    expect(await notes(db, 'in')).toEqual(['in time']);
  });

  test('a closed database refuses units and reads, and what was handed in before is done', async () => {
    const { db, address, dataFolder } = await fresh();
    const before = Array.from({ length: 20 }, (_, n) => db.write([], (tx) => note(tx, `b${n}`)));
    const closed = Promise.all([db.close(), db.close()]);
    await Promise.all(before);
    await closed;
    await expect(db.write([], (tx) => note(tx, 'x'))).rejects.toThrow(DatabaseClosed);
    await expect(db.read(async () => 1)).rejects.toThrow(DatabaseClosed);
    await expect(db.blobs.put(Buffer.from('x'))).rejects.toThrow(DatabaseClosed);
    const { db: next } = await again(address, dataFolder);
    expect((await notes(next, 'b')).length).toBe(20);
    expect(await notes(next, 'x')).toEqual([]);
  });

  if (name === 'sqlite') {
    test('a unit that awaits something other than its transaction fails, and leaves no trace (design §4)', async () => {
      const { db } = await fresh();
      const release = signal();
      let late: Promise<unknown> | undefined;
      const slow = db.write([], async (tx) => {
        await note(tx, 'slow1');
        await new Promise((resolve) => setTimeout(resolve, 1));
        late = note(tx, 'slow2');
        late.catch(() => undefined);
        release.resolve();
      });
      const beside = db.write([], (tx) => note(tx, 'beside'));
      await expect(slow).rejects.toThrow('awaited something other than its transaction');
      await beside;
      await release.promise;
      await expect(late).rejects.toThrow('the unit of work has ended');
      await db.write([], (tx) => note(tx, 'later'));
      expect(await notes(db, 'slow')).toEqual([]);
      expect(await notes(db, 'be')).toEqual(['beside']);
    });
    return;
  }

  test('two nodes on one account: no update is lost, mod-sequences are unique', async () => {
    const first = await fresh();
    await accounts(first.db, 1);
    await first.db.write([], (tx) => note(tx, 'count', 0));
    const second = await again(first.address, `${first.dataFolder}/two`);
    const work = (db: typeof first.db) => Promise.all(Array.from({ length: 150 }, () => db.write([1], async (tx) => {
      const account = tx.account(1);
      const row = await tx.get<{ value: string }>(sql`SELECT value FROM meta WHERE name = 'count'`);
      await tx.run(sql`UPDATE meta SET value = ${String(Number(row?.value) + 1)} WHERE name = 'count'`);
      return [account.modseq, account.newId()] as const;
    })));
    const numbers = (await Promise.all([work(first.db), work(second.db)])).flat();
    expect(new Set(numbers.map(([modseq]) => modseq)).size).toBe(300);
    expect(new Set(numbers.map(([, id]) => id)).size).toBe(300);
    expect(await first.db.read((read) => read.get(sql`SELECT value FROM meta WHERE name = 'count'`))).toEqual({ value: '300' });
  });

  test('a deadlock between two nodes is run again, also when the unit swallowed the error', async () => {
    const first = await fresh();
    await accounts(first.db, 1, 2);
    const second = await again(first.address, `${first.dataFolder}/two`);
    await first.db.write([], async (tx) => {
      await note(tx, 'left', 0);
      await note(tx, 'right', 0);
    });
    const met = [signal(), signal()];
    let runs = 0;
    const unit = (db: typeof first.db, me: 0 | 1, swallow: boolean) => db.write([me + 1], async (tx) => {
      runs += 1;
      const [one, other] = me === 0 ? ['left', 'right'] : ['right', 'left'];
      const add = (row: string | undefined) => tx.run(sql`UPDATE meta SET value = value + 1 WHERE name = ${row ?? ''}`);
      await add(one);
      met[me]?.resolve();
      await met[1 - me]?.promise;
      await (swallow ? add(other).catch(() => 0) : add(other));
      await note(tx, `done${me}`);
    });
    await Promise.all([unit(first.db, 0, true), unit(second.db, 1, true)]);
    expect(runs).toBeGreaterThan(2);
    expect(await notes(first.db, 'done')).toEqual(['done0', 'done1']);
    expect(await first.db.read((read) => read.all(sql`SELECT value FROM meta WHERE name IN ('left', 'right')`))).toEqual([{ value: '2' }, { value: '2' }]);
  });

  test('units over two accounts, asked for in opposite order on two nodes, all end', async () => {
    const first = await fresh();
    await accounts(first.db, 1, 2);
    const second = await again(first.address, `${first.dataFolder}/two`);
    const work = (db: typeof first.db, from: number, to: number) => Promise.all(Array.from({ length: 60 }, () => db.write([from], async (tx) => {
      tx.account(from).touch('Email');
      await tx.run(sql`UPDATE account SET used_count = used_count + 1 WHERE id = ${from}`);
      tx.account(to).touch('Email');
    })));
    await Promise.all([work(first.db, 1, 2), work(second.db, 2, 1)]);
    const rows = await first.db.read((read) => read.all(sql`SELECT modseq FROM account WHERE id IN (1, 2)`));
    expect(rows).toEqual([{ modseq: 120 }, { modseq: 120 }]);
  });

  test('a connection lost inside a transaction: the unit is run again on another one, once', async () => {
    const { db, address } = await fresh();
    if (address.kind !== 'mariadb') throw new Error('for MariaDB');
    await accounts(db, 1);
    const killer = await createConnection(connectionOptions(address));
    let runs = 0;
    await db.write([1], async (tx) => {
      runs += 1;
      await note(tx, `lost${runs}`);
      const row = await tx.get<{ id: number }>(sql`SELECT CONNECTION_ID() AS id`);
      if (runs === 1) await killer.query(`KILL ${row?.id}`);
      await note(tx, `then${runs}`);
    });
    expect(runs).toBe(2);
    expect(await notes(db, 'lost')).toEqual(['lost2']);
    expect(await modseqOf(db, 1)).toBe(1);
    // Idle connections that the server ended: reads and units take others.
    const ids = await Promise.all(Array.from({ length: 8 }, () => db.read((read) => read.get<{ id: number }>(sql`SELECT CONNECTION_ID() AS id`))));
    for (const row of ids) await killer.query(`KILL ${row?.id}`).catch(() => undefined);
    await Promise.all(Array.from({ length: 20 }, () => db.read((read) => read.get(sql`SELECT 1`))));
    await db.write([1], (tx) => note(tx, 'well'));
    await killer.end();
  });

  test('sessions are strict and READ COMMITTED for units', async () => {
    const { db } = await fresh();
    await expect(db.write([], (tx) => note(tx, 'n'.repeat(65)))).rejects.toThrow(/too long/);
    const row = await db.write([], (tx) => tx.get<{ i: string }>(sql`SELECT @@tx_isolation AS i`));
    expect(row?.i).toBe('READ-COMMITTED');
    expect((await db.read((read) => read.get<{ i: string }>(sql`SELECT @@tx_isolation AS i`)))?.i).toBe('REPEATABLE-READ');
  });
});
