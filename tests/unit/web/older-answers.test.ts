/** Answers that come late, of before what was heard meanwhile, take nothing back. */
import { expect, test } from 'vitest';
import type { JmapClient } from '../../../web/jmap/client.ts';
import { Database } from '../../../web/store/database.ts';
import { loadQuery } from '../../../web/store/load.ts';
import { Replica } from '../../../web/store/replica.ts';
import { Signals } from '../../../web/store/signals.ts';
import { syncReplica } from '../../../web/store/sync.ts';
import { type EmailRow, newestFirst } from '../../../web/store/types.ts';

const row = (id: string, change: Partial<EmailRow> = {}): EmailRow => ({
  id, threadId: `t${id}`, mailboxIds: { inbox: true }, keywords: {}, receivedAt: '2026-01-01T00:00:00Z', preview: '', hasAttachment: false, size: 1, from: null, to: null, subject: null, ...change,
});
const read = { $seen: true } as const;

interface Asked {
  readonly method: string;
  readonly args: Record<string, unknown>;
  readonly answer: (response: object) => void;
}

/** A server whose answers come when the test says so. */
function server() {
  const asked: Asked[] = [];
  const call = (method: string, args: Record<string, unknown>) => {
    let answer: (response: object) => void = () => {};
    const promise = new Promise((resolve) => {
      answer = resolve;
    });
    asked.push({ method, args, answer });
    return Object.assign(promise, { ref: (path: string) => ({ resultOf: 'c', name: method, path }) });
  };
  /** The next calls, by their order; all of them are to be of these methods. */
  const take = async (...methods: string[]): Promise<Asked[]> => {
    await expect.poll(() => asked.map(({ method }) => method).slice(0, methods.length)).toEqual(methods);
    return asked.splice(0, methods.length);
  };
  return { client: { call } as unknown as JmapClient, take };
}

async function account() {
  const replica = new Replica('A1', await Database.open('nobody'), new Signals());
  for (const type of ['Mailbox', 'Email', 'Thread'] as const) replica.setState(type, 's0');
  const live = replica.query({ accountId: 'A1', filter: { inMailbox: 'inbox' }, sort: newestFirst, collapseThreads: true });
  return { replica, live, ...server() };
}

const unchanged = { created: [], updated: [], destroyed: [], newState: 's1', hasMoreChanges: false };

/** Answers these calls, in their order. */
function answerAll(calls: readonly Asked[], answers: readonly object[]): void {
  for (const [at, { answer }] of calls.entries()) answer(answers[at] ?? {});
}

const syncCalls = ['Mailbox/changes', 'Mailbox/get', 'Mailbox/get', 'Email/changes', 'Email/get', 'Thread/changes', 'Thread/get'];
const syncAnswers = ({ emails = {}, newEmails = [], threads = {}, newThreads = [] }: { emails?: object; newEmails?: object[]; threads?: object; newThreads?: object[] }) => [
  { ...unchanged, updatedProperties: null }, { list: [] }, { list: [] }, { ...unchanged, ...emails }, { list: newEmails }, { ...unchanged, ...threads }, { list: newThreads },
];

const listCalls = ['Email/query', 'Email/get', 'Thread/get', 'Email/get'];
/** The list, and what its rows are of. */
const listAnswers = (rows: readonly EmailRow[]) => [
  { ids: rows.map(({ id }) => id), total: rows.length, queryState: 'q0', canCalculateChanges: true },
  { list: rows, state: 's0' },
  { list: rows.map(({ id, threadId }) => ({ id: threadId, emailIds: [id] })), state: 's0' },
  { list: rows },
];

test('a list that was asked for before a change does not undo it: what is known stays as it was heard of, what is gone stays away, what was unknown is asked again', async () => {
  const { client, replica, live, take } = await account();
  replica.putRows([row('known'), row('gone')]);
  const list = loadQuery(client, replica, live);
  const lateList = await take(...listCalls);
  const synced = syncReplica(client, replica);
  answerAll(await take(...syncCalls), syncAnswers({ emails: { updated: ['known', 'unknown'], destroyed: ['gone'] }, threads: { updated: ['tunknown'] } }));
  const [update] = await take('Email/get');
  expect(update?.args['ids']).toEqual(['known']);
  update?.answer({ list: [{ id: 'known', keywords: read, mailboxIds: { inbox: true } }] });
  await synced;
  answerAll(lateList, listAnswers([row('known'), row('gone'), row('unknown')]));
  const again = await take('Email/get', 'Thread/get');
  expect(again.map(({ args }) => args['ids'])).toEqual([['unknown'], ['tunknown']]);
  again[0]?.answer({ list: [{ id: 'unknown', keywords: read, mailboxIds: { inbox: true } }], notFound: [] });
  again[1]?.answer({ list: [{ id: 'tunknown', emailIds: ['unknown', 'newest'] }] });
  const [mates] = await take('Email/get');
  expect(mates?.args['ids']).toEqual(['newest']);
  mates?.answer({ list: [row('newest', { threadId: 'tunknown' })], state: 's1' });
  await list;
  expect(['known', 'unknown'].map((id) => replica.row(id)?.keywords)).toEqual([read, read]);
  expect(live.visible).toEqual(['known', 'unknown']);
  expect(replica.threadRows('tunknown').map(({ id }) => id)).toEqual(['unknown', 'newest']);
});

test('one’s own change that was confirmed meanwhile stands', async () => {
  const { client, replica, live, take } = await account();
  replica.putRows([row('1'), row('2')]);
  const list = loadQuery(client, replica, live);
  replica.confirm('1', { keywords: { $seen: true } });
  replica.confirm('2', { destroy: true });
  answerAll(await take(...listCalls), listAnswers([row('1'), row('2')]));
  await list;
  expect(replica.row('1')?.keywords).toEqual(read);
  expect(live.visible).toEqual(['1']);
});

test('a list that somebody begins to look at while changes are asked for is asked about them, too', async () => {
  const { client, replica, live, take } = await account();
  const synced = syncReplica(client, replica);
  live.viewers = 1;
  const list = loadQuery(client, replica, live);
  const sync = await take(...syncCalls);
  answerAll(await take(...listCalls), listAnswers([row('1')]));
  await list;
  answerAll(sync, syncAnswers({ emails: { created: ['2'] }, newEmails: [row('2')], threads: { created: ['t2'] }, newThreads: [{ id: 't2', emailIds: ['2'] }] }));
  const [changes] = await take('Email/queryChanges');
  expect(changes?.args['sinceQueryState']).toBe('q0');
  changes?.answer({ removed: [], added: [{ id: '2', index: 0 }], total: 2, newQueryState: 'q1' });
  await synced;
  expect(live.visible).toEqual(['2', '1']);
});
