/** NOTIFY (RFC 5465): what counts as a change, and what is too much to tell. */
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import type { ChangeNotice, LegacyMailbox } from '../../../api/client/index.ts';
import { Writer } from '../../../shims/imap/grammar/writer.ts';
import type { ImapSession } from '../../../shims/imap/imap-session.ts';
import { byId, compare } from '../../../shims/imap/notify/mailbox-changes.ts';
import { Notifier } from '../../../shims/imap/notify/notifier.ts';
import { isWatched } from '../../../shims/imap/notify/watch.ts';

const box = (id: string, path: string, more: Partial<LegacyMailbox> = {}): LegacyMailbox => ({
  id, accountId: 'a1', path, role: null, rights: 'lrswipkxtea', subscribed: true, hasChildren: false, uidValidity: 1, uidNext: 1, highestModseq: 1, messages: 0, unseen: 0,
  sizeBytes: 0, deletedCount: 0, deletedBytes: 0, recentUid: 1, ...more,
});

test('RFC 5465 §5.4: what lies in a renamed mailbox is renamed with it and not told; what is moved by itself is', () => {
  const before = byId([box('1', 'a'), box('2', 'a/b'), box('3', 'a/b/c'), box('4', 'd'), box('5', 'x')]);
  const now = byId([box('1', 'z'), box('2', 'z/b'), box('3', 'z/b/other'), box('4', 'd', { uidNext: 2, messages: 1 }), box('6', 'new')]);
  expect(compare(before, now).map((change) => `${change.kind} ${'now' in change ? change.now.path : change.before.path}`)).toEqual([
    'gone x', 'renamed z', 'renamed z/b/other', 'made new', 'messages d',
  ]);
});

test('RFC 5465 §6: whom the specifiers mean', () => {
  const events = new Set(['MailboxName'] as const);
  const means = (filter: 'PERSONAL' | 'INBOXES' | 'SUBSCRIBED' | 'SUBTREE' | 'MAILBOXES', path: string, subscribed = false, ...names: string[]): boolean =>
    isWatched([{ filter, names, events }], 'MailboxName', { path, subscribed });
  expect([means('PERSONAL', 'a'), means('INBOXES', 'a'), means('PERSONAL', 'Other Users/b@x/c'), means('INBOXES', 'Shared Folders/c')]).toEqual([true, true, false, false]);
  expect([means('SUBSCRIBED', 'a', true), means('SUBSCRIBED', 'a', false)]).toEqual([true, false]);
  expect([means('SUBTREE', 'a/b', false, 'a'), means('SUBTREE', 'a', false, 'a'), means('SUBTREE', 'ab', false, 'a')]).toEqual([true, true, false]);
  expect([means('MAILBOXES', 'a', false, 'a', 'b'), means('MAILBOXES', 'a/b', false, 'a'), means('MAILBOXES', 'x', false, '*')]).toEqual([true, false, false]);
});

/** A session with so many mailboxes; `change` is what the core calls when something is different. */
function notifying(count: () => number) {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString('latin1');
      done();
    },
  });
  let change: (notice: ChangeNotice) => void = () => undefined;
  let subscriptions = 0;
  const session = {
    selected: undefined, hasCondstore: false, host: { limits: { messageBytes: 1 } },
    stopNotifying: () => notifier.close(),
    user: {
      subscribe: (listener: typeof change) => {
        change = listener;
        subscriptions++;
        return () => void subscriptions--;
      },
      legacy: { mailboxes: async () => Array.from({ length: count() }, (_, i) => box(String(i), `m${i}`)) },
    },
  } as unknown as ImapSession;
  const faults: unknown[] = [];
  const notifier: Notifier = new Notifier({
    session, writer: new Writer(stream, 1000), groups: [{ filter: 'PERSONAL', names: [], events: new Set(['MailboxName']) }], selected: undefined, mailboxes: [],
    fetchNew: async () => undefined, isEnding: () => false, onFault: (error) => faults.push(error),
  });
  const notice = { accountId: 'a1', changed: {}, mailboxIds: [] };
  return { notifier, change: () => change(notice), told: () => text, subscriptions: () => subscriptions, faults };
}

test('RFC 5465 §5.8: more mailboxes than are watched: NOTIFICATIONOVERFLOW, and nothing more by itself', async () => {
  let count = 2;
  const it = notifying(() => count);
  it.notifier.listen();
  it.change();
  await it.notifier.attend();
  expect(it.told()).toBe('* LIST (\\HasNoChildren \\Subscribed) "/" m0\r\n* LIST (\\HasNoChildren \\Subscribed) "/" m1\r\n');
  count = 1001;
  it.notifier.listen();
  it.change();
  await it.notifier.attend();
  expect(it.told()).toContain('* OK [NOTIFICATIONOVERFLOW] ');
  expect(it.subscriptions()).toBe(0);
  expect(it.faults).toEqual([]);
});

test('nothing is told while a command runs, and many changes are told as one behind it', async () => {
  let count = 1;
  const it = notifying(() => count);
  it.change();
  it.change();
  count = 2;
  it.change();
  expect(it.told()).toBe('');
  it.notifier.listen();
  await it.notifier.attend();
  expect(it.told().split('\r\n').filter(Boolean)).toHaveLength(2);
});
