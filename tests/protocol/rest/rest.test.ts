import { expect, test } from 'vitest';
import { openApiDocument, validator, type SchemaName } from '../../../openapi/index.ts';
import { restOperations } from '../../../api/client/rest-operations.ts';
import { allRoutes } from '../../../api/rest/routes.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb, password } from './web.ts';

test('every operation of the document under /api/v1 is served at its method and path', () => {
  const described = Object.entries(openApiDocument().paths).filter(([path]) => path.startsWith('/api/v1/')).flatMap(([path, methods]) =>
    Object.entries(methods).filter(([method]) => method !== 'parameters').map(([method, operation]) => [(operation as { operationId: string }).operationId, [method.toUpperCase(), path]]),
  );
  expect(Object.fromEntries(described)).toEqual(restOperations);
  expect(allRoutes().find((route) => route.operation === 'createAccount')).toMatchObject({ scopes: ['admin'], body: 'AccountCreate', status: 201 });
  expect(allRoutes().find((route) => route.operation === 'signIn')?.scopes).toBeUndefined();
  expect(allRoutes().filter((route) => route.scopes === undefined).map((route) => route.operation)).toEqual(['getServer', 'signIn']);
});

const fits = (schema: SchemaName, value: unknown): void => expect(validator(schema)(value)).toBeNull();

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  test('contract, Sign-in over HTTP: POST signs in by a __Host- cookie, which counts only from our own pages; DELETE signs out', async () => {
    const { call } = await openWeb(opener);
    const signedIn = await call('POST', '/session', { body: { user: 'ali@example.org', password } });
    expect(signedIn.status).toBe(201);
    fits('SignedIn', signedIn.body);
    expect(signedIn.body).toMatchObject({ user: 'ali@example.org', name: 'Ali', language: 'fr', administrator: false, expiresAt: expect.any(String) });
    const set = signedIn.headers.get('set-cookie') ?? '';
    for (const attribute of ['__Host-messagerie=', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) expect(set).toContain(attribute);
    const cookie = set.split(';', 1)[0] ?? '';
    const own = { cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
    expect(await call('GET', '/session', { headers: own })).toMatchObject({ status: 200, body: { user: 'ali@example.org' } });
    const foreign = await call('GET', '/session', { headers: { ...own, 'sec-fetch-site': 'cross-site' } });
    expect([foreign.status, foreign.headers.get('www-authenticate')]).toEqual([401, null]);
    expect((await call('POST', '/me/tokens', { headers: { ...own, 'content-type': 'text/plain' }, body: '{"name":"x","scopes":["mail"]}' })).status).toBe(415);
    const again = await call('POST', '/session', { body: { user: 'ali@example.org', password }, headers: own });
    const newCookie = again.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    expect(newCookie).not.toBe(cookie);
    expect((await call('GET', '/session', { headers: own })).status).toBe(401);
    const out = await call('DELETE', '/session', { headers: { ...own, cookie: newCookie } });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await call('GET', '/session', { headers: { ...own, cookie: newCookie } })).status).toBe(401);
  });

  test('a page of another site cannot sign a browser in; wrong passwords are told as problems in the language asked for', async () => {
    const { call } = await openWeb(opener);
    const body = { user: 'ali@example.org', password };
    expect((await call('POST', '/session', { body, headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    const wrong = await call('POST', '/session', { body: { ...body, password: 'wrong' }, headers: { 'accept-language': 'fr' } });
    expect(wrong.headers.get('content-type')).toBe('application/problem+json');
    expect(wrong.headers.get('content-language')).toBe('fr');
    expect(wrong.body).toMatchObject({ status: 401, code: 'credentialsInvalid', type: 'about:blank' });
    fits('Problem', wrong.body);
  });

  test('/me: one’s own name, language and password; a new password needs the present one, and ends other sessions but this', async () => {
    const { call } = await openWeb(opener);
    const session = async () => ({ cookie: ((await call('POST', '/session', { body: { user: 'ali@example.org', password } })).headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '', 'sec-fetch-site': 'same-origin' });
    const [first, second] = [await session(), await session()];
    const me = await call('PATCH', '/me', { headers: first, body: { name: 'Ali Ben', language: 'ar' } });
    fits('Me', me.body);
    expect(me.body).toMatchObject({ name: 'Ali Ben', language: 'ar' });
    expect(me.body).toMatchObject({ sentCopy: true });
    expect((await call('PATCH', '/me', { headers: first, body: { sentCopy: false } })).body).toMatchObject({ sentCopy: false, name: 'Ali Ben' });
    expect((await call('GET', '/me', { headers: first })).body).toMatchObject({ sentCopy: false });
    expect(await call('PATCH', '/me', { headers: first, body: { newPassword: 'another pass phrase' } })).toMatchObject({ status: 400, body: { code: 'invalidArguments' } });
    expect(await call('PATCH', '/me', { headers: first, body: { currentPassword: 'wrong', newPassword: 'another pass phrase' } })).toMatchObject({ status: 403 });
    expect((await call('PATCH', '/me', { headers: first, body: { currentPassword: password, newPassword: 'another pass phrase' } })).status).toBe(200);
    expect((await call('GET', '/me', { headers: first })).status).toBe(200);
    expect((await call('GET', '/me', { headers: second })).status).toBe(401);
    expect((await call('GET', '/me', { as: 'ali' })).status).toBe(401);
  });

  test('tokens: what a scope opens, and no more', async () => {
    const { call } = await openWeb(opener);
    const made = await call('POST', '/me/tokens', { as: 'root', body: { name: 'script', scopes: ['account'] } });
    expect(made.status).toBe(201);
    fits('TokenCreated', made.body);
    const bearer = { authorization: `Bearer ${String(made.body['token'])}` };
    expect((await call('GET', '/me', { headers: bearer })).status).toBe(200);
    expect((await call('GET', '/session', { headers: bearer })).body).toMatchObject({ administrator: false, expiresAt: null });
    expect((await call('GET', '/accounts', { headers: bearer })).status).toBe(403);
    expect((await call('POST', '/me/tokens', { headers: bearer, body: { name: 'x', scopes: ['admin'] } })).status).toBe(403);
    expect((await call('PATCH', '/me', { headers: bearer, body: { currentPassword: password, newPassword: 'another pass phrase' } })).status).toBe(403);
    const listed = await call('GET', '/me/tokens', { headers: bearer });
    fits('TokenPage', listed.body);
    expect((await call('DELETE', `/me/tokens/${String(made.body['id'])}`, { as: 'ali' })).status).toBe(404);
    expect((await call('DELETE', `/me/tokens/${String(made.body['id'])}`, { as: 'root' })).status).toBe(204);
    expect((await call('GET', '/me', { headers: bearer })).status).toBe(401);
  });

  test('administration is for administrators; answers fit their schemas', async () => {
    const { call } = await openWeb(opener);
    for (const path of ['/accounts', '/domains', '/aliases', '/queue', '/accounts/ali@example.org']) {
      expect([path, (await call('GET', path, { as: 'ali' })).status]).toEqual([path, 403]);
      expect([path, (await call('GET', path)).status]).toEqual([path, 401]);
    }
    const made = await call('POST', '/accounts', { as: 'root', body: { address: 'new@example.org', name: 'New' } });
    expect(made.status).toBe(201);
    fits('Account', made.body);
    expect((await call('GET', `/accounts/${String(made.body['id'])}`, { as: 'root' })).body).toEqual(made.body);
    expect((await call('PATCH', '/accounts/new%40example.org', { as: 'root', body: { quotaBytes: 5 } })).body).toMatchObject({ quotaBytes: 5 });
    fits('AccountPage', (await call('GET', '/accounts?limit=1', { as: 'root' })).body);
    fits('Domain', (await call('POST', '/domains', { as: 'root', body: { name: 'b\u00fccher.example' } })).body);
    fits('Alias', (await call('POST', '/aliases', { as: 'root', body: { address: 'x@b\u00fccher.example', targets: ['new@example.org'] } })).body);
    expect((await call('GET', '/aliases/x@xn--bcher-kva.example', { as: 'root' })).status).toBe(200);
    expect((await call('GET', '/domains/b%C3%BCcher.example', { as: 'root' })).body).toMatchObject({ name: 'xn--bcher-kva.example' });
    expect((await call('DELETE', '/domains/xn--bcher-kva.example', { as: 'root' })).status).toBe(409);
    expect((await call('DELETE', '/accounts/new@example.org', { as: 'root' })).status).toBe(204);
    expect((await call('GET', '/accounts/new@example.org', { as: 'root' })).status).toBe(404);
    expect((await call('GET', '/queue', { as: 'root' })).status).toBe(503);
  });

  test('limits.maxSizeRequest: a body of that size is read, one byte more is refused', async () => {
    const { call } = await openWeb(opener, { maxSizeRequest: 65_536 });
    const body = (size: number): string => {
      const start = '{"name":"Root","language":"en"';
      return `${start}${' '.repeat(size - start.length - 1)}}`;
    };
    expect((await call('PATCH', '/me', { as: 'root', body: body(65_536) })).status).toBe(200);
    expect((await call('PATCH', '/me', { as: 'root', body: body(65_537) })).status).toBe(413);
  });

  test('bad input is refused precisely: unknown members, wrong types, wrong paths, methods, pages and bodies', async () => {
    const { call } = await openWeb(opener);
    const as = 'root';
    const unknown = await call('POST', '/accounts', { as, body: { address: 'x@example.org', name: 'X', colour: 'red' } });
    expect(unknown).toMatchObject({ status: 400, body: { code: 'invalidArguments', errors: [{ path: 'colour', message: 'is not known here' }] } });
    expect((await call('POST', '/accounts', { as, body: { address: 5, name: 'X' } })).body).toMatchObject({ errors: [{ path: 'address', message: 'must be string' }] });
    expect((await call('POST', '/accounts', { as, body: '{"address":"x@example.org","address":"y@example.org"}' })).status).toBe(400);
    expect((await call('POST', '/accounts', { as, body: '{' })).body).toMatchObject({ code: 'notJSON' });
    expect((await call('POST', '/accounts', { as, body: '['.repeat(100) + ']'.repeat(100) })).status).toBe(400);
    expect((await call('GET', '/accounts?limit=0', { as })).body).toMatchObject({ status: 400, errors: [{ path: 'limit' }] });
    expect((await call('GET', '/accounts?limit=501', { as })).status).toBe(400);
    expect((await call('GET', '/accounts?colour=red', { as })).body).toMatchObject({ errors: [{ path: 'colour' }] });
    expect((await call('GET', '/accounts?limit=1&limit=2', { as })).status).toBe(400);
    expect((await call('GET', '/accounts?cursor=zzzz', { as })).status).toBe(400);
    expect((await call('GET', '/nothing', { as })).status).toBe(404);
    expect((await call('GET', '/accounts/%ff', { as })).status).toBe(400);
    const method = await call('PUT', '/accounts', { as });
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD']);
    expect((await call('PATCH', '/accounts/ali@example.org', { as, body: {} })).status).toBe(400);
  });
});
