/** The vendor capability over HTTP (contract, JMAP): UIDs, mod-sequences and `\Deleted` for whoever has a JMAP client and needs what IMAP has. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flagBits } from '../../../api/client/legacy.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { DOMAIN, PASSWORD, startTestServer, type TestServer } from '../../setup/server.ts';

const LEGACY = 'https://messagerie.example/jmap/legacy';
const SHARE = 'urn:ietf:params:jmap:mail:share';
const STANDARD = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:principals'];

eachDatabase((_, makeUrl) => {
  let server: TestServer;
  let accountId: string;
  let inbox: string;
  let archive: string;

  const request = (person: string, path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${server.http}${path}`, { ...init, headers: { authorization: `Basic ${Buffer.from(`${person}@${DOMAIN}:${PASSWORD}`).toString('base64')}`, ...init.headers } });
  const call = async (method: string, args: object, { using = [...STANDARD, LEGACY], as = 'ali' } = {}): Promise<readonly [string, Record<string, unknown>]> => {
    const answer = await request(as, '/jmap/api', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ using, methodCalls: [[method, args, 'c']] }) });
    const body = (await answer.json()) as { methodResponses: [[string, Record<string, unknown>, string]] };
    return [body.methodResponses[0][0], body.methodResponses[0][1]];
  };
  const ok = async (method: string, args: object): Promise<Record<string, unknown>> => {
    const [name, answer] = await call(method, { accountId, ...args });
    expect([name, answer]).toEqual([method, expect.anything()]);
    return answer;
  };
  const append = async (subject: string, more: object = {}): Promise<Record<string, unknown>> => {
    const upload = await request('ali', `/jmap/upload/${accountId}`, { method: 'POST', headers: { 'content-type': 'message/rfc822' }, body: `Subject: ${subject}\r\n\r\nbody\r\n` });
    const { blobId } = (await upload.json()) as { blobId: string };
    return ok('LegacyMailbox/append', { mailboxId: inbox, blobId, keywords: [], ...more });
  };

  beforeAll(async () => {
    server = await startTestServer(makeUrl, { people: ['ali', 'bob'] });
    const session = (await (await request('ali', '/jmap/session')).json()) as { primaryAccounts: Record<string, string> };
    accountId = session.primaryAccounts['urn:ietf:params:jmap:mail'] as string;
    const { list } = await ok('Mailbox/get', { ids: null }) as { list: { id: string; role: string }[] };
    const of = (role: string): string => list.find((mailbox) => mailbox.role === role)?.id as string;
    [inbox, archive] = [of('inbox'), of('archive')];
  });
  afterAll(() => server.stop());

  test('RFC 8620 §2, §3.3: it is announced, and its methods are unknown where it is not used', async () => {
    const session = (await (await request('ali', '/jmap/session')).json()) as { capabilities: object; accounts: Record<string, { accountCapabilities: object }> };
    expect(session.capabilities).toHaveProperty([LEGACY], {});
    expect(session.accounts[accountId]?.accountCapabilities).toHaveProperty([LEGACY], {});
    expect(await call('LegacyMailbox/uids', { accountId, mailboxId: inbox }, { using: STANDARD })).toEqual(['error', { type: 'unknownMethod', description: expect.any(String) }]);
  });

  test('Delivery/deliver and Recipient/resolve exist in process only', async () => {
    for (const method of ['Delivery/deliver', 'Recipient/resolve']) expect((await call(method, { accountId }))[1]['type']).toBe('unknownMethod');
  });

  test('LegacyMailbox/append, uids, changesSince, changeFlags: columns as JSON arrays', async () => {
    const first = await append('one', { keywords: ['$Seen', 'Work'], receivedAt: '2020-02-03T04:05:06Z' });
    const second = await append('two', { deleted: true });
    expect([first['uid'], second['uid']]).toEqual([1, 2]);
    const all = await ok('LegacyMailbox/uids', { mailboxId: inbox });
    expect(all).toEqual({
      uidValidity: first['uidValidity'], uidNext: 3, highestModseq: expect.any(Number), uids: [1, 2], emailIds: [first['emailId'], second['emailId']],
      modseqs: [expect.any(Number), expect.any(Number)], keywords: [0, 1], keywordSets: [['$seen', 'work'], []], deleted: [false, true],
    });
    expect(await ok('LegacyMailbox/uids', { mailboxId: inbox, limit: 1 })).toMatchObject({ uids: [1], deleted: [false] });
    expect(await ok('LegacyMailbox/uids', { mailboxId: inbox, sinceUid: 2, limit: 1 })).toMatchObject({ uids: [2], deleted: [true] });
    const { list } = await ok('Email/get', { ids: [first['emailId']], properties: ['receivedAt'] }) as { list: { receivedAt: string }[] };
    expect(list[0]?.receivedAt).toBe('2020-02-03T04:05:06Z');

    const modseq = all['highestModseq'] as number;
    const changed = await ok('LegacyMailbox/changeFlags', { mailboxId: inbox, uids: '1,*', op: 'add', keywords: ['$Flagged'] });
    expect(changed).toEqual({ updated: [1, 2], modseq: expect.any(Number), conflicting: [] });
    expect(changed['modseq']).toBeGreaterThan(modseq);
    expect(await ok('LegacyMailbox/changeFlags', { mailboxId: inbox, uids: [2], op: 'replace', keywords: [], ifUnmodifiedSince: modseq })).toMatchObject({ updated: [], conflicting: [2] });
    const delta = await ok('LegacyMailbox/changesSince', { mailboxId: inbox, modseq });
    expect(delta).toMatchObject({ uidValidity: all['uidValidity'], highestModseq: changed['modseq'], uids: [1, 2], deleted: [false, true] });
    const sets = delta['keywordSets'] as string[][];
    expect((delta['keywords'] as number[]).map((place) => sets[place]?.toSorted())).toEqual([['$flagged', '$seen', 'work'], ['$flagged']]);
    expect(await ok('LegacyMailbox/changesSince', { mailboxId: inbox, modseq: changed['modseq'] })).toMatchObject({ uids: [], keywordSets: [] });
    // JMAP's own methods see the same.
    const seen = await ok('Email/get', { ids: [first['emailId']], properties: ['keywords'] }) as { list: { keywords: object }[] };
    expect(Object.keys(seen.list[0]?.keywords ?? {}).toSorted()).toEqual(['$flagged', '$seen', 'work']);
    expect(Object.keys(flagBits)).toContain('$flagged');
  });

  test('LegacyMailbox/copy, move, expunge, expungedSince, Blob/range', async () => {
    const { uid, emailId } = await append('to be moved') as { uid: number; emailId: string };
    expect(await ok('LegacyMailbox/copy', { mailboxId: inbox, uids: [uid], toMailboxId: archive })).toEqual({ uidValidity: expect.any(Number), sourceUids: [uid], destinationUids: [1] });
    const before = await ok('LegacyMailbox/uids', { mailboxId: inbox }) as { highestModseq: number };
    expect(await ok('LegacyMailbox/move', { mailboxId: inbox, uids: `${uid}:*`, toMailboxId: archive })).toMatchObject({ sourceUids: [uid] });
    expect(await ok('LegacyMailbox/expungedSince', { mailboxId: inbox, modseq: before.highestModseq })).toEqual({ uids: [uid] });
    expect(await ok('LegacyMailbox/expunge', { mailboxId: inbox, uids: [1] })).toMatchObject({ uids: [] });
    const gone = await ok('LegacyMailbox/expunge', { mailboxId: inbox });
    expect(gone).toMatchObject({ uids: [2], modseq: expect.any(Number) });
    const { list } = await ok('Email/get', { ids: [emailId], properties: ['blobId'] }) as { list: { blobId: string }[] };
    const range = await ok('Blob/range', { blobId: list[0]?.blobId, offset: 9, length: 11 });
    expect([range['size'], Buffer.from(range['data'] as string, 'base64').toString()]).toEqual([30, 'to be moved']);
    expect(await ok('Blob/range', { blobId: list[0]?.blobId, offset: 1000, length: 1 })).toEqual({ size: 30, data: '' });
  });

  test('bad input: others\' mailboxes, the wrong account, sets that are none, more than one request may ask for', async () => {
    const bobs = ((await (await request('bob', '/jmap/session')).json()) as { primaryAccounts: Record<string, string> }).primaryAccounts['urn:ietf:params:jmap:mail'] as string;
    for (const [method, args] of [['uids', {}], ['changesSince', { modseq: 0 }], ['changeFlags', { uids: '*', op: 'add', keywords: ['$seen'] }], ['expunge', {}]] as const) {
      expect((await call(`LegacyMailbox/${method}`, { accountId, mailboxId: inbox, ...args }, { as: 'bob' }))[1]['type']).toBe('accountNotFound');
      expect((await call(`LegacyMailbox/${method}`, { accountId: bobs, mailboxId: inbox, ...args }, { as: 'bob' }))[1]).toMatchObject({ type: 'invalidArguments' });
    }
    for (const uids of ['', '0', '1:', '1,,2', 'x', [0], [1.5]]) {
      expect((await call('LegacyMailbox/changeFlags', { accountId, mailboxId: inbox, uids, op: 'add', keywords: [] }))[1], JSON.stringify(uids)).toMatchObject({ type: 'invalidArguments' });
    }
    const big = await request('ali', `/jmap/upload/${accountId}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(8 * 1024 * 1024) });
    const { blobId } = (await big.json()) as { blobId: string };
    const calls = Array.from({ length: 6 }, (_unused, n) => ['Blob/range', { accountId, blobId, offset: 0, length: 8_388_608 }, `c${n}`]);
    const answer = await request('ali', '/jmap/api', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ using: [...STANDARD, LEGACY], methodCalls: calls }) });
    const { methodResponses } = (await answer.json()) as { methodResponses: [string, { type?: string }][] };
    expect(methodResponses.map(([name, { type }]) => type ?? name)).toEqual([...Array.from({ length: 4 }, () => 'Blob/range'), 'requestTooLarge', 'requestTooLarge']);
  });

  test('RFC 8620 §3.3: shareWith is no property of a Mailbox where its capability is not used', async () => {
    const using = { using: STANDARD };
    const sharing = { using: [...STANDARD, SHARE] };
    const properties = ['id', 'shareWith'];
    expect((await call('Mailbox/get', { accountId, ids: [archive], properties }, using))[1]).toMatchObject({ type: 'invalidArguments', arguments: ['properties'] });
    expect((await call('Mailbox/get', { accountId, ids: [archive], properties }, sharing))[1]['list']).toEqual([{ id: archive, shareWith: null }]);
    for (const each of [using, sharing]) expect(((await call('Mailbox/get', { accountId, ids: [archive] }, each))[1]['list'] as object[])[0]).not.toHaveProperty('shareWith');
    const set = async (args: object, options: { using: string[] }) => (await call('Mailbox/set', { accountId, ...args }, options))[1];
    const refused = { type: 'invalidProperties', description: expect.stringContaining(SHARE) };
    expect(await set({ create: { c: { name: 'C', shareWith: null } } }, using)).toMatchObject({ notCreated: { c: { ...refused, properties: ['shareWith'] } } });
    expect(await set({ update: { [archive]: { name: 'Old', 'shareWith/p1': null } } }, using)).toMatchObject({ notUpdated: { [archive]: { ...refused, properties: ['shareWith/p1'] } } });
    expect(await set({ create: { c: { name: 'C', shareWith: null } }, update: { [archive]: { shareWith: null } } }, sharing)).toMatchObject({ created: { c: { id: expect.any(String) } }, updated: { [archive]: null } });
  });
});
