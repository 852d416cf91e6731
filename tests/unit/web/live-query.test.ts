import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Database } from '../../../web/store/database.ts';
import { Replica } from '../../../web/store/replica.ts';
import { Signals } from '../../../web/store/signals.ts';
import { type EmailRow, newestFirst } from '../../../web/store/types.ts';

const seed = Number(process.env['MESSAGERIE_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

async function listOf(ids: readonly string[], total = ids.length, collapseThreads = false) {
  const replica = new Replica('A1', await Database.open('nobody'), new Signals());
  const live = replica.query({ accountId: 'A1', filter: { inMailbox: 'inbox' }, sort: newestFirst, collapseThreads });
  live.reset(ids, total, 's0');
  return { replica, live };
}

const row = (id: string, change: Partial<EmailRow> = {}): EmailRow => ({
  id,
  threadId: `t${id}`,
  mailboxIds: { inbox: true },
  keywords: {},
  receivedAt: '2026-01-01T00:00:00Z',
  preview: '',
  hasAttachment: false,
  size: 1,
  from: null,
  to: null,
  subject: null,
  ...change,
});

/** What RFC 8620 §5.6 has a server say between two results. */
function changesBetween(before: readonly string[], after: readonly string[], upTo: string | undefined) {
  const kept = longestCommon(before, after);
  const end = upTo === undefined ? after.length : Math.max(after.indexOf(upTo), 0) + 1;
  return {
    removed: before.filter((id) => !kept.has(id)),
    added: after.map((id, index) => ({ id, index })).filter(({ id, index }) => !kept.has(id) && (upTo === undefined || !after.includes(upTo) || index < end)),
  };
}

function longestCommon(a: readonly string[], b: readonly string[]): Set<string> {
  const kept = new Set<string>();
  let last = -1;
  for (const id of a) {
    const at = b.indexOf(id);
    if (at > last) {
      kept.add(id);
      last = at;
    }
  }
  return kept;
}

describe('RFC 8620 §5.6: a list followed by /queryChanges', () => {
  test(`a whole list ends as the server has it (seed ${seed})`, async () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(ids, ids, async (before, after) => {
        const { live } = await listOf(before);
        const { removed, added } = changesBetween(before, after, undefined);
        live.apply(removed, added, after.length, 's1');
        expect(live.ids).toEqual(after);
        expect(live.total).toBe(after.length);
        expect(live.state).toBe('s1');
      }),
      { seed, numRuns: 300 },
    );
  });

  test(`the known beginning of a longer list stays a true beginning (seed ${seed})`, async () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 60 }).map(String), { minLength: 2, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(ids, fc.nat(), fc.array(fc.nat(), { maxLength: 5 }), async (before, cut, gone) => {
        const known = before.slice(0, 1 + (cut % before.length));
        const after = ['new1', ...before.filter((_, index) => !gone.some((at) => at % before.length === index))];
        const { live } = await listOf(known, before.length);
        const { removed, added } = changesBetween(before, after, known.at(-1));
        live.apply(removed, added, after.length, 's1');
        expect(after.slice(0, live.ids.length)).toEqual(live.ids);
        expect(live.total).toBe(after.length);
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('changes that the server has not confirmed', () => {
  test('a message that is moved away leaves the list at once, and comes back when the change is taken off', async () => {
    const { replica, live } = await listOf(['1', '2', '3']);
    replica.putRows([row('1'), row('2'), row('3')]);
    const takeOff = replica.lay(new Map([['2', { mailboxIds: { inbox: false, archive: true } }]]));
    expect(live.visible).toEqual(['1', '3']);
    expect(live.total).toBe(2);
    takeOff();
    expect(live.visible).toEqual(['1', '2', '3']);
    expect(live.total).toBe(3);
  });

  test('a confirmed move stays out of the list before /queryChanges says so, and is not counted twice after', async () => {
    const { replica, live } = await listOf(['1', '2', '3']);
    replica.putRows([row('1'), row('2'), row('3')]);
    const patch = { mailboxIds: { inbox: false, archive: true } };
    const takeOff = replica.lay(new Map([['2', patch]]));
    replica.confirm('2', patch);
    takeOff();
    expect(live.visible).toEqual(['1', '3']);
    live.apply(['2'], [], 2, 's1');
    expect(live.visible).toEqual(['1', '3']);
    expect(live.total).toBe(2);
  });

  test('what is open stays in its place when the server takes it out of the list, until something else is opened', async () => {
    const { replica, live } = await listOf(['1', '2', '3']);
    replica.putRows([row('1'), row('2'), row('3')]);
    live.hold(['2']);
    live.apply(['2'], [], 2, 's1');
    expect(live.visible).toEqual(['1', '2', '3']);
    live.hold(['3']);
    expect(live.visible).toEqual(['1', '3']);
  });

  test.each(['before', 'after'] as const)('an open conversation stands once, where its new message does, whose row comes %s the list says so', async (when) => {
    const { replica, live } = await listOf(['1', '2', '3'], 3, true);
    replica.putRows([row('1'), row('2'), row('3')]);
    live.hold(['2']);
    if (when === 'before') replica.putRows([row('4', { threadId: 't2' })]);
    live.apply(['2'], [{ id: '4', index: 0 }], 3, 's1');
    if (when === 'after') replica.putRows([row('4', { threadId: 't2' })]);
    expect([live.visible, live.total]).toEqual([['4', '1', '3'], 3]);
  });

  test('what its reader moves away leaves at once, open or not', async () => {
    const { replica, live } = await listOf(['1', '2']);
    replica.putRows([row('1'), row('2')]);
    live.hold(['1']);
    replica.lay(new Map([['1', { mailboxIds: { inbox: false } }]]));
    expect(live.visible).toEqual(['2']);
  });

  test('what is destroyed elsewhere leaves at once, open or not, and is not counted twice when /queryChanges says so', async () => {
    const { replica, live } = await listOf(['1', '2', '3']);
    replica.putRows([row('1'), row('2'), row('3')]);
    live.hold(['2']);
    replica.removeEmails(['2', '3']);
    expect([live.visible, live.total]).toEqual([['1'], 1]);
    live.apply(['2', '3'], [], 1, 's1');
    expect([live.visible, live.total]).toEqual([['1'], 1]);
  });

  test('what was open and left the list vanishes when it is destroyed', async () => {
    const { replica, live } = await listOf(['1', '2']);
    replica.putRows([row('1'), row('2')]);
    live.hold(['2']);
    live.apply(['2'], [], 1, 's1');
    expect(live.visible).toEqual(['1', '2']);
    replica.removeEmails(['2']);
    expect(live.visible).toEqual(['1']);
  });

  test('counters of mailboxes move with the change (RFC 8621 §2)', async () => {
    const { replica } = await listOf(['1', '2']);
    replica.putThreads([{ id: 't', emailIds: ['1', '2'] }]);
    replica.putRows([row('1', { threadId: 't' }), row('2', { threadId: 't', keywords: { $seen: true } })]);
    const folder = (id: string, counts: object) => ({ id, name: id, ...counts });
    replica.putFolders(
      [
        folder('inbox', { totalEmails: 2, unreadEmails: 1, totalThreads: 1, unreadThreads: 1 }),
        folder('archive', { totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0 }),
      ],
      { isAll: true },
    );
    const seen = replica.lay(new Map([['1', { keywords: { $seen: true } }]]));
    expect(replica.folder('inbox')).toMatchObject({ totalEmails: 2, unreadEmails: 0, totalThreads: 1, unreadThreads: 0 });
    seen();
    const move = { mailboxIds: { inbox: false, archive: true } };
    const moved = replica.lay(new Map([['1', move], ['2', move]]));
    expect(replica.folder('inbox')).toMatchObject({ totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0 });
    expect(replica.folder('archive')).toMatchObject({ totalEmails: 2, unreadEmails: 1, totalThreads: 1, unreadThreads: 1 });
    moved();
    expect(replica.folder('inbox')).toMatchObject({ totalEmails: 2, unreadEmails: 1, totalThreads: 1, unreadThreads: 1 });
  });
});
