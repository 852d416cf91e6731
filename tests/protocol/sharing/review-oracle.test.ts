/** Whatever a sharee or a stranger asks about what is private is answered as if it had never been there (RFC 4314 §4, RFC 8620 §3.6.2; design §5). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toId, type IdType } from '../../../api/ids.ts';
import { processRequest, standardRegistry } from '../../../api/jmap/engine.ts';
import { threadIds } from '../../../api/mail/read/thread-ids.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { message } from '../jmap-mail/messages.ts';
import { BOB, type Person, sharing, type Sharing } from './three-people.ts';

const using = ['core', 'mail', 'mail:share', 'principals', 'submission', 'vacationresponse'].map((name) => `urn:ietf:params:jmap:${name}`);

eachDatabase((_, makeUrl) => {
  let at: Sharing;
  let shared = 0;
  let hidden = 0;
  let child = 0;
  let visible = 0;
  let secret = 0;
  let state = '';
  let hash = '';
  beforeAll(async () => {
    at = await sharing(makeUrl);
    hidden = await at.mail.addMailbox('Hidden');
    shared = await at.mail.addMailbox('Shared', { parent: hidden });
    child = await at.mail.addMailbox('Hidden child', { parent: hidden });
    await at.grant(shared, BOB, 'lrswipkxtea');
    visible = await at.mail.add(message({ subject: 'One thread', id: 'v@example.org' }), { mailboxes: [shared] });
    secret = await at.mail.add(message({ subject: 'Re: One thread', id: 's@example.org', references: '<v@example.org>', body: 'clandestine' }), { mailboxes: [hidden], prefix: 'Return-Path: <x@example.org>\r\n' });
    const rows = await at.mail.db.read((read) => read.all<{ hash: string }>(sql`SELECT blob_hash AS hash FROM email WHERE id = ${secret}`));
    hash = rows[0]?.hash ?? '';
    state = (await at.bob.call('Email/get', { ids: [] })).state;
  });
  afterAll(() => at.close());

  const never = (type: IdType, n = 900_000) => toId(type, at.mail.account * 2 ** 32 + n);

  /** The answers of a request, with the ids that it asked about taken out. */
  async function answers(who: Person, calls: readonly (readonly [string, object])[], names: readonly string[]): Promise<unknown> {
    const body = { using, methodCalls: calls.map(([name, args], i) => [name, { accountId: at.mail.accountId, ...args }, `c${i}`]) };
    const { methodResponses } = await processRequest(who.ctx, body, standardRegistry());
    let text = JSON.stringify(methodResponses);
    for (const [i, name] of names.entries()) text = text.replaceAll(name, `<${i}>`);
    return JSON.parse(text);
  }

  /** Calls about a mailbox, an Email, a thread, and blobs that are there and private, or were never. */
  function calls(ids: { mailbox: string; email: string; thread: string; blobs: readonly string[] }): [string, object][] {
    const { mailbox, email, thread, blobs } = ids;
    const [open, seen] = [toId('mailbox', shared), toId('email', visible)];
    return [
      ['Mailbox/get', { ids: [mailbox], properties: ['id', 'name', 'shareWith', 'totalEmails'] }],
      ['Mailbox/query', { filter: { parentId: mailbox }, calculateTotal: true }],
      ['Mailbox/set', { update: { [mailbox]: { name: 'x' } } }],
      ['Mailbox/set', { update: { [mailbox]: { isSubscribed: true } } }],
      ['Mailbox/set', { update: { [mailbox]: { [`shareWith/p${at.bob.accountId.slice(1)}`]: { mayReadItems: true } } } }],
      ['Mailbox/set', { update: { [open]: { parentId: mailbox } } }],
      ['Mailbox/set', { create: { k: { name: 'k', parentId: mailbox } } }],
      ['Mailbox/set', { destroy: [mailbox] }],
      ['Mailbox/set', { destroy: [mailbox], onDestroyRemoveEmails: true }],
      ['Email/get', { ids: [email], properties: ['id', 'threadId', 'blobId'] }],
      ['Email/set', { update: { [email]: { 'keywords/$seen': true } } }],
      ['Email/set', { update: { [email]: { 'keywords/$flagged': true } } }],
      ['Email/set', { update: { [email]: { [`mailboxIds/${open}`]: true } } }],
      ['Email/set', { update: { [seen]: { [`mailboxIds/${mailbox}`]: true } } }],
      ['Email/set', { update: { [seen]: { mailboxIds: { [mailbox]: true } } } }],
      ['Email/set', { create: { k: { mailboxIds: { [mailbox]: true }, subject: 'k' } } }],
      ['Email/set', { destroy: [email] }],
      ['Email/query', { filter: { inMailbox: mailbox }, calculateTotal: true }],
      ['Email/query', { filter: { inMailboxOtherThan: [mailbox] }, calculateTotal: true }],
      ['Email/query', { filter: { operator: 'NOT', conditions: [{ inMailbox: mailbox }] }, calculateTotal: true }],
      ['Email/query', { anchor: email, limit: 1 }],
      ['Email/query', { filter: { inMailbox: open }, anchor: email, limit: 1 }],
      ['Email/query', { filter: { inMailbox: open }, collapseThreads: true, anchor: email }],
      ['Email/queryChanges', { sinceQueryState: state, upToId: email, calculateTotal: true }],
      ['Email/queryChanges', { filter: { inMailbox: mailbox }, sinceQueryState: state, calculateTotal: true }],
      ['SearchSnippet/get', { emailIds: [email], filter: { text: 'clandestine' } }],
      ['Thread/get', { ids: [thread] }],
      ['Email/parse', { blobIds: blobs }],
      ['Email/import', { emails: Object.fromEntries(blobs.map((blobId, i) => [`k${i}`, { blobId, mailboxIds: { [open]: true } }])) }],
      ['Email/import', { emails: { k: { blobId: blobs[0], mailboxIds: { [mailbox]: true } } } }],
      ['Email/set', { create: { k: { mailboxIds: { [open]: true }, bodyStructure: { blobId: blobs[1], type: 'text/plain' } } } }],
      ['Blob/copy', { fromAccountId: at.mail.accountId, accountId: at.bob.accountId, blobIds: blobs }],
      ['Email/copy', { fromAccountId: at.mail.accountId, accountId: at.bob.accountId, create: { k: { id: email, mailboxIds: { [toId('mailbox', at.bob.inbox)]: true } } } }],
      ['Email/copy', { fromAccountId: at.bob.accountId, accountId: at.mail.accountId, create: { k: { id: email, mailboxIds: { [mailbox]: true } } } }],
      ['Identity/get', { ids: null }],
      ['EmailSubmission/get', { ids: [email] }],
      ['EmailSubmission/set', { create: { k: { emailId: email, identityId: 'i1' } } }],
      ['VacationResponse/get', { ids: null }],
      ['Principal/query', {}],
      ['ShareNotification/get', { ids: null }],
    ];
  }

  const blobsOf = (email: string, blob: string): string[] => [`m${email}`, blob, `m${email}-0-10-i`, `${blob}-0-10-b`];

  test('to somebody with every right in another folder: the same answers for what is private and for what never was', async () => {
    // What is asked must not change from one call to the next.
    await at.mail.db.read((read) => read.get(sql`SELECT 1`));
    const thread = await at.mail.addMailbox('Apart');
    const apart = await at.mail.add(message({ subject: 'Apart', id: 'apart@example.org' }), { mailboxes: [thread] });
    const [row] = await at.mail.db.read((read) => read.all<{ thread: number }>(sql`SELECT thread_id AS thread FROM email WHERE id = ${apart}`));
    const { idOf } = (await threadIds(at.mail.db))({ isOwner: false });
    const there = { mailbox: toId('mailbox', hidden), email: toId('email', secret), thread: idOf(row?.thread ?? 0) };
    const not = { mailbox: never('mailbox'), email: never('email'), thread: idOf(at.mail.account * 2 ** 32 + 900_000) };
    const [blob, noBlob] = [`b${hash}`, `b${'0'.repeat(64)}`];
    const list = calls({ ...there, blobs: blobsOf(there.email, blob) });
    const other = calls({ ...not, blobs: blobsOf(not.email, noBlob) });
    for (const [i, call] of list.entries()) {
      const asked = await answers(at.bob, [call], [there.mailbox, there.email, there.thread, blob]);
      const expected = await answers(at.bob, [other[i] as [string, object]], [not.mailbox, not.email, not.thread, noBlob]);
      expect([call, stripped(asked)]).toEqual([call, stripped(expected)]);
    }
    // Nothing of what was asked has happened.
    expect(await at.look(at.ali, secret)).toMatchObject({ keywords: [], mailboxes: [toId('mailbox', hidden)] });
    expect((await at.ali.call('Mailbox/get', { ids: [toId('mailbox', hidden), toId('mailbox', child)] })).list.map(({ name }) => name)).toEqual(['Hidden', 'Hidden child']);
  });

  test('to a stranger: every method answers for the account as for one that never was', async () => {
    const there = { mailbox: toId('mailbox', shared), email: toId('email', visible), thread: toId('thread', 1) };
    const nobody = toId('account', 4242);
    for (const call of calls({ ...there, blobs: blobsOf(there.email, `b${hash}`) })) {
      const asked = await answers(at.carol, [call], [at.mail.accountId]);
      const [name, args] = call;
      const renamed = JSON.parse(JSON.stringify({ accountId: at.mail.accountId, ...args }).replaceAll(`"${at.mail.accountId}"`, `"${nobody}"`)) as object;
      const expected = await answers(at.carol, [[name, renamed]], [nobody]);
      expect([call, asked]).toEqual([call, expected]);
    }
  });

  describe('threads', () => {
    test('thread conditions, counters and the list of a thread: of what is seen', async () => {
      const { list } = await at.bob.call('Email/get', { ids: [toId('email', visible)], properties: ['threadId'] });
      const threadId = list[0]?.threadId as string;
      expect((await at.bob.call('Thread/get', { ids: [threadId] })).list).toEqual([{ id: threadId, emailIds: [toId('email', visible)] }]);
      expect((await at.bob.call('Email/query', { filter: { text: 'clandestine' }, calculateTotal: true }))).toMatchObject({ ids: [], total: 0 });
      expect((await at.bob.call('Mailbox/get', { ids: null })).list).toMatchObject([{ parentId: null, totalThreads: 1, totalEmails: 1 }]);
    });
  });
});

/** States move with each unit, and creation gives fresh ids: what is compared is the rest. */
function stripped(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (['oldState', 'newState', 'state', 'queryState', 'newQueryState'].includes(key) ? '…' : value)));
}
