/** Attacks on the web side: addresses spelt in other ways, what strangers sent taken for the page's own script, what a browser keeps after signing out. */
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { mime, openPage } from './page.ts';

/** Nothing stored is looked at: one database is enough. */
const opener = coreOpener(() => freshDatabase('sqlite'));

/** One request as it is written, on a connection of its own. @returns the status, and header fields by lower-case name */
function raw(base: string, lines: readonly string[], body = ''): Promise<{ status: number; headers: Map<string, string> }> {
  const { port, hostname } = new URL(base);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`));
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', reject).on('close', () => {
      const [head = ''] = answer.split('\r\n\r\n', 1);
      const [first = '', ...fields] = head.split('\r\n');
      resolve({ status: Number(first.split(' ')[1]), headers: new Map(fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 2)])) });
    });
  });
}

test('however an address is spelt, the same rules hold: who signs in, by what page, with what body', async () => {
  const { base, page } = await openPage(opener);
  const { host } = new URL(base);
  const own = ['Sec-Fetch-Site: same-origin', `Cookie: ${page.cookie}`];
  const call = '{"using":["urn:ietf:params:jmap:core"],"methodCalls":[]}';
  const json = ['Content-Type: application/json', `Content-Length: ${call.length}`];
  const answers = async (spellings: readonly string[], method: string, fields: readonly string[], body = '') => {
    const found = await Promise.all(spellings.map((spelling) => raw(base, [`${method} ${spelling} HTTP/1.1`, `Host: ${host}`, ...fields], body)));
    return found.map(({ status, headers }) => [status, headers.get('cache-control'), headers.get('vary'), headers.get('access-control-allow-origin'), headers.get('www-authenticate')]);
  };
  const same = (found: readonly unknown[][], status: number) => {
    for (const one of found) expect(one).toEqual(found[0]);
    expect(found[0]?.[0]).toBe(status);
  };
  const session = ['/jmap/session', '/jmap/session?', '/jmap/session?x=1', '/JMAP/Session', '/jmap/session/', `http://${host}/jmap/session`, `http://elsewhere.example/jmap/session`];
  same(await answers(session, 'GET', own), 200);
  same(await answers(session, 'HEAD', own), 200);
  same(await answers(session, 'GET', []), 401);
  same(await answers(session, 'GET', ['Sec-Fetch-Site: cross-site', `Cookie: ${page.cookie}`]), 401);
  same(await answers(session, 'GET', ['Sec-Fetch-Site: same-site', `Cookie: ${page.cookie}`]), 401);
  same(await answers(session, 'GET', ['Origin: https://elsewhere.example', `Cookie: ${page.cookie}`]), 401);
  same(await answers(session, 'POST', [...own, ...json], call), 405);
  const calls = ['/jmap/api', '/jmap/api?', '/jmap/api/', '/Jmap/Api', `http://${host}/jmap/api`];
  same(await answers(calls, 'POST', [...own, ...json], call), 200);
  same(await answers(calls, 'POST', ['Sec-Fetch-Site: cross-site', `Cookie: ${page.cookie}`, ...json], call), 401);
  same(await answers(calls, 'POST', [...own, 'Content-Type: text/plain', `Content-Length: ${call.length}`], call), 415);
  same(await answers(calls, 'POST', [...own, 'Content-Type: application/json', 'Content-Length: 999999999']), 413);
  same(await answers(calls, 'GET', own), 405);
  // Other addresses, not other spellings of these.
  for (const [status] of await answers(['//jmap/session', '/jmap//session', '/x/../jmap/session', '/jmap/session%00', '/jmap/session;x'], 'GET', own)) expect(status).toBe(404);
});

