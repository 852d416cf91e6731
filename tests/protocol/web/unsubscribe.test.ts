/** One-click unsubscribing (RFC 8058, RFC 2369). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { sql } from '../../../db/index.ts';
import { openReceiver, type Receiver } from '../jmap-mail/push-receiver.ts';
import { mime, openPage, signIn } from './page.ts';

let list: Receiver;
beforeAll(async () => {
  list = await openReceiver();
});
afterAll(() => list.close());

const oneClick = 'List-Unsubscribe=One-Click';

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  async function setUp() {
    const web = await openPage(opener, { fetcher: list.fetcher() });
    const { page } = web;
    const inbox = await page.mailbox('inbox');
    const put = (headers: Record<string, string>, mailboxId = inbox) => page.put(mime({ Subject: 'News', ...headers }, 'Hello'), mailboxId);
    return { ...web, put, inbox, leave: async (headers: Record<string, string>) => page.json('POST', `/api/v1/messages/${await put(headers)}/unsubscribe`) };
  }

  test('RFC 8058 §3.2: the server posts the one pair to the https address, and nothing of the person beside; it is audited', async () => {
    const { leave, core } = await setUp();
    const answer = await leave({ 'List-Unsubscribe': `<mailto:leave@list.example>, <${list.url('/u/opaque=')}>`, 'List-Unsubscribe-Post': oneClick });
    expect(answer).toEqual({ status: 200, body: { host: new URL(list.url('/')).host, status: 201 } });
    const { method, headers, body } = await list.next('/u/opaque=');
    expect([method, headers['content-type'], body.toString()]).toEqual(['POST', 'application/x-www-form-urlencoded', oneClick]);
    expect(Object.keys(headers).sort()).toEqual(['connection', 'content-length', 'content-type', 'host', 'user-agent']);
    const rows = await core.db.read((read) => read.all<{ action: string; detail: string }>(sql`SELECT action, detail FROM audit WHERE action = 'unsubscribe'`));
    expect(rows).toEqual([{ action: 'unsubscribe', detail: `${new URL(list.url('/')).host} answered 201` }]);
  });

  test('what a message offers instead is told apart; nothing is posted then', async () => {
    const { leave, page } = await setUp();
    const before = list.posted.length;
    const post = { 'List-Unsubscribe-Post': oneClick };
    const https = `<${list.url('/u')}>`;
    expect(await leave({})).toMatchObject({ status: 409, body: { code: 'unsubscribeNotOffered' } });
    expect(await leave(post)).toMatchObject({ status: 409, body: { code: 'unsubscribeNotOffered' } });
    expect(await leave({ 'List-Unsubscribe': 'click there' })).toMatchObject({ status: 409, body: { code: 'unsubscribeNotOffered' } });
    expect(await leave({ 'List-Unsubscribe': '<mailto:leave@list.example?subject=x>', ...post })).toMatchObject({ status: 409, body: { code: 'unsubscribeByMail' } });
    expect(await leave({ 'List-Unsubscribe': https })).toMatchObject({ status: 409, body: { code: 'unsubscribeByPage' } });
    expect(await leave({ 'List-Unsubscribe': https, 'List-Unsubscribe-Post': 'List-Unsubscribe=Two-Clicks' })).toMatchObject({ status: 409, body: { code: 'unsubscribeByPage' } });
    expect(await leave({ 'List-Unsubscribe': https.replace('https:', 'http:'), ...post })).toMatchObject({ status: 409, body: { code: 'unsubscribeByPage' } });
    expect((await page.json('POST', '/api/v1/messages/e999/unsubscribe')).status).toBe(404);
    expect(list.posted.length).toBe(before);
  });

  test('a sender that refuses, sends elsewhere or is nowhere is a failure, told as one; private addresses are never asked', async () => {
    const { leave } = await setUp();
    const from = (url: string) => leave({ 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': oneClick });
    list.answer('/gone', (response) => response.writeHead(410).end());
    expect(await from(list.url('/gone'))).toMatchObject({ status: 502, body: { code: 'remoteFailed' } });
    list.answer('/moved', (response) => response.writeHead(302, { location: list.url('/target') }).end());
    expect(await from(list.url('/moved'))).toMatchObject({ status: 502, body: { code: 'remoteFailed' } });
    expect(list.posted.some(({ path }) => path === '/target')).toBe(false);
    expect(await from('https://private.example/u')).toMatchObject({ status: 403, body: { code: 'notPermitted' } });
  });

  test('whoever may only read a folder of others does not unsubscribe its owner; whoever may send for it does', async () => {
    const { base, put, page } = await setUp();
    const [{ created }] = await page.jmap(['Mailbox/set', { create: { c: { name: 'Team' } } }]);
    const team = created.c.id as string;
    const id = await put({ 'List-Unsubscribe': `<${list.url('/team')}>`, 'List-Unsubscribe-Post': oneClick }, team);
    const root = await signIn(base, 'root');
    const path = `/api/v1/messages/${id}/unsubscribe?accountId=${page.accountId}`;
    expect((await root.json('POST', path)).status).toBe(404);
    const grant = (rights: string) => page.json('POST', `/api/v1/accounts/${page.accountId}/grants`, { folder: team, grantee: 'root@example.org', rights });
    expect((await grant('lrswite')).status).toBe(200);
    expect(await root.json('POST', path)).toMatchObject({ status: 403, body: { code: 'notPermitted' } });
    expect((await grant('lrp')).status).toBe(200);
    expect((await root.json('POST', path)).status).toBe(200);
  });

  test('it takes a page of our own, or a token that may change mail', async () => {
    const { put, page, base, call } = await setUp();
    const path = `/messages/${await put({ 'List-Unsubscribe': `<${list.url('/csrf')}>`, 'List-Unsubscribe-Post': oneClick })}/unsubscribe`;
    expect((await page.fetch(`/api/v1${path}`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(401);
    const { body } = await call('POST', '/me/tokens', { as: 'ali', body: { name: 't', scopes: ['mail:read'] } });
    expect((await fetch(`${base}/api/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${String(body['token'])}` } })).status).toBe(403);
    expect(list.posted.some(({ path: posted }) => posted === '/csrf')).toBe(false);
  });
});
