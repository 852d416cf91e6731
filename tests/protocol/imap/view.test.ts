import { expect, test } from 'vitest';
import { type Client, CoreError, type FlagsResult, type MailboxDelta, type MailboxSnapshot, type MessageColumns } from '../../../api/client/index.ts';
import { MailboxViews } from '../../../shims/imap/view/mailbox-views.ts';
import type { MailboxView, Member } from '../../../shims/imap/view/mailbox-view.ts';
import { Rows } from '../../../shims/imap/view/rows.ts';

const columns = (...messages: [uid: number, modseq: number, extra?: string[]][]): MessageColumns => ({
  uids: Uint32Array.from(messages, ([uid]) => uid),
  emails: Float64Array.from(messages, ([uid]) => uid),
  flags: new Uint32Array(messages.length),
  modseqs: Float64Array.from(messages, ([, modseq]) => modseq),
  sizes: new Float64Array(messages.length),
  extraKeywords: new Map(messages.flatMap(([, , extra], i) => (extra ? [[i, extra] as const] : []))),
});

/** Of an owner. */
const rights = 'lrswipkxtea';

/** A core whose answers the test gives. */
function fakeClient() {
  const listeners = new Set<(notice: { accountId: string; changed: object; mailboxIds: string[]; modseq?: number }) => void>();
  const fake = {
    snapshots: [] as MailboxSnapshot[],
    deltas: [] as (MailboxDelta | Error)[],
    asked: [] as number[],
    listeners,
    notice(modseq?: number) {
      for (const listener of listeners) listener({ accountId: 'a1', changed: {}, mailboxIds: ['f1'], ...(modseq === undefined ? {} : { modseq }) });
    },
    client: {
      principal: { id: 'p1' },
      subscribe(listener: (notice: never) => void) {
        listeners.add(listener as never);
        return () => listeners.delete(listener as never);
      },
      legacy: {
        snapshot: async () => fake.snapshots.shift(),
        async changesSince(_id: string, modseq: number) {
          fake.asked.push(modseq);
          const delta = fake.deltas.shift() ?? { uidNext: 1, highestModseq: modseq, rights, changed: columns(), expunged: new Uint32Array() };
          if (delta instanceof Error) throw delta;
          return delta;
        },
      },
    } as unknown as Client,
  };
  return fake;
}

class TestMember implements Member {
  readonly client: Client;
  readonly view: MailboxView;
  isIdle = false;
  readonly heard: string[] = [];

  constructor(client: Client, view: MailboxView) {
    this.client = client;
    this.view = view;
  }
  left(uids: Uint32Array): void {
    this.heard.push(`left ${uids.join()}`);
  }
  changed(): void {
    this.heard.push('changed');
  }
  gone(): void {
    this.heard.push('gone');
  }
}

const open = (views: MailboxViews, client: Client) => views.join(client, 'f1', (view) => new TestMember(client, view));
const first: MailboxSnapshot = { isOwn: true, uidValidity: 1, uidNext: 4, highestModseq: 10, rights, messages: columns([1, 5], [2, 6, ['work']], [3, 10]) };

test('rows grow at the end, change in place, shrink; nothing appears in the middle', () => {
  const rows = new Rows(columns([1, 1], [3, 1, ['work']], [5, 1]));
  expect(rows.apply(columns([2, 9], [3, 9], [6, 9, ['home']]))).toBe(true);
  expect([...rows.uids.slice(0, rows.count)]).toEqual([1, 3, 5, 6]);
  expect([...rows.extra]).toEqual([[6, ['home']]]);
  expect(rows.apply(columns([6, 9]))).toBe(false);
  expect([...rows.remove(Uint32Array.of(3, 4, 6))]).toEqual([3, 6]);
  expect([...rows.uids.slice(0, rows.count)]).toEqual([1, 5]);
  expect([rows.find(5), rows.find(3), rows.lastUid, rows.extra.size]).toEqual([1, -1, 5, 0]);
  for (let uid = 10; uid < 500; uid++) rows.apply(columns([uid, uid]));
  expect([rows.count, rows.lastUid, rows.modseqs[rows.count - 1]]).toEqual([492, 499, 499]);
});

