/** Questions that are nested too deep, too long, in circles, or hostile: a precise refusal or a right answer, soon (RFC 8620 §3.7, §5.5; RFC 8621 §4.4.1; RFC 9051 §6.4.4). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type Target, target } from './harness.ts';

type Call = readonly [name: string, args: Record<string, unknown>, callId: string];
type Filter = Record<string, unknown>;

const capabilities = ['core', 'mail', 'submission', 'quota', 'principals', 'mail:share'].map((name) => `urn:ietf:params:jmap:${name}`);
/** Every method that takes a filter, with what else it must be given and a condition that it knows. */
const filtered: readonly (readonly [name: string, rest: Record<string, unknown>, condition: Filter])[] = [
  ['Email/query', {}, { text: 'x' }], ['Email/queryChanges', { sinceQueryState: '1' }, { hasKeyword: '$seen' }], ['SearchSnippet/get', { emailIds: [] }, { text: 'x' }],
  ['Mailbox/query', {}, { name: 'x' }], ['Mailbox/queryChanges', { sinceQueryState: '1' }, { name: 'x' }], ['EmailSubmission/query', {}, { undoStatus: 'final' }],
  ['EmailSubmission/queryChanges', { sinceQueryState: '1' }, { undoStatus: 'final' }], ['Quota/query', {}, { name: 'x' }], ['Principal/query', {}, { name: 'x' }],
  ['ShareNotification/query', {}, { objectType: 'Mailbox' }],
];
const nested = (depth: number, condition: Filter): Filter => {
  let filter = condition;
  for (let i = 0; i < depth; i++) filter = { operator: 'NOT', conditions: [filter] };
  return filter;
};

