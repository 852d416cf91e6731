/** JMAP requests that ask for too much, or for what belongs to somebody else (RFC 8620 §3.6, §5). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { heldMiB, type Target, target } from './harness.ts';

type Method = readonly [name: string, args: Record<string, unknown>];

eachDatabase((_name, makeUrl) => {
  let at: Target;
  let bobsEmail = '';
  let bobsMailbox = '';
  beforeAll(async () => {
    at = await target(makeUrl);
    const [mailboxes] = await at.bob.call([['Mailbox/query', { filter: { role: 'inbox' } }, 'q']]);
    bobsMailbox = ((mailboxes?.[1]['ids'] ?? []) as string[])[0] ?? '';
    const [made] = await at.bob.call([['Email/set', { create: { e: { mailboxIds: { [bobsMailbox]: true }, subject: 'secret' } } }, 's']]);
    bobsEmail = ((made?.[1]['created'] ?? {}) as Record<string, { id: string }>)['e']?.id ?? '';
  });
  afterAll(() => at.end());

  const post = (body: string | Uint8Array) => at.fetch('/jmap/api', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const methods = (): Method[] => [
    ['Mailbox/get', { ids: null }], ['Mailbox/changes', { sinceState: '0' }], ['Mailbox/query', {}], ['Mailbox/set', { create: { a: { name: 'mine' } } }],
    ['Email/get', { ids: [bobsEmail] }], ['Email/changes', { sinceState: '0' }], ['Email/query', {}], ['Email/set', { destroy: [bobsEmail] }], ['Email/set', { update: { [bobsEmail]: { keywords: {} } } }],
    ['Email/import', { emails: { a: { blobId: 'b', mailboxIds: { [bobsMailbox]: true } } } }], ['Email/parse', { blobIds: ['b'] }],
    ['Thread/get', { ids: null }], ['Thread/changes', { sinceState: '0' }], ['Identity/get', { ids: null }], ['Identity/set', { create: { a: { name: 'x', email: 'bob@example.com' } } }],
    ['EmailSubmission/get', { ids: null }], ['EmailSubmission/query', {}], ['EmailSubmission/set', { create: { a: { identityId: 'a', emailId: bobsEmail } } }], ['Quota/get', { ids: null }],
  ];

  test('RFC 8620 §3.6.2: every method with a foreign, unknown or malformed account is accountNotFound', async () => {
    for (const accountId of [await at.bob.accountId(), 'a77777', 'x', '']) {
      for (const [name, args] of methods()) {
        const [answer] = await at.alice.call([[name, { ...args, accountId }, 'c']]);
        expect([name, accountId, answer?.[0], answer?.[1]['type']]).toEqual([name, accountId, 'error', expect.stringMatching(/^(accountNotFound|invalidArguments)$/)]);
        if (accountId === (await at.bob.accountId())) expect([name, answer?.[1]['type']]).toEqual([name, 'accountNotFound']);
      }
    }
    for (const path of [`/jmap/upload/${await at.bob.accountId()}`, '/jmap/upload/x']) expect((await at.fetch(path, { method: 'POST', body: 'x' })).status).toBe(404);
    expect((await at.fetch(`/jmap/download/${await at.bob.accountId()}/${bobsEmail}/x`)).status).toBe(404);
    expect((await at.bob.emails()).map((email) => email.id)).toEqual([bobsEmail]);
  });

  test('foreign ids in one’s own account are not found, whatever is done with them', async () => {
    const attempts: [Method, string][] = [
      [['Email/get', { ids: [bobsEmail] }], 'notFound'], [['Mailbox/get', { ids: [`${bobsMailbox}zz`] }], 'notFound'], [['Email/set', { destroy: [`${bobsEmail}zz`] }], 'notDestroyed'],
      [['Email/set', { update: { nonsense: { keywords: {} } } }], 'notUpdated'], [['Email/set', { create: { a: { mailboxIds: { nonsense: true }, subject: 'x' } } }], 'notCreated'],
      [['Email/import', { emails: { a: { blobId: `b${'0'.repeat(64)}`, mailboxIds: { [bobsMailbox]: true } } } }], 'notCreated'],
    ];
    for (const [[name, args], where] of attempts) {
      const [answer] = await at.alice.call([[name, args, 'c']]);
      const refused = answer?.[1][where];
      expect([name, where, answer?.[0]]).toEqual([name, where, name]);
      expect(Array.isArray(refused) ? refused : Object.keys((refused ?? {}) as object), `${name} ${where}`).toHaveLength(1);
    }
  });

  test('10 000 ids: RFC 8620 §5.1, §5.3 requestTooLarge, and nothing of it happened', async () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `e${i.toString(32).padStart(7, '0')}`);
    const many: Method[] = [
      ['Email/get', { ids }], ['Mailbox/get', { ids }], ['Thread/get', { ids }], ['Email/set', { destroy: ids }], ['Email/set', { update: Object.fromEntries(ids.map((id) => [id, { keywords: {} }])) }],
      ['Mailbox/set', { create: Object.fromEntries(ids.map((id) => [id, { name: id }])) }],
    ];
    for (const [name, args] of many) {
      const [answer] = await at.alice.call([[name, args, 'c']]);
      expect([name, answer?.[1]['type']]).toEqual([name, 'requestTooLarge']);
    }
    const [mailboxes] = await at.alice.call([['Mailbox/get', { ids: null, properties: ['id'] }, 'g']]);
    expect(((mailboxes?.[1]['list'] ?? []) as unknown[]).length).toBeLessThan(20);
  });

  test('RFC 7493: what is not I-JSON is refused before anything is done', async () => {
    const account = await at.alice.accountId();
    const create = (name: string) => `{"using":["urn:ietf:params:jmap:core","urn:ietf:params:jmap:mail"],"methodCalls":[["Mailbox/set",{"accountId":"${account}","create":{"a":{"name":${name}}}},"0"]]}`;
    for (const body of [create('"\\ud800"'), create('"not made","name":"not made"'), `${create('"not made"')}x`, create('"not made"').slice(0, -3), create(`${'['.repeat(100_000)}`), Buffer.concat([Buffer.from(create('"not made"')).subarray(0, 150), Buffer.from([0xff])])]) {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(((await answer.json()) as { type: string }).type).toMatch(/^urn:ietf:params:jmap:error:not(JSON|Request)$/);
    }
    const [mailboxes] = await at.alice.call([['Mailbox/query', { filter: { name: 'not made' } }, 'q']]);
    expect(mailboxes?.[1]['ids']).toEqual([]);
  });

  test('wrong types and values in every argument are told, none is a fault', async () => {
    const strange: unknown[] = [null, true, -1, 1.5, 1e300, '', 'x'.repeat(100_000), [], [null], {}, { x: { y: {} } }, '\u0000', '__proto__', ['__proto__', 'constructor']];
    const names = ['ids', 'properties', 'filter', 'sort', 'position', 'limit', 'anchor', 'sinceState', 'maxChanges', 'create', 'update', 'destroy', 'ifInState', 'emails', 'blobIds', 'nonsense'];
    const calls: [string, Record<string, unknown>, string][] = [];
    for (const method of ['Mailbox/get', 'Mailbox/query', 'Mailbox/set', 'Email/get', 'Email/query', 'Email/set', 'Email/changes', 'Email/import', 'Email/parse', 'Thread/get']) {
      for (const name of names) for (const value of strange) calls.push([method, { [name]: value }, `${method} ${name} ${JSON.stringify(value).slice(0, 40)}`]);
    }
    for (let start = 0; start < calls.length; start += 64) {
      for (const [, args, callId] of await at.alice.call(calls.slice(start, start + 64))) expect([callId, args['type']]).not.toEqual([callId, 'serverFail']);
    }
    expect(await at.alice.emails()).toEqual([]);
  });

  test('memory: a request that multiplies itself by references stays small', async () => {
    const before = heldMiB();
    const calls: [string, Record<string, unknown>, string][] = [['Core/echo', { a: ['x'.repeat(1000)] }, '0']];
    for (let n = 1; n < 40; n++) calls.push(['Core/echo', { '#a': { resultOf: String(n - 1), name: 'Core/echo', path: '/a' }, '#b': { resultOf: String(n - 1), name: 'Core/echo', path: '/a' }, '#c': { resultOf: String(n - 1), name: 'Core/echo', path: '' } }, String(n)]);
    await at.alice.call(calls);
    expect(heldMiB() - before).toBeLessThan(50);
  });
});
