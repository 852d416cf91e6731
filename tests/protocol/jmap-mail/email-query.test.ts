import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmailComparator, EmailFilter, EmailQueryArguments } from '../../../openapi/index.ts';
import { toId } from '../../../api/ids.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture, numberOf } from '../../setup/mail.ts';
import { message, withAttachment } from './messages.ts';

const newest: EmailComparator[] = [{ property: 'receivedAt', isAscending: false }];

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  /** Numbers of the Emails below, in the order they are added. */
  let e: number[];

  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
    e = await mail.addMany([
      { message: message({ id: '0@x', subject: 'Déjeuner', from: 'Amélie <amelie@example.org>' }), options: { receivedAt: 1000, keywords: ['$seen'] } },
      { message: message({ id: '1@x', references: '<0@x>', subject: 'Re: Déjeuner', body: 'Volontiers, à midi.' }), options: { receivedAt: 2000, mailboxes: ['inbox', 'archive'] } },
      { message: message({ id: '2@x', subject: 'اجتماع', to: 'سارة <sara@example.org>', cc: 'Bob <bob@example.org>', extra: 'X-Project: Alpha' }), options: { receivedAt: 3000, keywords: ['$flagged'] } },
      { message: message({ id: '3@x', references: '<0@x>', subject: 'Re: Déjeuner' }), options: { receivedAt: 3000, mailboxes: ['sent'], keywords: ['$seen', 'work'] } },
      { message: withAttachment, options: { receivedAt: 4000, mailboxes: ['archive'] } },
      { message: message({ id: '5@x', subject: 'gone' }), options: { receivedAt: 5000, deleted: true } },
    ]);
  });
  afterAll(() => mail.close());

  const query = async (args: Omit<EmailQueryArguments, 'accountId'> = {}) => {
    const answer = await mail.call('Email/query', args);
    return { ...answer, found: answer.ids.map((id) => e.indexOf(numberOf('email', id))) };
  };
  const inbox = (): EmailFilter => ({ inMailbox: mail.mailboxId('inbox') });
  const found = async (filter: EmailFilter, sort: EmailComparator[] = newest): Promise<number[]> => (await query({ filter, sort })).found;

  describe('Email/query (RFC 8621 §4.4)', () => {
    test('without filter and sort: all that JMAP sees, newest first, ties by id', async () => {
      expect(await query({ calculateTotal: true })).toMatchObject({ found: [4, 3, 2, 1, 0], total: 5, position: 0, canCalculateChanges: true });
    });

    test('a mailbox by arrival, with total, from both ends, and collapsed by threads (§4.4.3)', async () => {
      expect(await query({ filter: inbox(), sort: newest, calculateTotal: true })).toMatchObject({ found: [2, 1, 0], total: 3 });
      expect(await query({ filter: inbox(), sort: [{ property: 'receivedAt' }] })).toMatchObject({ found: [0, 1, 2] });
      expect(await query({ filter: inbox(), sort: newest, collapseThreads: true, calculateTotal: true })).toMatchObject({ found: [2, 1], total: 2 });
      expect(await query({ filter: inbox(), sort: [{ property: 'receivedAt' }], collapseThreads: true })).toMatchObject({ found: [0, 2] });
      expect(await query({ collapseThreads: true, calculateTotal: true })).toMatchObject({ found: [4, 3, 2], total: 3 });
    });

    test.for([
      [{ position: 1, limit: 1 }, [1], 1], [{ position: -1 }, [0], 2], [{ position: -9 }, [2, 1, 0], 0], [{ position: 7 }, [], 7], [{ limit: 0 }, [], 0],
    ] as const)('position and limit %j (RFC 8620 §5.5)', async ([args, expected, position]) => {
      for (const filter of [inbox(), { operator: 'AND' as const, conditions: [inbox(), { minSize: 1 }] }]) {
        expect(await query({ filter, sort: newest, ...args })).toMatchObject({ found: expected, position });
      }
    });

    test('anchor and anchorOffset; an anchor that is not found (RFC 8620 §5.5)', async () => {
      const anchor = toId('email', e[1] as number);
      for (const filter of [inbox(), { operator: 'AND' as const, conditions: [inbox(), { minSize: 1 }] }, null]) {
        const { found: all } = await query({ filter, sort: newest });
        const index = all.indexOf(1);
        expect(await query({ filter, sort: newest, anchor, limit: 2 })).toMatchObject({ found: all.slice(index, index + 2), position: index });
        expect(await query({ filter, sort: newest, anchor, anchorOffset: -1, limit: 1 })).toMatchObject({ found: all.slice(index - 1, index), position: index - 1 });
        expect(await query({ filter, sort: newest, anchor, anchorOffset: -10 })).toMatchObject({ found: all, position: 0 });
        await expect(query({ filter, sort: newest, anchor: toId('email', e[5] as number) })).rejects.toMatchObject({ kind: 'anchorNotFound' });
      }
      await expect(query({ filter: inbox(), sort: newest, collapseThreads: true, anchor: toId('email', e[0] as number) })).rejects.toMatchObject({ kind: 'anchorNotFound' });
      expect(await query({ filter: inbox(), sort: newest, collapseThreads: true, anchor, anchorOffset: -1 })).toMatchObject({ found: [2, 1], position: 0 });
    });

    test('conditions that columns answer (§4.4.1)', async () => {
      expect(await found({ inMailboxOtherThan: [mail.mailboxId('inbox'), mail.mailboxId('sent')] })).toEqual([4, 1]);
      expect(await found({ inMailboxOtherThan: [] })).toEqual([4, 3, 2, 1, 0]);
      expect(await found({ inMailbox: 'f99' })).toEqual([]);
      expect(await found({ inMailbox: 'nonsense' })).toEqual([]);
      expect(await found({ before: '1970-01-01T00:00:03Z' })).toEqual([1, 0]);
      expect(await found({ after: '1970-01-01T00:00:03Z' })).toEqual([4, 3, 2]);
      expect(await found({ minSize: Buffer.byteLength(withAttachment) })).toEqual([4]);
      expect(await found({ maxSize: Buffer.byteLength(withAttachment) })).toEqual([3, 2, 1, 0]);
      expect(await found({ hasAttachment: true })).toEqual([4]);
      expect(await found({ hasKeyword: '$Seen' })).toEqual([3, 0]);
      expect(await found({ hasKeyword: 'WORK' })).toEqual([3]);
      expect(await found({ hasKeyword: 'wor' })).toEqual([]);
      expect(await found({ notKeyword: '$seen', ...inbox() })).toEqual([2, 1]);
      expect(await found({ allInThreadHaveKeyword: '$seen' })).toEqual([]);
      expect(await found({ someInThreadHaveKeyword: 'work' })).toEqual([3, 1, 0]);
      expect(await found({ noneInThreadHaveKeyword: '$seen' })).toEqual([4, 2]);
      expect(await found({})).toEqual([4, 3, 2, 1, 0]);
    });

    test('operators, nested (RFC 8620 §5.5)', async () => {
      const seen = { hasKeyword: '$seen' };
      expect(await found({ operator: 'NOT', conditions: [seen, { hasKeyword: '$flagged' }] })).toEqual([4, 1]);
      expect(await found({ operator: 'OR', conditions: [seen, { hasKeyword: '$flagged' }] })).toEqual([3, 2, 0]);
      expect(await found({ operator: 'AND', conditions: [seen, { operator: 'NOT', conditions: [inbox()] }] })).toEqual([3]);
      expect(await found({ operator: 'OR', conditions: [] })).toEqual([]);
      expect(await found({ operator: 'AND', conditions: [] })).toEqual([4, 3, 2, 1, 0]);
      expect(await found({ operator: 'NOT', conditions: [{ operator: 'OR', conditions: [{ subject: 'dejeuner' }, seen] }] })).toEqual([4, 2]);
    });

    test('texts are found whatever their case, accents and Arabic forms (§4.4.1, design §6)', async () => {
      expect(await found({ from: 'AMELIE' })).toEqual([0]);
      expect(await found({ from: 'zoé' })).toEqual([4]);
      expect(await found({ to: 'ساره' })).toEqual([2]);
      expect(await found({ cc: 'bob@' })).toEqual([2]);
      expect(await found({ bcc: 'bob' })).toEqual([]);
      expect(await found({ subject: 'déjeuner' })).toEqual([3, 1, 0]);
      expect(await found({ subject: 'إجتماع' })).toEqual([2]);
      expect(await found({ body: 'a MIDI' })).toEqual([1]);
      expect(await found({ body: 'elephant' })).toEqual([4]);
      expect(await found({ body: '<b>' })).toEqual([]);
      expect(await found({ text: 'dejeuner' })).toEqual([3, 1, 0]);
      expect(await found({ text: 'volontiers', ...inbox() })).toEqual([1]);
      expect(await found({ operator: 'NOT', conditions: [{ text: 'hello' }] })).toEqual([4, 1]);
      expect(await found({ operator: 'OR', conditions: [{ body: 'elephant' }, { hasKeyword: '$flagged' }] })).toEqual([4, 2]);
      expect(await found({ body: 'hello', subject: 'dejeuner' }, [{ property: 'receivedAt' }])).toEqual([0, 3]);
    });

    test('header fields, kept beside the message or not (§4.4.1 header)', async () => {
      expect(await found({ header: ['x-project'] })).toEqual([2]);
      expect(await found({ header: ['X-Project', 'ALPHA'] })).toEqual([2]);
      expect(await found({ header: ['X-Project', 'beta'] })).toEqual([]);
      expect(await found({ header: ['References'] })).toEqual([3, 1]);
      expect(await found({ header: ['Subject', 'reunion'] })).toEqual([4]);
      expect(await found({ operator: 'NOT', conditions: [{ header: ['X-Strange', 'two'] }] })).toEqual([3, 2, 1, 0]);
    });

    test('sorts (§4.4.2)', async () => {
      const all: EmailFilter = {};
      expect(await found(all, [{ property: 'from' }, { property: 'receivedAt' }])).toEqual([1, 2, 3, 0, 4]);
      expect(await found(all, [{ property: 'subject', isAscending: false }, { property: 'receivedAt' }])).toEqual([2, 4, 0, 1, 3]);
      expect(await found(all, [{ property: 'size' }])).toHaveLength(5);
      expect((await found(all, [{ property: 'size', isAscending: false }]))[0]).toBe(4);
      expect(await found(all, [{ property: 'hasKeyword', keyword: '$seen', isAscending: false }, { property: 'receivedAt' }])).toEqual([0, 3, 1, 2, 4]);
      expect(await found(all, [{ property: 'someInThreadHaveKeyword', keyword: 'work' }, { property: 'receivedAt', isAscending: false }])).toEqual([4, 2, 3, 1, 0]);
      expect(await found(all, [{ property: 'allInThreadHaveKeyword', keyword: '$flagged', isAscending: false }, { property: 'receivedAt', isAscending: false }])).toEqual([2, 4, 3, 1, 0]);
      expect((await query({ filter: all, sort: [{ property: 'from' }], collapseThreads: true, calculateTotal: true }))).toMatchObject({ total: 3 });
    });

    test('leafing through a slow query gives each result once', async () => {
      const pages: number[] = [];
      for (let position = 0; position < 6; position += 2) pages.push(...(await query({ filter: { minSize: 1 }, sort: [{ property: 'subject' }], position, limit: 2, calculateTotal: true })).found);
      expect([...pages].sort()).toEqual([0, 1, 2, 3, 4]);
    });

    test('the query state moves when a keyword does (RFC 8620 §5.5 queryState)', async () => {
      const filter: EmailFilter = { hasKeyword: 'later' };
      const before = await query({ filter, calculateTotal: true });
      await mail.change(async (changes) => {
        await changes.load([e[4] as number]);
        await changes.setKeywords(changes.get(e[4] as number) as NonNullable<ReturnType<typeof changes.get>>, 0, 'later');
      });
      const after = await query({ filter, calculateTotal: true });
      expect(after.queryState).not.toBe(before.queryState);
      expect([before.found, after.found]).toEqual([[], [4]]);
    });
  });
});