eachDatabase((_name, makeUrl) => {
  let at: Target;
  let accountId = '';
  /** An Email on which a pattern that goes back over its steps would never end. */
  let hostile = '';
  beforeAll(async () => {
    at = await target(makeUrl);
    accountId = await at.alice.accountId();
    expect(await at.deliver(`Subject: ${'a'.repeat(2000)}!\r\nX-Hostile: ${'a'.repeat(900)}!\r\n\r\n${`${'a'.repeat(900)}!\r\n`.repeat(500)}(a+)+$ [x-z] %_ .* end`)).toMatch(/^250/);
    hostile = (await at.alice.emails())[0]?.id ?? '';
  });
  afterAll(() => at.end());

  const post = (calls: readonly Call[]) => at.fetch('/jmap/api', {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ using: capabilities, methodCalls: calls.map(([name, args, id]) => [name, name.startsWith('PushSubscription/') ? args : { accountId, ...args }, id]) }),
  });
  const ask = async (...calls: Call[]): Promise<Call[]> => {
    const answer = await post(calls);
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { methodResponses: Call[] }).methodResponses;
  };
  const one = async (name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> => (await ask([name, args, 'c']))[0]?.[1] ?? {};

  test('filters nested 1 000 deep: the request is refused by its nesting; in a request that is not, RFC 8620 §5.5 unsupportedFilter; the deepest that may be is answered', async () => {
    for (const [name, rest, condition] of filtered) {
      const answer = await post([[name, { ...rest, filter: nested(1000, condition) }, 'c']]);
      expect([name, answer.status, ((await answer.json()) as { type: string }).type]).toEqual([name, 400, 'urn:ietf:params:jmap:error:notRequest']);
      const refused = await one(name, { ...rest, filter: nested(20, condition) });
      expect([name, refused['type']]).toEqual([name, 'unsupportedFilter']);
      expect(refused['description'], name).toContain('16');
    }
    expect((await one('Email/query', { filter: nested(16, { text: 'a!' }) }))['ids']).toEqual([hostile]);
    expect((await one('Email/query', { filter: nested(15, { text: 'a!' }) }))['ids']).toEqual([]);
  });

  test('10 000 conditions, and 10 000 operators with nothing in them: unsupportedFilter', async () => {
    for (const [name, rest, condition] of filtered) {
      for (const conditions of [Array(10_000).fill(condition), Array(10_000).fill({ operator: 'AND', conditions: [] }), Array(10_000).fill({ operator: 'NOT', conditions: [condition] })] as Filter[][]) {
        const refused = await one(name, { ...rest, filter: { operator: 'OR', conditions } });
        expect([name, JSON.stringify(conditions[0]), refused['type']]).toEqual([name, JSON.stringify(conditions[0]), 'unsupportedFilter']);
        expect(refused['description'], name).toContain('256');
      }
    }
  });

  test('IMAP: keys nested 1 000 deep are BAD, 10 000 keys are NO [LIMIT], and the session goes on', async () => {
    const client = await at.imap();
    for (const keys of ['NOT '.repeat(1000) + 'SEEN', `${'('.repeat(1000)}SEEN${')'.repeat(1000)}`, `${'OR SEEN '.repeat(1000)}SEEN`, 'SEEN '.repeat(10_000).trim(), `${'('.repeat(1000)}SEEN`]) {
      const { untagged, tagged } = await client.command('a', `SEARCH ${keys}`);
      expect([keys.slice(0, 20), tagged, untagged.filter((line) => line.startsWith('* SEARCH') || line.startsWith('* BYE'))]).toEqual([keys.slice(0, 20), expect.stringMatching(keys.startsWith('SEEN') ? /^NO \[LIMIT\] / : /^BAD /), []]);
    }
    expect(await client.command('b', 'SEARCH NOT NOT NOT UID 1')).toMatchObject({ untagged: ['* SEARCH'], tagged: expect.stringMatching(/^OK/) });
    client.close();
  });

  test('10 000 ids: RFC 8620 §5.1, §5.3, §5.4 requestTooLarge in every method that takes ids or objects; nothing of it happened', async () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `e${i.toString(32).padStart(7, '0')}`);
    const objects = (value: unknown) => Object.fromEntries(ids.map((id) => [id, value]));
    const [mailbox] = (await one('Mailbox/query', { filter: { role: 'inbox' } }))['ids'] as string[];
    const mailboxIds = { [mailbox ?? '']: true };
    const blobId = ((await one('Email/get', { ids: [hostile], properties: ['blobId'] }))['list'] as { blobId: string }[])[0]?.blobId ?? '';
    const state = (await one('Email/get', { ids: [] }))['state'];
    const bob = await at.bob.accountId();
    const calls: (readonly [string, Record<string, unknown>])[] = [
      ['Email/get', { ids }], ['Mailbox/get', { ids }], ['Thread/get', { ids }], ['Identity/get', { ids }], ['EmailSubmission/get', { ids }], ['Quota/get', { ids }], ['Principal/get', { ids }],
      ['ShareNotification/get', { ids }], ['PushSubscription/get', { ids }], ['SearchSnippet/get', { filter: { text: 'a' }, emailIds: ids }], ['Email/parse', { blobIds: ids }],
      ['Email/set', { destroy: [hostile, ...ids] }], ['Email/set', { create: objects({ mailboxIds, subject: 'half' }) }], ['Email/import', { emails: objects({ blobId, mailboxIds }) }],
      ['Mailbox/set', { create: Object.fromEntries(ids.map((id) => [id, { name: id }])) }], ['Identity/set', { create: objects({ name: 'half', email: 'alice@example.com' }) }],
      ['EmailSubmission/set', { create: objects({ identityId: 'i', emailId: hostile }) }], ['ShareNotification/set', { destroy: ids }],
      ['PushSubscription/set', { create: objects({ deviceClientId: 'd', url: 'https://push.example/' }) }],
      ['Blob/copy', { fromAccountId: bob, blobIds: ids }], ['Email/copy', { fromAccountId: bob, create: Object.fromEntries(ids.map((id) => [id, { id, mailboxIds }])) }],
    ];
    for (const [name, args] of calls) {
      const { type } = await one(name, args);
      // The account to copy from is not Alice's to read: that may be said first.
      expect([name, type]).toEqual([name, expect.stringMatching(name.endsWith('/copy') ? /^(requestTooLarge|fromAccountNotFound)$/ : /^requestTooLarge$/)]);
    }
    expect((await one('Email/get', { ids: [] }))['state']).toBe(state);
    expect((await at.alice.emails()).map(({ id }) => id)).toEqual([hostile]);
    expect(((await one('PushSubscription/get', { ids: null }))['list'] as unknown[]).length).toBe(0);
    expect(((await one('Identity/get', { ids: null }))['list'] as unknown[]).length).toBe(1);
    expect((await one('Email/query', { filter: { operator: 'AND', conditions: [{ inMailboxOtherThan: ids }] } }))).toMatchObject({ ids: [hostile] });
  });

  test('result references in circles: RFC 8620 §3.7 invalidResultReference for each, and creation ids in circles make nothing', async () => {
    const to = (resultOf: string, name: string, path: string) => ({ resultOf, name, path });
    const answers = await ask(
      ['Mailbox/get', { '#ids': to('b', 'Mailbox/query', '/ids') }, 'a'], ['Mailbox/query', { '#filter': to('a', 'Mailbox/get', '/list/0') }, 'b'], ['Core/echo', { '#x': to('c', 'Core/echo', '') }, 'c'],
      ['Email/get', { '#ids': to('d', 'Email/get', '/notFound') }, 'd'],
      ['Email/set', { destroy: [hostile], '#update': to('f', 'Email/set', '/updated') }, 'f'],
    );
    expect(answers.map(([name, { type }]) => [name, type])).toEqual(Array(5).fill(['error', 'invalidResultReference']));
    const made = await one('Mailbox/set', { create: { a: { name: 'a', parentId: '#b' }, b: { name: 'b', parentId: '#c' }, c: { name: 'c', parentId: '#a' }, self: { name: 'self', parentId: '#self' } } });
    expect(made['created'] ?? {}).toEqual({});
    expect(Object.values(made['notCreated'] as Record<string, { type: string }>).map(({ type }) => type)).toEqual(Array(4).fill('invalidProperties'));
    expect((await at.alice.emails()).map(({ id }) => id)).toEqual([hostile]);
  });

  test('hostile regular text is text: found where it stands, and nothing runs away; JMAP, snippets, IMAP and REST alike', async () => {
    const patterns = ['(a+)+$', '(a|aa)+$', '(?:a*)*b', '^(([a-z])+.)+[A-Z]([a-z])+$', '.*', '[x-z]', '%_', '\\', '(?=', '[', '*'.repeat(1000), `${'(a?)'.repeat(200)}${'a'.repeat(200)}`, '\u0000', "';--"];
    const there = new Set(['(a+)+$', '.*', '[x-z]', '%_', '[']);
    const client = await at.imap();
    const started = performance.now();
    for (const pattern of patterns) {
      const found = there.has(pattern) ? [hostile] : [];
      for (const property of ['text', 'body']) expect([pattern, (await one('Email/query', { filter: { [property]: pattern } }))['ids']]).toEqual([pattern, found]);
      for (const filter of [{ subject: pattern }, { from: pattern }, { header: ['X-Hostile', pattern] }]) expect([pattern, (await one('Email/query', { filter }))['ids']]).toEqual([pattern, []]);
      const snippets = (await one('SearchSnippet/get', { filter: { body: pattern }, emailIds: [hostile] }))['list'] as { preview: string | null }[];
      if (found.length > 0) expect([pattern, snippets[0]?.preview]).toEqual([pattern, expect.stringContaining('<mark>')]);
      const rest = await at.fetch(`/api/v1/messages?query=${encodeURIComponent(pattern)}`);
      if (rest.status === 200) expect([pattern, ((await rest.json()) as { items: { id: string }[] }).items.map(({ id }) => id)]).toEqual([pattern, found]);
      else expect([pattern, rest.status]).toEqual([pattern, 400]);
      // No NUL in IMAP (RFC 9051 §9, CHAR8).
      if (pattern === '\u0000') continue;
      for (const key of ['TEXT', 'BODY', 'HEADER X-Hostile']) {
        const { untagged, tagged } = await client.command('s', `SEARCH ${key} {${pattern.length}+}\r\n${pattern}`);
        expect([key, pattern, untagged, tagged]).toEqual([key, pattern, [found.length > 0 && !key.startsWith('HEADER') ? '* SEARCH 1' : '* SEARCH'], expect.stringMatching(/^OK/)]);
      }
    }
    client.close();
    expect(performance.now() - started).toBeLessThan(60_000);
  });
});
