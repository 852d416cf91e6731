/** Method calls: errors, result references, created ids, implicit calls (RFC 8620 §3.2-§3.7, §5). */
import { describe, expect, test } from 'vitest';
import { CoreError } from '../../../api/client/index.ts';
import { callMethod, registryOf } from '../../../api/jmap/engine.ts';
import type { Context } from '../../../api/access/context.ts';
import { alice, aliceId, runOnSqlite as start, testMethods } from './harness.ts';

const core = 'urn:ietf:params:jmap:core';

describe('method-level errors (RFC 8620 §3.6.2)', () => {
  test('one call’s error leaves the others standing, in order, each under its call id', async () => {
    const server = await start();
    const { body } = await server.jmap([['Core/echo', { a: 1 }, 'x'], ['No/such', {}, 'y'], ['Core/echo', { b: 2 }, 'x']]);
    expect(body.methodResponses).toMatchObject([['Core/echo', { a: 1 }, 'x'], ['error', { type: 'unknownMethod' }, 'y'], ['Core/echo', { b: 2 }, 'x']]);
    expect(body.sessionState).toBe(((await (await server.call('/jmap/session')).json()) as { state: string }).state);
    expect(body.createdIds).toBeUndefined();
  });

  test('§3.3: a method whose capability is not in `using` is unknown', async () => {
    const server = await start();
    const { body } = await server.jmap([['Mailbox/query', { accountId: alice }, '0'], ['Core/echo', {}, '1']], { using: [core] });
    expect(body.methodResponses).toMatchObject([['error', { type: 'unknownMethod' }, '0'], ['Core/echo', {}, '1']]);
    expect(body.methodResponses[0]?.[1].description).toContain('urn:ietf:params:jmap:mail');
    const none = await server.jmap([['Core/echo', {}, '1']], { using: [] });
    expect(none.body.methodResponses).toMatchObject([['error', { type: 'unknownMethod' }, '1']]);
  });

  test('invalidArguments names the argument: missing, of the wrong type, unknown', async () => {
    const server = await start();
    const { body } = await server.jmap([
      ['Mailbox/get', {}, '0'], ['Mailbox/get', { accountId: alice, ids: 'f1' }, '1'], ['Mailbox/get', { accountId: alice, ids: ['a b'] }, '2'],
      ['Mailbox/get', { accountId: alice, id: ['f1'] }, '3'], ['Mailbox/query', { accountId: alice, position: 1.5 }, '4'], ['Mailbox/query', { accountId: alice, limit: -1 }, '5'],
      ['Mailbox/query', { accountId: alice, position: 2 ** 53 }, '6'], ['Mailbox/query', { accountId: alice, filter: { operator: 'XOR', conditions: [] } }, '7'],
    ]);
    const named = body.methodResponses.map(([name, args]) => [name, args.type, ...(args.arguments ?? [])]);
    expect(named).toEqual(['accountId', 'ids', 'ids', 'id', 'position', 'limit', 'position', 'filter'].map((argument) => ['error', 'invalidArguments', argument]));
  });

  test('§5.5: unsupportedSort and unsupportedFilter are told apart from malformed ones', async () => {
    const server = await start({ limits: { queryDepth: 2, queryConditions: 16 } });
    const deep = (levels: number): unknown => (levels === 0 ? { name: 'a' } : { operator: 'NOT', conditions: [deep(levels - 1)] });
    const many = (count: number) => ({ operator: 'OR', conditions: Array.from({ length: count }, () => ({ name: 'a' })) });
    const types = async (args: object): Promise<string | undefined> => {
      const { body } = await server.jmap([['Mailbox/query', { accountId: alice, ...args }, '0']]);
      const [name, answer] = body.methodResponses[0] ?? [];
      return name === 'error' ? answer?.type : 'fine';
    };
    expect(await types({ sort: [{ property: 'sortOrder' }, { property: 'name', collation: 'i;unicode-casemap' }] })).toBe('fine');
    expect(await types({ sort: [{ property: 'colour' }] })).toBe('unsupportedSort');
    expect(await types({ sort: [{ property: 'name', collation: 'i;klingon' }] })).toBe('unsupportedSort');
    expect(await types({ sort: [{ isAscending: true }] })).toBe('invalidArguments');
    expect(await types({ filter: { colour: 'red' } })).toBe('unsupportedFilter');
    expect(await types({ filter: { operator: 'AND', conditions: [{ name: 'a' }, { colour: 'red' }] } })).toBe('unsupportedFilter');
    expect(await types({ filter: { name: 5 } })).toBe('invalidArguments');
    expect(await types({ filter: deep(2) })).toBe('fine');
    expect(await types({ filter: deep(3) })).toBe('unsupportedFilter');
    expect(await types({ filter: many(16) })).toBe('fine');
    expect(await types({ filter: many(17) })).toBe('unsupportedFilter');
  });

  test('§5.1, §5.3: maxObjectsInGet and maxObjectsInSet, at the limit and over it', async () => {
    const server = await start({ limits: { maxObjectsInGet: 500, maxObjectsInSet: 500 } });
    const ids = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`);
    const drafts = (count: number) => Object.fromEntries(ids(count).map((id) => [id, {}]));
    const { body } = await server.jmap([
      ['Mailbox/get', { accountId: alice, ids: ids(500) }, '0'], ['Mailbox/get', { accountId: alice, ids: ids(501) }, '1'],
      ['Mailbox/set', { accountId: alice, create: drafts(500) }, '2'], ['Mailbox/set', { accountId: alice, create: drafts(250), update: drafts(251) }, '3'],
    ]);
    expect(body.methodResponses.map(([name, args]) => args.type ?? name)).toEqual(['Mailbox/get', 'requestTooLarge', 'Mailbox/set', 'requestTooLarge']);
  });

  test('a refusal of the core gets a type that exists at this level; a fault tells its incident and nothing else', async () => {
    const server = await start();
    const { body } = await server.jmap([['Mailbox/set', { accountId: alice, destroy: ['f1'] }, '0'], ['Thread/get', { accountId: alice, ids: [] }, '1']]);
    expect(body.methodResponses[0]).toMatchObject(['error', { type: 'invalidArguments', description: 'There are messages in INBOX.' }, '0']);
    expect(body.methodResponses[1]).toMatchObject(['error', { type: 'serverFail' }, '1']);
    const description = body.methodResponses[1]?.[1].description ?? '';
    expect(JSON.stringify(body)).not.toContain('thread_keys');
    const incident = /incident (\w+)/.exec(description)?.[1];
    expect(server.log.find((line) => line['incident'] === incident)).toMatchObject({ method: 'Thread/get', err: { message: 'secret table name: thread_keys' } });
  });

  test('descriptions are in the language of the account', async () => {
    const server = await start({ language: 'fr' });
    const { body } = await server.jmap([['Mailbox/set', { accountId: alice, destroy: ['f1'] }, '0'], ['Mailbox/get', {}, '1']]);
    expect(body.methodResponses[0]?.[1].description).toBe('Le dossier contient des messages.');
    expect(body.methodResponses[1]?.[1].description).toBe('L’argument accountId est obligatoire.');
  });
});

describe('result references (RFC 8620 §3.7)', () => {
  const tree = { list: [{ id: 'a', kids: ['x', 'y'] }, { id: 'b', kids: [] }, { id: 'c', kids: ['z'] }], 'a/b': { '~': 7 } };
  const follow = (path: string, more: Record<string, unknown> = {}) => ['Core/echo', { '#found': { resultOf: 't', name: 'Core/echo', path, ...more } }, 'r'];

  test('paths: members, indexes, `*` over arrays, arrays laid flat, escapes', async () => {
    const server = await start();
    const cases: [string, unknown][] = [
      ['/list/1/id', 'b'], ['/list/*/id', ['a', 'b', 'c']], ['/list/*/kids', ['x', 'y', 'z']], ['/list/*/kids/*', ['x', 'y', 'z']], ['/list/0/kids/1', 'y'], ['/a~1b/~0', 7], ['', tree],
    ];
    const { body } = await server.jmap([['Core/echo', tree, 't'], ...cases.map(([path]) => follow(path))]);
    expect(body.methodResponses.slice(1).map(([, args]) => args.found)).toEqual(cases.map(([, found]) => found));
  });

  test('a path into the answer of a query feeds the ids of a get', async () => {
    const server = await start();
    const { body } = await server.jmap([['Mailbox/query', { accountId: alice }, 'q'], ['Mailbox/get', { accountId: alice, '#ids': { resultOf: 'q', name: 'Mailbox/query', path: '/ids' } }, 'g']]);
    expect(body.methodResponses[1]).toMatchObject(['Mailbox/get', { notFound: ['f1', 'f2'] }, 'g']);
  });

  test('invalidResultReference: no such call, another name, a later call, itself, an error’s answer, nothing at the path, no reference at all', async () => {
    const server = await start();
    const bad = [
      follow('/list', { resultOf: 'nope' }), follow('/list', { name: 'Mailbox/get' }), follow('/list', { resultOf: 'r' }), follow('/list/3'), follow('/list/01'), follow('/list/-'), follow('/list/x'),
      follow('/list/*/nothing'), follow('/nothing'), follow('list'), follow('/a~2b'), follow('/list/0/id/0'), ['Core/echo', { '#found': 'text' }, 'r'], follow('/list', { extra: 1 }), follow('/toString'), follow('/list/length'),
      ['Core/echo', { '#found': { resultOf: 'broken', name: 'No/such', path: '/type' } }, 'r'],
    ];
    const { body } = await server.jmap([['Core/echo', tree, 't'], ['No/such', {}, 'broken'], ...bad, ['Core/echo', { later: 1 }, 'nope']]);
    for (const [i, response] of body.methodResponses.slice(2, -1).entries()) expect(response, JSON.stringify(bad[i])).toMatchObject(['error', { type: 'invalidResultReference' }, 'r']);
  });

  test('an argument given as value and as reference is invalidArguments', async () => {
    const server = await start();
    const { body } = await server.jmap([['Core/echo', tree, 't'], ['Core/echo', { found: 1, '#found': { resultOf: 't', name: 'Core/echo', path: '/list' } }, 'r']]);
    expect(body.methodResponses[1]).toMatchObject(['error', { type: 'invalidArguments', arguments: ['found'] }, 'r']);
  });

  test('references to references double with each call: the request has a budget, and the answer stays small', async () => {
    const server = await start({ limits: { maxSizeRequest: 65_536 } });
    const calls: unknown[] = [['Core/echo', { a: 'x'.repeat(100) }, '0']];
    for (let i = 1; i < 60; i++) {
      const whole = { resultOf: `${i - 1}`, name: 'Core/echo', path: '' };
      calls.push(['Core/echo', { '#a': whole, '#b': whole }, `${i}`]);
    }
    const { status, body } = await server.jmap(calls);
    expect(status).toBe(200);
    expect(body.methodResponses.at(-1)).toMatchObject(['error', { type: 'invalidResultReference' }, '59']);
    expect(JSON.stringify(body).length).toBeLessThan(1_000_000);
  });
});

describe('created ids (RFC 8620 §3.3, §5.3) and implicit calls', () => {
  test('creation ids of the request and of earlier calls resolve; they come back only if the request brought some', async () => {
    const server = await start();
    const calls = [['Mailbox/set', { accountId: alice, create: { new: { name: 'A' } } }, '0'], ['Blob/copy', { fromAccountId: alice, accountId: alice, blobIds: ['f9'] }, '1']];
    const withRefs = (ids: string[]) => [calls[0], ['Blob/copy', { fromAccountId: alice, accountId: alice, blobIds: ids }, '1']];
    const { body } = await server.jmap(withRefs(['f9']), { createdIds: { old: 'f7' } });
    expect(body.createdIds).toEqual({ old: 'f7', new: 'f1' });
    expect((await server.jmap(calls)).body.createdIds).toBeUndefined();
  });

  test('an implicit call answers after its method, under the same call id (RFC 8621 §7.5)', async () => {
    const server = await start();
    const { body } = await server.jmap([['Mailbox/set', { accountId: alice, update: { f5: {} } }, 'c'], ['Core/echo', {}, 'd']]);
    expect(body.methodResponses).toMatchObject([['Mailbox/set', {}, 'c'], ['Mailbox/get', { notFound: ['f5'] }, 'c'], ['Core/echo', {}, 'd']]);
  });

  test('in process the same handlers answer without JSON, and refusals are thrown', async () => {
    const server = await start();
    const ctx: Context = {
      core: server.core, principal: { id: aliceId, address: 'a@example.org', name: '', language: 'en', administrator: false },
      caller: { protocol: 'internal', remoteAddress: '127.0.0.1', tls: false }, scopes: null, sessionId: null,
    };
    const registry = registryOf(testMethods);
    expect(await callMethod(ctx, 'Mailbox/query', { accountId: alice }, registry)).toMatchObject({ ids: ['f1', 'f2'] });
    await expect(callMethod(ctx, 'Mailbox/set', { accountId: alice, destroy: ['f1'] }, registry)).rejects.toThrow(CoreError);
    await expect(callMethod(ctx, 'Email/get', { accountId: alice }, registry)).rejects.toMatchObject({ kind: 'unknownMethod' });
  });
});
