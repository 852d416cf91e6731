/** Who is signed in, by which means, from which page (contract, Sign-in over HTTP); CORS. */
import { expect, test } from 'vitest';
import { alice, basic, runOnSqlite as start, talk } from './harness.ts';

const session = '/jmap/session';
const cookie = '__Host-messagerie=alice';
const echo = JSON.stringify({ using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', {}, '0']] });

test('without credentials: 401 with both challenges, in a problem document', async () => {
  const server = await start();
  // Node's fetch sends Sec-Fetch-Mode as a page does; a mail program does not.
  const answer = await talk(server.port, ['GET /jmap/session HTTP/1.1', 'Host: x', 'Connection: close', '', ''].join('\r\n'));
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  expect(answer).toMatch(/Content-Type: application\/problem\+json/);
  expect(answer).toMatch(/WWW-Authenticate: Basic realm="Messagerie", charset="UTF-8"\r\nWWW-Authenticate: Bearer/);
  expect(answer).toContain('"code":"signInNeeded"');
});

test('a script of a page gets no challenge: the browser would pop up a window', async () => {
  const server = await start();
  const response = await server.call(session, { as: null, headers: { 'sec-fetch-mode': 'cors' } });
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, null]);
});

test('Basic (RFC 7617) and Bearer (RFC 6750); wrong and malformed ones are 401', async () => {
  const server = await start();
  expect((await server.call(session)).status).toBe(200);
  expect((await server.call(session, { as: null, headers: { authorization: 'Bearer mailer' } })).status).toBe(200);
  for (const authorization of ['Bearer nobody', 'Bearer', 'Basic !!!', `Basic ${btoa('nocolon')}`, `Basic ${btoa('alice:wrong')}`, 'Digest x', `Bearer ${'x'.repeat(10_000)}`]) {
    expect((await server.call(session, { as: null, headers: { authorization } })).status, authorization.slice(0, 30)).toBe(401);
  }
});

test('too many failures: 429 with Retry-After', async () => {
  const server = await start();
  const response = await server.call(session, { as: null, headers: { authorization: `Basic ${btoa('alice:slow down')}` } });
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
});

test('tokens reach what their scopes say: reading is read-only in the session, administration alone is no mail', async () => {
  const server = await start();
  const reading = await server.call(session, { as: null, headers: { authorization: 'Bearer reader' } });
  expect(((await reading.json()) as { accounts: Record<string, object> }).accounts[alice]).toMatchObject({ isReadOnly: true, isPersonal: true });
  expect((await server.call(session, { as: null, headers: { authorization: 'Bearer admin' } })).status).toBe(403);
});

test('a cookie counts only for our own pages', async () => {
  const server = await start();
  const status = async (headers: Record<string, string>) => (await server.call(session, { as: null, headers: { cookie, ...headers } })).status;
  expect(await status({ 'sec-fetch-site': 'same-origin' })).toBe(200);
  expect(await status({ origin: server.base })).toBe(200);
  for (const site of ['cross-site', 'same-site', 'none']) expect(await status({ 'sec-fetch-site': site }), site).toBe(401);
  expect(await status({})).toBe(401);
  for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${server.port}`, 'http://127.0.0.1:1']) expect(await status({ origin }), origin).toBe(401);
  expect(await status({ 'sec-fetch-site': 'cross-site', origin: server.base })).toBe(401);
});

test('with a cookie, calls need a JSON body; uploads may be of any type', async () => {
  const server = await start();
  const own = { cookie, 'sec-fetch-site': 'same-origin' };
  const call = (type: string) => server.call('/jmap/api', { as: null, method: 'POST', body: echo, headers: { ...own, 'content-type': type } });
  expect((await call('application/json')).status).toBe(200);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) expect((await call(type)).status).toBe(415);
  expect((await server.call(`/jmap/upload/${alice}`, { as: null, method: 'POST', body: 'x', headers: { ...own, 'content-type': 'image/png' } })).status).toBe(201);
});

test('an old cookie is exchanged, with all its attributes', async () => {
  const server = await start();
  const response = await server.call(session, { as: null, headers: { cookie: '__Host-messagerie=alice-old; other=1', 'sec-fetch-site': 'same-origin' } });
  expect(response.headers.get('set-cookie')).toBe('__Host-messagerie=alice; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000');
});

test('design §11: no secret is taken outside TLS, but on a listener bound to loopback', async () => {
  const server = await start({ loopback: false });
  for (const headers of [{ authorization: `Basic ${btoa('alice:right')}` }, { cookie, 'sec-fetch-site': 'same-origin' }, {}] as Record<string, string>[]) {
    const response = await server.call(session, { as: null, headers });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'encryptionRequired' });
  }
});

test('the session (RFC 8620 §2) names addresses that follow the request on loopback, else publicUrl', async () => {
  const server = await start({ publicUrl: 'https://mail.example.org' });
  const local = (await (await server.call(session)).json()) as { accounts: object; capabilities: Record<string, object>; state: string };
  expect(local).toMatchObject({
    apiUrl: `${server.base}/jmap/api`, uploadUrl: `${server.base}/jmap/upload/{accountId}`, username: 'alice@example.org',
    downloadUrl: `${server.base}/jmap/download/{accountId}/{blobId}/{name}?type={type}`, eventSourceUrl: `${server.base}/jmap/events?types={types}&closeafter={closeafter}&ping={ping}`,
    primaryAccounts: { 'urn:ietf:params:jmap:mail': alice },
  });
  expect(Object.keys(local.accounts)).toEqual([alice]);
  expect(local.capabilities['urn:ietf:params:jmap:core']).toMatchObject({ maxCallsInRequest: 64, maxObjectsInGet: 1000, maxSizeUpload: 104_857_600 });
  const outside = await talk(server.port, ['GET /jmap/session HTTP/1.1', 'Host: evil.example', `Authorization: ${basic('alice')}`, 'Connection: close', '', ''].join('\r\n'));
  expect(outside).toContain('"apiUrl":"https://mail.example.org/jmap/api"');
  const state = /"state":"([^"]+)"/.exec(outside)?.[1];
  expect(state).toBe(local.state);
});

test('CORS: only the origins of the configuration, with what they need, never with cookies', async () => {
  const server = await start({ app: { corsOrigins: ['https://app.example.org'] } });
  const preflight = (origin: string) => server.call('/jmap/api', { as: null, method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } });
  const allowed = await preflight('https://app.example.org');
  expect([allowed.status, allowed.headers.get('access-control-allow-origin'), allowed.headers.get('vary')]).toEqual([204, 'https://app.example.org', 'Origin']);
  expect(allowed.headers.get('access-control-allow-headers')).toMatch(/Authorization.*Content-Type/);
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  const call = await server.call(session, { headers: { origin: 'https://app.example.org' } });
  expect([call.headers.get('access-control-allow-origin'), call.headers.get('access-control-allow-credentials')]).toEqual(['https://app.example.org', null]);
  // A refusal must be readable too.
  expect((await server.call(session, { as: null, headers: { origin: 'https://app.example.org' } })).headers.get('access-control-allow-origin')).toBe('https://app.example.org');
  const withCookie = await server.call(session, { as: null, headers: { origin: 'https://app.example.org', cookie } });
  expect(withCookie.status).toBe(401);
});

test('CORS: `*` lets every page call, with a token', async () => {
  const server = await start({ app: { corsOrigins: ['*'] } });
  const response = await server.call(session, { headers: { origin: 'https://anything.example' } });
  expect([response.headers.get('access-control-allow-origin'), response.headers.get('access-control-allow-credentials')]).toEqual(['*', null]);
});
