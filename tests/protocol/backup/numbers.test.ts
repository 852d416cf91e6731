import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { stateTypes, sql } from '../../../db/index.ts';
import { toId } from '../../../api/ids.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { restore, type Store, stores } from './store.ts';

// Threads of a backup stand back behind everybody else: on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000 });

interface Numbers {
  readonly modseq: number;
  readonly next_id: number;
  readonly next_uid_validity: number;
}

const numbers = async (store: Store, account: number): Promise<Numbers> =>
  (await store.core.db.read((read) => read.get<Numbers>(sql`SELECT modseq, next_id, next_uid_validity FROM account WHERE id = ${account}`))) as Numbers;

const mailboxes = (store: Store, account: number) =>
  store.core.db.read((read) => read.all<{ id: number; name: string; uid_validity: number; uid_next: number }>(sql`SELECT id, name, uid_validity, uid_next FROM mailbox WHERE account_id = ${account} ORDER BY id`));

eachDatabase((name) => {
  const { folder, fresh, open, place } = stores();

  test('RFC 8620 §5.2, RFC 9051 §2.3.1.1: clients that saw later states than the backup holds are never told something wrong', async () => {
    const source = await fresh(name, 'segments');
    const ali = await source.addUser('ali');
    await source.add(ali, 'Subject: before\r\n\r\n');
    const old = (await source.call(ali, 'Email/get', { ids: [] })).state;
    const backup = join(await folder(), 'backup');
    await source.backup(backup);
    // Life goes on: clients see mail, ids and a folder that the backup does not have.
    const later: number[] = [];
    for (let n = 0; n < 30; n++) later.push(await source.add(ali, `Subject: after ${n}\r\n\r\n`));
    const created = await source.call(ali, 'Mailbox/set', { create: { n: { name: 'Later' } } } as never);
    const laterMailbox = (await mailboxes(source, ali)).find((row) => row.name === 'Later');
    const seen = { ...(await numbers(source, ali)), email: (await source.call(ali, 'Email/get', { ids: [] })).state, mailbox: created.newState };
    const seenMailboxes = await mailboxes(source, ali);
    await source.close();

    const target = await place(name, 'segments');
    await restore(target, backup);
    const restored = await open(target);
    const now = await numbers(restored, ali);
    for (const key of ['modseq', 'next_id', 'next_uid_validity'] as const) expect([key, now[key] > seen[key]]).toEqual([key, true]);
    // Before anything has happened, and after as many units as the client had seen.
    for (let round = 0; round < 2; round++) {
      for (const state of [old, seen.email]) await expect(restored.call(ali, 'Email/changes', { sinceState: state })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      await expect(restored.call(ali, 'Mailbox/changes', { sinceState: seen.mailbox })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      for (let n = 0; n < 40; n++) await restored.add(ali, `Subject: second life ${n}\r\n\r\n`);
    }
    // The state that is given now is one that works.
    const { state } = await restored.call(ali, 'Email/get', { ids: [] });
    const id = await restored.add(ali, 'Subject: one more\r\n\r\n');
    expect(later).not.toContain(id);
    expect(await restored.call(ali, 'Email/changes', { sinceState: state })).toMatchObject({ created: [toId('email', id)], updated: [], destroyed: [] });
    // No mailbox keeps a UIDVALIDITY that was given before, nor does a new one get it.
    await restored.call(ali, 'Mailbox/set', { create: { n: { name: 'Later' } } } as never);
    const given = new Set(seenMailboxes.map((row) => row.uid_validity));
    const fresher = await mailboxes(restored, ali);
    expect(fresher.filter((row) => given.has(row.uid_validity))).toEqual([]);
    expect(new Set(fresher.map((row) => row.uid_validity)).size).toBe(fresher.length);
    expect(fresher.some((row) => row.id === laterMailbox?.id)).toBe(false);
    expect(Math.max(...fresher.map((row) => row.uid_validity), now.next_id)).toBeLessThan(2 ** 31);
    expect(await restored.differences()).toEqual([]);
    const row = await restored.core.db.read((read) => read.get<Record<string, number>>(sql`SELECT * FROM account WHERE id = ${ali}`));
    expect(Number.isSafeInteger(row?.['modseq'])).toBe(true);
    expect(stateTypes.length).toBeGreaterThan(5);
  });

  test('design §12: two restores of one backup give no number twice either', async () => {
    const source = await fresh(name, 'segments');
    const ali = await source.addUser('ali');
    const backup = join(await folder(), 'backup');
    await source.backup(backup);
    await source.close();
    const lives: (Numbers & { uidValidity: number })[] = [];
    for (let life = 0; life < 2; life++) {
      const target = await place(name, 'segments');
      await restore(target, backup);
      const store = await open(target);
      lives.push({ ...(await numbers(store, ali)), uidValidity: Math.min(...(await mailboxes(store, ali)).map((row) => row.uid_validity)) });
      await store.add(ali, 'Subject: x\r\n\r\n');
      await store.close();
    }
    const [first, second] = lives;
    expect(second?.modseq).toBeGreaterThan((first?.modseq ?? 0) + 1000);
  });
});
