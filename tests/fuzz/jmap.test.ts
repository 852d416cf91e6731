/** Broken JMAP and REST requests against a whole server: each gets an answer of the protocol, none is a fault, and nobody else's mail changes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../../api/access/context.ts';
import { processRequest } from '../../api/jmap/engine.ts';
import { readIJson, writeIJson } from '../../api/jmap/i-json.ts';
import { RequestRefusal } from '../../api/jmap/request-refusal.ts';
import { ALICE, heldMiB, type Target, target } from '../protocol/bad-input/harness.ts';
import { freshDatabase } from '../setup/databases.ts';
import { PASSWORD } from '../setup/server.ts';
import { fuzz, mutate, pick, type Random, upTo, within } from './fuzz.ts';

type Call = [string, Record<string, unknown>, string];

let at: Target;
let ctx: Context;
let known: Readonly<Record<'account' | 'inbox' | 'email' | 'blob' | 'identity' | 'bobsEmail' | 'bobsAccount', string>>;
let before = 0;

beforeAll(async () => {
  at = await target(() => freshDatabase('sqlite'), { mailboxesPerAccount: 200 });
  for (let n = 0; n < 5; n++) await at.deliver(`Subject: number ${n}\r\nMessage-ID: <${n}@x.example>\r\n\r\nhello\r\n`);
  ctx = await at.server.running.open.access.signIn({ user: ALICE, password: PASSWORD }, { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: false });
  const [mailboxes, emails, identities] = await at.alice.call([['Mailbox/query', { filter: { role: 'inbox' } }, '0'], ['Email/query', {}, '1'], ['Identity/get', { ids: null }, '2']]);
  const first = (answer: unknown): string => (answer as string[])[0] ?? '';
  const email = first(emails?.[1]['ids']);
  const [got] = await at.alice.call([['Email/get', { ids: [email], properties: ['blobId'] }, '0']]);
  const [bobsInbox] = await at.bob.call([['Mailbox/query', { filter: { role: 'inbox' } }, '0']]);
  const [made] = await at.bob.call([['Email/set', { create: { e: { mailboxIds: { [first(bobsInbox?.[1]['ids'])]: true }, subject: 'secret of Bob' } } }, '0']]);
  known = {
    account: await at.alice.accountId(), inbox: first(mailboxes?.[1]['ids']), email, blob: (got?.[1]['list'] as { blobId: string }[])[0]?.blobId ?? '',
    identity: (identities?.[1]['list'] as { id: string }[])[0]?.id ?? '', bobsEmail: (made?.[1]['created'] as { e: { id: string } }).e.id, bobsAccount: await at.bob.accountId(),
  };
  before = heldMiB();
});
afterAll(async () => {
  expect((await at.bob.emails()).map((one) => one.id)).toEqual([known.bobsEmail]);
  await at.end();
  expect(heldMiB() - before).toBeLessThan(150);
});

function calls(): Call[] {
  const { account: accountId, inbox, email, blob, identity } = known;
  return [
    ['Core/echo', { a: [1, { b: 'c' }] }, '0'],
    ['Mailbox/get', { accountId, ids: [inbox], properties: ['name', 'myRights'] }, '1'],
    ['Mailbox/query', { accountId, filter: { operator: 'NOT', conditions: [{ hasAnyRole: true }, { name: 'x' }] }, sort: [{ property: 'name' }], sortAsTree: true, limit: 5 }, '2'],
    ['Mailbox/set', { accountId, create: { a: { name: 'made', parentId: null }, b: { name: 'below', parentId: '#a' } }, update: { '#a': { name: 'renamed', sortOrder: 3 } }, destroy: ['#b'], onDestroyRemoveEmails: true }, '3'],
    ['Mailbox/changes', { accountId, sinceState: '1', maxChanges: 3 }, '4'],
    ['Email/query', { accountId, filter: { operator: 'AND', conditions: [{ inMailbox: inbox }, { text: 'hello' }, { hasKeyword: '$seen' }] }, sort: [{ property: 'receivedAt', isAscending: false }, { property: 'subject', collation: 'i;unicode-casemap' }], position: -2, collapseThreads: true, calculateTotal: true }, '5'],
    ['Email/get', { accountId, '#ids': { resultOf: '5', name: 'Email/query', path: '/ids' }, properties: ['subject', 'header:Subject:asText', 'bodyValues', 'bodyStructure'], fetchTextBodyValues: true, maxBodyValueBytes: 10 }, '6'],
    ['Email/get', { accountId, ids: [email], properties: ['header:From:asAddresses:all', 'keywords', 'mailboxIds', 'attachments'], bodyProperties: ['partId', 'blobId', 'header:Content-Type'] }, '7'],
    ['Email/set', { accountId, create: { d: { mailboxIds: { [inbox]: true }, keywords: { $draft: true }, from: [{ name: 'Alice', email: ALICE }], to: [{ email: ALICE }], subject: 'é', bodyStructure: { type: 'multipart/mixed', subParts: [{ partId: '1', type: 'text/plain' }, { blobId: blob, type: 'message/rfc822', name: 'ü.eml' }] }, bodyValues: { 1: { value: 'text' } } } }, update: { [email]: { 'keywords/$flagged': true, [`mailboxIds/${inbox}`]: true } } }, '8'],
    ['Email/import', { accountId, emails: { i: { blobId: blob, mailboxIds: { [inbox]: true }, keywords: { $seen: true }, receivedAt: '2026-01-01T00:00:00Z' } } }, '9'],
    ['Email/parse', { accountId, blobIds: [blob, `${blob}-0-20-i`], fetchAllBodyValues: true }, '10'],
    ['Email/changes', { accountId, sinceState: '0:5:0' }, '11'],
    ['Thread/get', { accountId, ids: ['t1'] }, '12'],
    ['Identity/set', { accountId, create: { n: { name: 'x', email: 'alice+list@example.com', replyTo: [{ email: 'a@b.example' }], htmlSignature: '<b>' } }, update: { [identity]: { name: 'Alice', textSignature: '-- ' } } }, '13'],
    ['EmailSubmission/set', { accountId, create: { s: { identityId: identity, emailId: '#d', envelope: { mailFrom: { email: ALICE, parameters: { HOLDFOR: '1000', RET: 'HDRS' } }, rcptTo: [{ email: ALICE, parameters: null }] } } }, onSuccessUpdateEmail: { '#s': { 'keywords/$draft': null } }, onSuccessDestroyEmail: ['#s'] }, '14'],
    ['EmailSubmission/query', { accountId, filter: { undoStatus: 'pending' }, sort: [{ property: 'sentAt' }] }, '15'],
    ['Quota/get', { accountId, ids: null }, '16'],
  ];
}

const strange: readonly unknown[] = [null, true, false, 0, -1, 1.5, 1e300, 2 ** 53, '', 'x', '#', '#a', '*', '\u0000', '__proto__', 'constructor', '\ufdd0', 'é'.repeat(300), [], [[]], [null], {}, { '': null }, '2026-13-40T99:99:99Z', '+010000-01-01T00:00:00Z', 'a'.repeat(5000)];

/** The value with one place of it changed: taken out, put in, doubled, exchanged for something strange. */
function changed(random: Random, value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.12 + depth * 0.05) {
    if (typeof value === 'string' && random() < 0.5) return mutate(random, value, [...Object.values(known), '#a', '-0-5-b', '/', '*', ':', 'header:', ':asDate']);
    return random() < 0.3 ? pick(random, Object.values(known)) : pick(random, strange);
  }
  if (Array.isArray(value)) {
    const list = [...(value as unknown[])];
    const index = upTo(random, list.length + 1);
    if (index === list.length) list.push(random() < 0.1 ? Array.from({ length: 3000 }, (_, i) => `e${i}`) : (list[0] ?? pick(random, strange)));
    else if (random() < 0.15) list.splice(index, 1);
    else list[index] = changed(random, list[index], depth + 1);
    return list;
  }
  const entries = Object.entries(value);
  const index = upTo(random, entries.length + 1);
  const entry = entries[index];
  const change = random();
  if (!entry) entries.push([pick(random, ['__proto__', 'constructor', 'ids', '#ids', 'filter', 'ifInState', 'operator', 'conditions', 'headers', 'header:X:all', '']), pick(random, strange)]);
  else if (change < 0.15) entries.splice(index, 1);
  else if (change < 0.3) entries[index] = [mutate(random, entry[0], ['#', '/', '~0', ':all', '__proto__']), entry[1]];
  else entries[index] = [entry[0], changed(random, entry[1], depth + 1)];
  return Object.fromEntries(entries);
}

