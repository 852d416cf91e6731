/** Email/queryChanges (RFC 8620 §5.6, RFC 8621 §4.5): rules one by one, then a client that follows it through random changes of random queries. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmailComparator, EmailFilter, EmailFilterCondition, EmailQueryChangesResponse } from '../../../openapi/index.ts';
import { sql } from '../../../db/index.ts';
import { toId } from '../../../api/ids.ts';
import type { EmailChanges, OpenEmail } from '../../../api/mail/store/email-changes.ts';
import { packExtra, toKeywords } from '../../../api/mail/store/keywords.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';
import { message } from './messages.ts';
import { random } from './random.ts';

interface Query {
  readonly filter: EmailFilter | null;
  readonly sort: EmailComparator[];
  readonly collapseThreads: boolean;
}

const newest: EmailComparator[] = [{ property: 'receivedAt', isAscending: false }];

/** What a client does with an answer (§5.6): takes out, puts in, cuts or extends to the new length. */
function apply(held: readonly (string | null)[], { removed, added, total }: EmailQueryChangesResponse): (string | null)[] {
  const gone = new Set(removed);
  const now = held.filter((id) => id === null || !gone.has(id));
  for (const { id, index } of added) {
    while (now.length < index) now.push(null);
    now.splice(index, 0, id);
  }
  if (total !== undefined) now.length = Math.min(now.length, total);
  return now;
}