test('what strangers sent is neither script nor style nor worker of the page, whose policy trusts its own origin', async () => {
  const { page } = await openPage(opener);
  const upload = await page.fetch(`/jmap/upload/${page.accountId}`, { method: 'POST', headers: { 'content-type': 'text/javascript' }, body: 'alert(1)' });
  const { blobId } = (await upload.json()) as { blobId: string };
  const id = await page.put(mime({ Subject: 'alert(1)' }, 'x'), await page.mailbox('inbox'));
  for (const path of [`/jmap/download/${page.accountId}/${blobId}/a.js?type=text/javascript`, `/api/v1/messages/${id}/raw`]) {
    for (const dest of ['script', 'style', 'worker', 'sharedworker', 'serviceworker', 'audioworklet', 'paintworklet', 'xslt', 'manifest']) {
      expect([path, dest, (await page.fetch(path, { headers: { 'sec-fetch-dest': dest } })).status]).toEqual([path, dest, 401]);
    }
    for (const dest of ['empty', 'image', 'iframe', 'document', 'audio']) {
      expect([path, dest, (await page.fetch(path, { headers: { 'sec-fetch-dest': dest } })).status]).toEqual([path, dest, 200]);
    }
  }
});

test('a playlist that a stranger attached as a sound or a film has nothing fetched by the proxy for pictures', async () => {
  const { page } = await openPage(opener);
  const asked = async (dest: string) => (await page.fetch('/api/v1/images?url=https%3A%2F%2Fsender.invalid%2Fopened', { headers: { 'sec-fetch-dest': dest } })).status;
  for (const dest of ['audio', 'video', 'track', 'empty', 'iframe', 'document', 'object', 'embed']) expect([dest, await asked(dest)]).toEqual([dest, 403]);
  // Nothing fetches in this suite: that is found out later.
  expect(await asked('image')).toBe(503);
});

test('what a browser keeps of one person is not for the next who signs in there, and goes with the session', async () => {
  const { page } = await openPage(opener);
  const id = await page.put(mime({ Subject: 'x' }, 'x'), await page.mailbox('inbox'));
  const [{ list }] = await page.jmap(['Email/get', { ids: [id], properties: ['blobId'] }]);
  for (const path of [`/jmap/download/${page.accountId}/${list[0].blobId}/x.eml`, `/api/v1/messages/${id}/raw`]) {
    expect([path, (await page.fetch(path)).headers.get('vary')]).toEqual([path, expect.stringMatching(/\bCookie\b/)]);
  }
  const out = await page.fetch('/api/v1/session', { method: 'DELETE' });
  expect([out.status, out.headers.get('clear-site-data')]).toEqual([204, '"cache"']);
});

test('a byte of an encoded part costs what is decoded for it: parts in parts in parts have an end, and so has a request full of them', async () => {
  const { page } = await openPage(opener);
  const upload = await page.fetch(`/jmap/upload/${page.accountId}`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'a'.repeat(1000) });
  const { blobId } = (await upload.json()) as { blobId: string };
  const download = async (levels: number, encoding: string) => (await page.fetch(`/jmap/download/${page.accountId}/${blobId}${`-0-100-${encoding}`.repeat(levels)}/x`)).status;
  expect([await download(3, 'q'), await download(6, 'i')]).toEqual([200, 200]);
  expect([await download(4, 'q'), await download(7, 'i')]).toEqual([404, 404]);
  const call = (range: string, i: number) => ['Blob/range', { accountId: page.accountId, blobId: `${blobId}${range}`, offset: 0, length: 1 }, String(i)];
  const using = ['urn:ietf:params:jmap:core', 'https://messagerie.example/jmap/legacy'];
  const answers = async (methodCalls: unknown[]) =>
    ((await page.json('POST', '/jmap/api', { using, methodCalls })).body.methodResponses as [string, { type?: string }][]).map(([name, { type }]) => type ?? name);
  // Each would be gone through twice, for its size and for the byte, if it lay within what is there.
  expect(await answers(['-0-100-q', '-0-60000000-q', '-0-60000000-b', '-0-60000000-q', '-0-100-q', ''].map(call))).toEqual([
    'Blob/range', 'invalidArguments', 'invalidArguments', 'requestTooLarge', 'requestTooLarge', 'requestTooLarge',
  ]);
  expect(await answers(['-0-1000-i', ''].map(call))).toEqual(['Blob/range', 'Blob/range']);
});