test('design §6: sessions of one mailbox share one view, opened once and released with the last', async () => {
  const fake = fakeClient();
  fake.snapshots.push(first);
  const views = new MailboxViews();
  const [a, b] = await Promise.all([open(views, fake.client), open(views, fake.client)]);
  expect(a.view).toBe(b.view);
  expect([views.size, fake.listeners.size]).toEqual([1, 1]);
  a.view.leave(a);
  expect([views.size, fake.listeners.size]).toEqual([1, 1]);
  b.view.leave(b);
  expect([views.size, fake.listeners.size]).toEqual([0, 0]);
});

test('many notices are one reading; who idles hears at once', async () => {
  const fake = fakeClient();
  fake.snapshots.push(first);
  const member = await open(new MailboxViews(), fake.client);
  await member.view.refresh();
  fake.asked.length = 0;
  for (let i = 0; i < 10; i++) fake.notice();
  expect(fake.asked).toEqual([]);
  fake.deltas.push({ uidNext: 5, highestModseq: 12, rights, changed: columns([4, 12]), expunged: Uint32Array.of(1) });
  member.isIdle = true;
  fake.notice();
  await member.view.refresh();
  expect([fake.asked, member.heard, member.view.highestModseq]).toEqual([[10], ['left 1', 'changed'], 12]);
});

test('one’s own flags are not read again; whatever else has changed is', async () => {
  const fake = fakeClient();
  fake.snapshots.push(first);
  const member = await open(new MailboxViews(), fake.client);
  const { view } = member;
  await view.refresh();
  fake.asked.length = 0;
  const stored = (before: number, after: number, ...messages: [uid: number, modseq: number, extra?: string[]][]): FlagsResult => {
    const { uids, flags, modseqs, extraKeywords } = columns(...messages);
    return { updated: uids, flags, modseqs, extraKeywords, conflicting: new Uint32Array(), incomplete: false, highestModseq: { before, after } };
  };
  // The notice of one's own change may come before the answer or after it.
  fake.notice(11);
  expect(view.takeFlags(stored(10, 11, [2, 11, ['home']]))).toBe(true);
  fake.notice(11);
  expect([view.isStale, view.highestModseq, view.rows.modseqs[1], [...view.rows.extra]]).toEqual([false, 11, 11, [[2, ['home']]]]);
  expect([[...(view.changedAfter(10) ?? [])], view.changedAfter(9)]).toEqual([[2], undefined]);
  expect(view.takeFlags(stored(11, 11, [2, 11, ['home']])), 'nothing was new').toBe(true);
  // Somebody else was quicker with 12.
  expect(view.takeFlags(stored(12, 13, [1, 13]))).toBe(false);
  fake.deltas.push({ uidNext: 4, highestModseq: 13, rights, changed: columns([1, 13], [3, 12]), expunged: Uint32Array.of() });
  await view.refresh();
  fake.notice(14);
  fake.notice(15);
  expect(view.takeFlags(stored(13, 15, [1, 15], [2, 14])), 'two units of one command').toBe(true);
  expect(view.isStale).toBe(false);
  fake.notice(16);
  expect(view.isStale).toBe(true);
  expect(fake.asked).toEqual([11]);
  expect(view.takeFlags({ ...stored(15, 17, [1, 17]), highestModseq: null })).toBe(false);
  await view.refresh();
  expect(fake.asked).toEqual([11, 15]);
});

test('design §4: past the horizon, a new snapshot is compared', async () => {
  const fake = fakeClient();
  fake.snapshots.push(first, { isOwn: true, uidValidity: 1, uidNext: 6, highestModseq: 30, rights, messages: columns([2, 25], [5, 30]) });
  const member = await open(new MailboxViews(), fake.client);
  fake.deltas.push({ uidNext: 6, highestModseq: 30, rights, changed: columns(), expunged: null });
  await member.view.refresh();
  expect([...member.view.rows.uids.slice(0, member.view.rows.count)]).toEqual([2, 5]);
  expect([member.heard, member.view.highestModseq, member.view.uidNext]).toEqual([['left 1,3'], 30, 6]);
});

test('a mailbox that has gone is told; another failure is thrown and tried again', async () => {
  const fake = fakeClient();
  fake.snapshots.push(first);
  const member = await open(new MailboxViews(), fake.client);
  fake.deltas.push(new Error('the database is away'));
  await expect(member.view.refresh()).rejects.toThrow('away');
  await member.view.refresh();
  expect(member.heard).toEqual([]);
  fake.notice();
  fake.deltas.push(new CoreError('mailboxNotFound', 'There is no such folder.'));
  await member.view.refresh();
  expect(member.heard).toEqual(['gone']);
});