/** Nested far deeper than anything real. */
const deep = (levels: number): unknown => JSON.parse(`${'{"operator":"NOT","conditions":['.repeat(levels)}{}${']}'.repeat(levels)}`);

fuzz('JMAP: mutations of valid requests have their answers, and none is a fault', async (random) => {
  const methodCalls: unknown[] = [];
  const valid = calls();
  for (let n = 1 + upTo(random, 5); n > 0; n--) {
    let call: unknown = pick(random, valid);
    if (random() < 0.03) call = ['Email/query', { accountId: known.account, filter: deep(upTo(random, 200)) }, 'deep'];
    for (let times = upTo(random, 4); times > 0; times--) call = Array.isArray(call) && random() < 0.9 ? [call[0], changed(random, call[1]), call[2]] : changed(random, call);
    methodCalls.push(call);
  }
  const request = { using: ['core', 'mail', 'submission', 'quota'].map((name) => `urn:ietf:params:jmap:${name}`), methodCalls, ...(random() < 0.2 ? { createdIds: { a: known.inbox, d: known.bobsEmail, s: known.email } } : {}) };
  const text = random() < 0.1 ? mutate(random, JSON.stringify(request), ['{', '}', '[', ']', '"', '\\u', '\\ud800', ',,', ':', '1e999', '"using":']) : JSON.stringify(request);
  let answer: string;
  try {
    answer = writeIJson(await within('the request', (async () => processRequest(ctx, await readIJson(Buffer.from(text), { depth: 64, language: 'en' })))()));
  } catch (error) {
    if (error instanceof RequestRefusal) return;
    throw new Error(`${error instanceof Error ? error.stack : String(error)} behind ${text.slice(0, 2000)}`);
  }
  for (const [name, args] of (JSON.parse(answer) as { methodResponses: [string, Record<string, unknown>][] }).methodResponses) {
    if (name === 'error' && (args['type'] === 'serverFail' || args['type'] === 'serverPartialFail')) throw new Error(`${JSON.stringify(args)} behind ${text.slice(0, 2000)}`);
  }
  if (answer.includes('secret of Bob')) throw new Error(`Bob's mail behind ${text.slice(0, 2000)}`);
  if ('polluted' in {} || Object.getOwnPropertyNames(Object.prototype).length > 12) throw new Error(`a prototype has grown behind ${text.slice(0, 2000)}`);
});

