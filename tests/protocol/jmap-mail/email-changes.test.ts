/** Email/changes and Thread/changes: rules one by one, then a client that follows them through random changes (RFC 8620 §5.2, design §4). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { toId } from '../../../api/ids.ts';
import type { EmailChanges, OpenEmail } from '../../../api/mail/store/email-changes.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';
import { message } from './messages.ts';
import { random } from './random.ts';

type Type = 'Email' | 'Thread';

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
  });
  afterAll(() => mail.close());

  const stateOf = async (type: Type): Promise<string> => (await mail.call(`${type}/get`, { ids: [] })).state;
  const open = async (changes: EmailChanges, id: number): Promise<OpenEmail> => {
    await changes.load([id]);
    return changes.get(id) as OpenEmail;
  };
  const mark = (id: number, mailbox: number, deleted: boolean) => mail.change(async (changes) => changes.mark(await open(changes, id), mailbox, deleted));
  const remove = (id: number, mailbox: number) => mail.change(async (changes) => changes.remove(await open(changes, id), mailbox));
  const threadIdOf = async (id: number): Promise<string> => {
    const row = await mail.db.read((read) => read.get<{ t: number }>(sql`SELECT thread_id AS t FROM email WHERE id = ${id}`));
    return toId('thread', row?.t as number);
  };
  const changes = async (type: Type, sinceState: string, maxChanges?: number) => mail.call(`${type}/changes`, { sinceState, ...(maxChanges ? { maxChanges } : {}) });
  const none = { created: [], updated: [], destroyed: [], hasMoreChanges: false };

  describe('Email/changes (RFC 8621 §4.3)', () => {
    test('new, changed, and gone; a thread likewise', async () => {
      const [emails, threads] = [await stateOf('Email'), await stateOf('Thread')];
      const id = await mail.add(message({ id: 'n1@x', subject: 'new' }));
      const threadId = await threadIdOf(id);
      expect(await changes('Email', emails)).toMatchObject({ ...none, created: [toId('email', id)], newState: await stateOf('Email') });
      expect(await changes('Thread', threads)).toMatchObject({ ...none, created: [threadId] });
      const [emails2, threads2] = [await stateOf('Email'), await stateOf('Thread')];
      await mail.change(async (c) => c.setKeywords(await open(c, id), 1, null));
      expect(await changes('Email', emails2)).toMatchObject({ ...none, updated: [toId('email', id)] });
      expect(await changes('Thread', threads2)).toMatchObject(none);
      expect(await changes('Email', emails)).toMatchObject({ ...none, created: [toId('email', id)] });
      await remove(id, mail.mailbox.inbox);
      expect(await changes('Email', emails2)).toMatchObject({ ...none, destroyed: [toId('email', id)] });
      expect(await changes('Thread', threads2)).toMatchObject({ ...none, destroyed: [threadId] });
      expect(await changes('Email', emails)).toMatchObject(none);
      expect(await changes('Thread', threads)).toMatchObject(none);
    });

    test('\\Deleted on the last visible membership is destroyed; taken off, created; both since one state, updated (design §5)', async () => {
      const id = await mail.add(message({ id: 'm1@x', subject: 'marked' }));
      const [name, threadId] = [toId('email', id), await threadIdOf(id)];
      const [before, threadsBefore] = [await stateOf('Email'), await stateOf('Thread')];
      await mark(id, mail.mailbox.inbox, true);
      const [hidden, threadsHidden] = [await stateOf('Email'), await stateOf('Thread')];
      expect(await changes('Email', before)).toMatchObject({ ...none, destroyed: [name] });
      await mark(id, mail.mailbox.inbox, false);
      expect(await changes('Email', hidden)).toMatchObject({ ...none, created: [name] });
      expect(await changes('Email', before)).toMatchObject({ ...none, updated: [name] });
      expect(await changes('Thread', threadsHidden)).toMatchObject({ ...none, created: [threadId] });
      expect(await changes('Thread', threadsBefore)).toMatchObject({ ...none, updated: [threadId] });
      await mark(id, mail.mailbox.inbox, true);
      expect(await changes('Email', before)).toMatchObject({ ...none, destroyed: [name] });
      expect(await changes('Email', hidden)).toMatchObject(none);
      await remove(id, mail.mailbox.inbox);
      expect(await changes('Email', before)).toMatchObject({ ...none, destroyed: [name] });
      expect(await changes('Thread', threadsBefore)).toMatchObject({ ...none, destroyed: [threadId] });
    });

    test('one unit that stamps many is told by few, each once, and it ends (design §4: maxChanges is a hard limit)', async () => {
      const ids = await mail.addMany(Array.from({ length: 230 }, (_, i) => ({ message: message({ id: `b${i}@x`, subject: `bulk ${i}` }) })));
      const since = await stateOf('Email');
      await mail.change(async (c) => {
        await c.load(ids);
        for (const id of ids) await c.setKeywords(c.get(id) as OpenEmail, 4, null);
      });
      const told: string[] = [];
      let state = since;
      for (let more = true; more; ) {
        const answer = await changes('Email', state, 100);
        expect(answer.oldState).toBe(state);
        expect([...answer.created, ...answer.destroyed]).toEqual([]);
        expect(answer.updated.length).toBeLessThanOrEqual(100);
        told.push(...answer.updated);
        more = answer.hasMoreChanges;
        state = answer.newState;
      }
      expect(told.sort()).toEqual(ids.map((id) => toId('email', id)).sort());
      expect(state).toBe(await stateOf('Email'));
    });

    test('no answer for states that are not ours, from the future, or past the horizon (RFC 8620 §5.2)', async () => {
      for (const state of ['', 'x', '1.5', '-1', String(10 ** 9), '9:1', '2:1:3']) await expect(changes('Email', state)).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      const now = Number(await stateOf('Email'));
      await mail.db.write([], async (tx) => {
        await tx.run(sql`UPDATE account SET horizon_modseq = ${now} WHERE id = ${mail.account}`);
      });
      await expect(changes('Email', String(now - 1))).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      expect(await changes('Email', String(now))).toMatchObject(none);
      await mail.db.write([], async (tx) => {
        await tx.run(sql`UPDATE account SET horizon_modseq = 0 WHERE id = ${mail.account}`);
      });
    });
  });

  test('a client that only follows /changes ends with the same picture', async () => {
    const { seed, pick, below, chance } = random();
    const boxes = [mail.mailbox.inbox, mail.mailbox.archive, mail.mailbox.trash];
    const alive = new Set<number>();
    let serial = 0;

    /** What a client knows: ids by type. Full states are kept, to ask again from long ago. */
    const picture = async (type: Type): Promise<string[]> => (await mail.call(`${type}/get`, { ids: null, properties: ['id'] })).list.map(({ id }) => id).sort();
    const known = { Email: new Set(await picture('Email')), Thread: new Set(await picture('Thread')) };
    const state = { Email: await stateOf('Email'), Thread: await stateOf('Thread') };
    const past: { type: Type; state: string; ids: string[] }[] = [];

    const follow = async (type: Type, maxSteps: number): Promise<boolean> => {
      for (let step = 0; step < maxSteps; step++) {
        const answer = await changes(type, state[type], 1 + below(4));
        for (const id of answer.created) known[type].add(id);
        for (const id of answer.updated) expect(known[type].has(id), `seed ${seed}: ${type} ${id} is updated and not known`).toBe(true);
        for (const id of answer.destroyed) known[type].delete(id);
        state[type] = answer.newState;
        if (!answer.hasMoreChanges) return true;
      }
      return false;
    };

    const step = async (): Promise<void> => {
      const what = below(10);
      const some = [...alive].filter(() => chance(0.3));
      if (what < 3 || alive.size < 5) {
        const references = alive.size > 0 && chance(0.5) ? `<r${below(5)}@x>` : undefined;
        alive.add(await mail.add(message({ id: `r${serial++}@x`, subject: 'follow', ...(references ? { references } : {}) }), {
          mailboxes: chance(0.3) ? [boxes[0] as number, boxes[1] as number] : [pick(boxes)], deleted: chance(0.1),
        }));
      } else {
        await mail.change(async (c) => {
          await c.load(some);
          for (const id of some) {
            const email = c.get(id) as OpenEmail;
            const there = [...email.memberships.keys()];
            if (what < 5) await c.mark(email, pick(there), chance(0.6));
            else if (what < 7) await c.setKeywords(email, below(8), null);
            else if (what < 8) await c.remove(email, pick(there));
            else {
              const target = pick(boxes);
              if (!email.memberships.has(target)) await c.add(email, target, { receivedAt: email.row.received_at });
              if (chance(0.5) && there[0] !== undefined && there[0] !== target) await c.remove(email, there[0]);
            }
            if (email.memberships.size === 0) alive.delete(id);
          }
        });
      }
    };

    for (let round = 0; round < 60; round++) {
      await step();
      for (const type of ['Email', 'Thread'] as const) {
        if (chance(0.2)) past.push({ type, state: await stateOf(type), ids: await picture(type) });
        if (chance(0.6)) await follow(type, 1 + below(3));
      }
    }
    for (const type of ['Email', 'Thread'] as const) {
      expect(await follow(type, 1000), `seed ${seed}`).toBe(true);
      expect([...known[type]].sort(), `seed ${seed}: ${type}`).toEqual(await picture(type));
      expect(state[type]).toBe(await stateOf(type));
    }
    // From each full state of old in small steps: exactly the difference, each id once.
    for (const { type, state: since, ids } of past) {
      const now = new Set(await picture(type));
      const then = new Set(ids);
      const told = { created: [] as string[], updated: [] as string[], destroyed: [] as string[] };
      let at = since;
      for (let more = true; more; ) {
        const answer = await changes(type, at, 3);
        for (const list of ['created', 'updated', 'destroyed'] as const) told[list].push(...answer[list]);
        at = answer.newState;
        more = answer.hasMoreChanges;
      }
      const all = [...told.created, ...told.updated, ...told.destroyed];
      expect(new Set(all).size, `seed ${seed}: ${type} since ${since}`).toBe(all.length);
      // What came and went may be among the destroyed (RFC 8620 §5.2): an earlier answer of the chain could have told of it.
      expect(told.destroyed.filter((id) => then.has(id)).sort(), `seed ${seed}: ${type} since ${since}`).toEqual([...then].filter((id) => !now.has(id)).sort());
      expect(told.destroyed.filter((id) => now.has(id)), `seed ${seed}: ${type} since ${since}`).toEqual([]);
      for (const id of told.updated) expect(then.has(id) && now.has(id)).toBe(true);
      for (const id of now) if (!then.has(id)) expect(told.created, `seed ${seed}: ${type} since ${since}`).toContain(id);
    }
  });
});