eachDatabase((_name, makeUrl) => {
  const { seed, below, pick, chance } = random();
  let mail: MailFixture;
  let clockAt = 0;
  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
  });
  afterAll(() => mail.close());

  const open = async (changes: EmailChanges, id: number): Promise<OpenEmail> => {
    await changes.load([id]);
    return changes.get(id) as OpenEmail;
  };
  const all = (query: Query) => mail.call('Email/query', query);
  const since = (query: Query, sinceQueryState: string, more: object = {}) => mail.call('Email/queryChanges', { ...query, sinceQueryState, ...more });
  const keyword = (id: number, name: string) => mail.change(async (c) => {
    const keywords = toKeywords([name], 100);
    await c.setKeywords(await open(c, id), keywords.bits, packExtra(keywords.extra));
  });
  const remove = (id: number, mailbox: number) => mail.change(async (c) => c.remove(await open(c, id), mailbox));

  describe('rules', () => {
    test('a new Email has its place, one that has gone is removed, a keyword that the filter does not look at is no change', async () => {
      const query: Query = { filter: { inMailbox: mail.mailboxId('inbox') }, sort: newest, collapseThreads: false };
      const old = await mail.add(message({ id: 'r1@x' }), { receivedAt: 1000 });
      const before = await all(query);
      expect(before.canCalculateChanges).toBe(true);
      expect(await since(query, before.queryState, { calculateTotal: true })).toMatchObject({ removed: [], added: [], total: 1, newQueryState: before.queryState });
      const fresh = await mail.add(message({ id: 'r2@x' }), { receivedAt: 2000 });
      expect(await since(query, before.queryState)).toMatchObject({ removed: [], added: [{ id: toId('email', fresh), index: 0 }] });
      const between = await all(query);
      await keyword(old, '$flagged');
      expect(await since(query, between.queryState)).toMatchObject({ removed: [], added: [] });
      const flagged: Query = { ...query, filter: { inMailbox: mail.mailboxId('inbox'), hasKeyword: '$flagged' } };
      expect(await since(flagged, between.queryState)).toMatchObject({ removed: [toId('email', old)], added: [{ id: toId('email', old), index: 0 }] });
      await remove(fresh, mail.mailbox.inbox);
      expect(await since(query, between.queryState)).toMatchObject({ removed: [toId('email', fresh)], added: [] });
      expect(await since(query, before.queryState)).toMatchObject({ removed: [], added: [] });
    });

    test('marked \\Deleted and unmarked since one state: nothing for a query by immutable properties (design §5)', async () => {
      const id = await mail.add(message({ id: 'm1@x' }), { receivedAt: 1500 });
      const query: Query = { filter: { minSize: 1 }, sort: newest, collapseThreads: false };
      const before = await all(query);
      await mail.change(async (c) => c.mark(await open(c, id), mail.mailbox.inbox, true));
      expect(await since(query, before.queryState)).toMatchObject({ removed: [toId('email', id)], added: [] });
      const hidden = await all(query);
      await mail.change(async (c) => c.mark(await open(c, id), mail.mailbox.inbox, false));
      expect(await since(query, before.queryState)).toMatchObject({ removed: [], added: [] });
      expect((await since(query, hidden.queryState)).added.map((item) => item.id)).toEqual([toId('email', id)]);
    });

    test('upToId leaves out what was added behind it, where filter and sort are immutable; else it is ignored', async () => {
      const [first] = (await all({ filter: null, sort: newest, collapseThreads: false })).ids;
      for (const filter of [null, { inMailbox: mail.mailboxId('inbox') }] as const) {
        const query: Query = { filter, sort: newest, collapseThreads: false };
        const before = await all(query);
        const late = await mail.add(message({ id: `u${String(filter)}@x` }), { receivedAt: 10 });
        const { added } = await since(query, before.queryState, { upToId: first });
        expect(added.map((item) => item.id)).toEqual(filter === null ? [] : [toId('email', late)]);
        expect((await since(query, before.queryState)).added).toHaveLength(1);
      }
    });

    test('texts cannot be calculated, and canCalculateChanges says so', async () => {
      for (const filter of [{ text: 'x' }, { operator: 'NOT', conditions: [{ body: 'x' }] }, { header: ['X-A'] }] satisfies EmailFilter[]) {
        const query: Query = { filter, sort: newest, collapseThreads: false };
        const { queryState, canCalculateChanges } = await all(query);
        expect(canCalculateChanges).toBe(false);
        await expect(since(query, queryState)).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      }
    });

    test('more than maxChanges: tooManyChanges; states that are not ours: cannotCalculateChanges', async () => {
      const query: Query = { filter: null, sort: newest, collapseThreads: false };
      const { queryState } = await all(query);
      await mail.addMany([1, 2, 3].map((i) => ({ message: message({ id: `x${i}@x` }) })));
      await expect(since(query, queryState, { maxChanges: 2 })).rejects.toMatchObject({ type: 'tooManyChanges' });
      expect((await since(query, queryState, { maxChanges: 3 })).added).toHaveLength(3);
      for (const state of ['99999', 'x', '1:2:1', '']) await expect(since(query, state)).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
    });
  });

  test('past the horizon: cannotCalculateChanges (design §4)', async () => {
    const other = await mailFixture(makeUrl);
    try {
      await other.add(message({ id: 'h1@x' }));
      const { queryState } = await other.call('Email/query', {});
      const { modseq } = (await other.db.read((read) => read.get<{ modseq: number }>(sql`SELECT modseq FROM account WHERE id = ${other.account}`))) ?? { modseq: 0 };
      await other.db.write([], (tx) => tx.run(sql`UPDATE account SET horizon_modseq = ${modseq + 5}, modseq = ${modseq + 10} WHERE id = ${other.account}`));
      await expect(other.call('Email/queryChanges', { sinceQueryState: queryState })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      const after = await other.call('Email/query', {});
      expect(await other.call('Email/queryChanges', { sinceQueryState: after.queryState })).toMatchObject({ removed: [], added: [] });
    } finally {
      await other.close();
    }
  });

  test('random changes, random queries: a client that applies the answers holds what a new query finds', async () => {
    const other = await mailFixture(makeUrl);
    const main = mail;
    mail = other;
    try {
      const boxes = [other.mailbox.inbox, other.mailbox.archive, other.mailbox.trash];
      const names = ['$seen', '$flagged', 'work'];
      const ids: number[] = [];
      const addSome = async (count: number): Promise<void> => {
        const made = await other.addMany(Array.from({ length: count }, () => {
          const n = ids.length + clockAt++;
          const text = message({ id: `o${n}@x`, subject: 'same', body: 'pad'.repeat(below(20)), ...(chance(0.6) ? { references: `<o${below(Math.max(1, Math.min(n, 25)))}@x>` } : {}) });
          const mailboxes = boxes.filter(() => chance(0.4));
          return { message: text, options: { mailboxes: mailboxes.length > 0 ? mailboxes : [boxes[0] as number], keywords: names.filter(() => chance(0.4)), receivedAt: 1_000_000 + 1000 * below(20), deleted: chance(0.1) } };
        }));
        ids.push(...made);
      };
      await addSome(60);

      const changeOne = async (c: EmailChanges): Promise<void> => {
        const email = await open(c, pick(ids));
        if (!email || email.memberships.size === 0) return;
        const mailbox = pick(boxes);
        const there = email.memberships.get(mailbox);
        switch (below(5)) {
          case 0:
          case 1: {
            const keywords = toKeywords(names.filter(() => chance(0.5)), 100);
            await c.setKeywords(email, keywords.bits, packExtra(keywords.extra));
            return;
          }
          case 2:
            if (there) await c.mark(email, mailbox, !there.deleted);
            return;
          case 3:
            if (!there) await c.add(email, mailbox, { receivedAt: chance(0.5) ? email.row.received_at : 1_000_000 + 1000 * below(20) });
            return;
          default:
            if (there && (email.memberships.size > 1 || chance(0.3))) await c.remove(email, mailbox);
        }
      };
      const condition = (): EmailFilterCondition => pick([
        () => ({ inMailbox: toId('mailbox', pick(boxes)) }), () => ({ inMailboxOtherThan: boxes.filter(() => chance(0.5)).map((box) => toId('mailbox', box)) }),
        () => ({ hasKeyword: pick(names) }), () => ({ notKeyword: pick(names) }), () => ({ minSize: 300 + below(60) }), () => ({ after: new Date(1_000_000 + 1000 * below(20)).toISOString() }),
        () => ({ allInThreadHaveKeyword: pick(names) }), () => ({ someInThreadHaveKeyword: pick(names) }), () => ({ noneInThreadHaveKeyword: pick(names) }),
        () => ({ inMailbox: toId('mailbox', pick(boxes)), notKeyword: pick(names) }),
      ])();
      const filter = (depth: number): EmailFilter =>
        depth === 0 || chance(0.5) ? condition() : { operator: pick(['AND', 'OR', 'NOT'] as const), conditions: Array.from({ length: 1 + below(2) }, () => filter(depth - 1)) };
      const query = (): Query => ({
        filter: chance(0.2) ? null : chance(0.3) ? { inMailbox: toId('mailbox', pick(boxes)) } : filter(2),
        sort: chance(0.5) ? [{ property: 'receivedAt', isAscending: chance(0.3) }] : [pick([
          { property: 'size' }, { property: 'hasKeyword', keyword: pick(names) }, { property: 'someInThreadHaveKeyword', keyword: pick(names), isAscending: false },
          { property: 'allInThreadHaveKeyword', keyword: pick(names) }, { property: 'sentAt' },
        ]), { property: 'receivedAt', isAscending: false }],
        collapseThreads: chance(0.4),
      });
      const ofAll = (q: Query, args: object = {}) => other.call('Email/query', { ...q, ...args });

      const clients = await Promise.all(Array.from({ length: 40 }, async () => {
        const q = query();
        const { ids: held, queryState } = await ofAll(q);
        return { q, held: held as (string | null)[], queryState, prefix: 1 + below(20) };
      }));
      for (let round = 0; round < 25; round++) {
        const many = chance(0.2) ? 40 : 1 + below(5);
        await other.change(async (c) => {
          for (let i = 0; i < many; i++) await changeOne(c);
        });
        if (chance(0.4)) await addSome(1 + below(3));
        for (const client of clients) {
          if (chance(0.5)) continue; // this one looks later
          const { q, queryState } = client;
          const where = `seed ${seed}, round ${round}, ${JSON.stringify(q)} since ${queryState}`;
          const now = await ofAll(q, { calculateTotal: true });
          const changes = await other.call('Email/queryChanges', { ...q, sinceQueryState: queryState, calculateTotal: chance(0.5) });
          expect(changes.newQueryState, where).toBe(now.queryState);
          expect(apply(client.held, changes), where).toEqual(now.ids);
          expect(changes.added.map((item) => item.index), where).toEqual(changes.added.map((item) => item.index).sort((a, b) => a - b));
          // A client that holds the first page only.
          const page = client.held.slice(0, client.prefix);
          const last = page.at(-1);
          if (typeof last === 'string') {
            const part = await other.call('Email/queryChanges', { ...q, sinceQueryState: queryState, upToId: last, calculateTotal: true });
            const after = apply(page, part);
            for (const [index, id] of after.entries()) if (id !== null) expect(id, `${where} upToId ${last}`).toBe(now.ids[index]);
          }
          client.held = now.ids;
          client.queryState = now.queryState;
        }
      }
    } finally {
      mail = main;
      await other.close();
    }
  }, 120_000);
});