const paths = ['/jmap/session', '/jmap/api', '/jmap/events?types=*&closeafter=state&ping=0', '/api/v1/me', '/api/v1/session', '/api/v1/tokens', '/api/v1/accounts/alice@example.com', '/api/v1/queue?limit=5', '/openapi.json', '/connect?lang=fr', '/.well-known/jmap', '/metrics', '/docs'];

fuzz('HTTP: mutations of paths, queries and bodies are answered below 500', async (random) => {
  const { account, blob } = known;
  const path = pick(random, [...paths, `/jmap/download/${account}/${blob}/x.txt?type=text/plain`, `/jmap/upload/${account}`]);
  const target = encodeURI(mutate(random, path, ['/', '//', '..', '%2e%2e', '%00', '%', '?', '&', '=', 'type=', '[]', known.bobsAccount]).replace(/[^\x20-\x7e]/g, '')).replaceAll('%25', '%').replaceAll('#', '');
  // The stream of events stays open when all is well.
  if (/events/i.test(target)) return;
  const method = pick(random, ['GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
  const withBody = method !== 'GET' && method !== 'HEAD';
  const body = mutate(random, pick(random, ['{"name":"x","administrator":true}', '{"user":"a","password":"b"}', '{"name":"t","scopes":["mail"]}', '[]', '']), ['{', '}', '"', '__proto__', 'scopes', 'null']);
  const answer = await within(target, at.fetch(`/${target.replace(/^\/+/, '')}`, {
    method, redirect: 'manual', headers: { 'content-type': pick(random, ['application/json', 'text/plain', 'application/json; charset=x']) }, ...(withBody ? { body: Buffer.from(body, 'latin1') } : {}),
  }));
  await answer.arrayBuffer();
  if (answer.status >= 500) throw new Error(`${answer.status} to ${method} ${target} ${body}`);
});

test('nobody has become administrator, and the password is the same', async () => {
  const me = (await (await at.fetch('/api/v1/me')).json()) as { administrator: boolean };
  expect(me.administrator).toBe(false);
});
