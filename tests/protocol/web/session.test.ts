/** A browser's sign-in as a page uses it (contract, Sign-in over HTTP), and what it asks first. */
import { expect, test } from 'vitest';
import { validator } from '../../../openapi/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb, password } from '../rest/web.ts';
import { openPage, signIn } from './page.ts';

const day = 86_400_000;
const cookieOf = (response: Response): string | undefined => response.headers.get('set-cookie')?.split(';', 1)[0];

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  test('the cookie is for this host alone, out of reach of scripts and other sites; a new one at each sign-in, and the former session ends', async () => {
    const { base, page } = await openPage(opener);
    const first = page.cookie;
    const again = await page.fetch('/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: 'ali@example.org', password }) });
    expect(again.headers.get('set-cookie')).toMatch(/^__Host-messagerie=[\w-]{40,}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
    expect(cookieOf(again)).not.toBe(first);
    expect((await page.fetch('/api/v1/session')).status).toBe(401);
    page.cookie = cookieOf(again) ?? '';
    expect((await page.json('GET', '/api/v1/session')).body).toMatchObject({ user: 'ali@example.org', accountId: page.accountId });
    const out = await page.fetch('/api/v1/session', { method: 'DELETE' });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, '__Host-messagerie=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0']);
    expect((await page.fetch('/jmap/session')).status).toBe(401);
    expect((await fetch(`${base}/api/v1/session`)).status).toBe(401);
  });

  test('once a day any call replaces the cookie; the other tab’s old one counts for a minute, and no longer', async () => {
    const { page, clock } = await openPage(opener);
    const old = page.cookie;
    expect(cookieOf(await page.fetch('/jmap/session'))).toBeUndefined();
    await clock.advance(day);
    const rotated = await page.fetch('/jmap/session');
    const fresh = cookieOf(rotated) ?? '';
    expect([rotated.status, fresh === '' || fresh === old]).toEqual([200, false]);
    // Another tab, at the same moment: it is let in and changes nothing.
    const otherTab = await page.fetch('/api/v1/me', { headers: { cookie: old } });
    expect([otherTab.status, cookieOf(otherTab)]).toEqual([200, undefined]);
    await clock.advance(60_001);
    expect((await page.fetch('/api/v1/me', { headers: { cookie: old } })).status).toBe(401);
    expect((await page.fetch('/api/v1/me', { headers: { cookie: fresh } })).status).toBe(200);
  });

  test('other sites: they neither sign a browser in nor use its cookie; bodies that forms can send are refused', async () => {
    const { base, page } = await openPage(opener);
    const elsewhere = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    const body = JSON.stringify({ user: 'ali@example.org', password });
    expect((await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { ...elsewhere, 'content-type': 'application/json' }, body })).status).toBe(403);
    for (const [method, path] of [['DELETE', '/api/v1/session'], ['GET', '/jmap/session'], ['GET', '/jmap/events?types=*&closeafter=no&ping=0'], ['PATCH', '/api/v1/me']]) {
      for (const site of ['cross-site', 'same-site', 'none']) expect((await page.fetch(path as string, { method, headers: { 'sec-fetch-site': site } } as RequestInit)).status).toBe(401);
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect((await page.fetch('/api/v1/me', { method: 'PATCH', headers: { 'content-type': type }, body: '{"name":"x"}' })).status).toBe(415);
      expect((await page.fetch('/jmap/api', { method: 'POST', headers: { 'content-type': type }, body: '{}' })).status).toBe(415);
    }
    // The pop-up of browsers for names and passwords never comes.
    expect((await page.fetch('/jmap/session', { headers: { cookie: '' } })).headers.get('www-authenticate')).toBeNull();
  });

  test('a new password needs the present one, ends the other browsers, and leaves this one signed in', async () => {
    const { base, page } = await openPage(opener);
    const other = await signIn(base);
    expect(await page.json('PATCH', '/api/v1/me', { currentPassword: 'wrong', newPassword: 'another pass phrase' })).toMatchObject({ status: 403, body: { code: 'notPermitted' } });
    expect((await page.json('PATCH', '/api/v1/me', { newPassword: 'another pass phrase' })).status).toBe(400);
    expect(await page.json('PATCH', '/api/v1/me', { currentPassword: password, newPassword: 'short' })).toMatchObject({ status: 400, body: { errors: [{ path: 'newPassword' }] } });
    expect(await page.json('PATCH', '/api/v1/me', { currentPassword: password, newPassword: 'Azertyuiop' })).toMatchObject({ status: 422, body: { code: 'passwordTooCommon' } });
    await page.json('PATCH', '/api/v1/me', { language: 'fr' });
    expect(await page.json('PATCH', '/api/v1/me', { currentPassword: password, newPassword: 'ali@Example.org' })).toMatchObject({ status: 422, body: { code: 'passwordIsName', detail: expect.stringContaining('adresse de messagerie') } });
    expect((await page.json('PATCH', '/api/v1/me', { currentPassword: password, newPassword: 'another pass phrase' })).status).toBe(200);
    expect((await page.fetch('/api/v1/session')).status).toBe(200);
    expect((await other.fetch('/api/v1/session')).status).toBe(401);
  });

  test('before sign-in: the product, its languages and limits; a demonstration’s addresses and the file of its passwords, no password', async () => {
    const demonstration = { accountsFile: '/srv/data/demo-accounts.txt', addresses: ['amina@example.org'], made: [{ address: 'amina@example.org', password: 'ba-be-bi' }] };
    const { call, core } = await openWeb(opener, {}, { demonstration });
    const { status, headers, body } = await call('GET', '/server');
    expect(validator('Server')(body)).toBeNull();
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      product: 'Messagerie', languages: ['fr', 'en', 'ar'], language: 'en', demonstration: { addresses: ['amina@example.org'], passwordFile: '/srv/data/demo-accounts.txt' },
      maxMessageBytes: core.limits.messageBytes, maxUploadBytes: core.limits.maxSizeUpload, maxAttachmentBytes: core.limits.maxSizeAttachmentsPerEmail, maxRecipients: 1000, maxDelayedSendSeconds: 2_592_000,
    });
    expect(JSON.stringify(body)).not.toContain('ba-be-bi');
    const plain = await openWeb(opener);
    expect((await plain.call('GET', '/server')).body).toMatchObject({ demonstration: null });
  });

  test('setting up programs: of each service the listener with TLS from the start, by the name the person reaches the server by', async () => {
    const { page } = await openPage(opener, {
      listeners: () => [
        { name: 'imap', port: 8143, tls: 'starttls', loopback: false }, { name: 'imaps', port: 8993, tls: 'implicit', loopback: false }, { name: 'submission', port: 8587, tls: 'starttls', loopback: true },
        { name: 'http', port: 8080, tls: 'none', loopback: true },
      ],
    });
    const { body } = await page.json('GET', '/api/v1/me/connections');
    expect(validator('Connections')(body)).toBeNull();
    expect(body).toEqual({
      user: 'ali@example.org', imap: { host: '127.0.0.1', port: 8993, tls: 'implicit' }, pop3: null, submission: { host: 'localhost', port: 8587, tls: 'starttls' },
      jmap: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\.well-known\/jmap$/),
    });
  });

  test('preferences: trusted senders are addresses or domains, in lower case, each once; anything else is refused whole', async () => {
    const { page } = await openPage(opener);
    const patch = (body: unknown) => page.json('PATCH', '/api/v1/me/preferences', body);
    expect((await page.json('GET', '/api/v1/me/preferences')).body.trustedSenders).toEqual([]);
    expect((await patch({ trustedSenders: ['News@List.example', '@bank.example', 'news@list.example', 'خبر@مثال.example'] })).body.trustedSenders).toEqual(['news@list.example', '@bank.example', 'خبر@مثال.example']);
    for (const wrong of ['nobody', '@', 'a b@c.example', 'a@b@c', '']) expect([wrong, (await patch({ theme: 'dark', trustedSenders: [wrong] })).status]).toEqual([wrong, 400]);
    expect((await patch({ trustedSenders: Array.from({ length: 1001 }, (_, i) => `a${i}@b.example`) })).status).toBe(400);
    expect((await patch({ wallpaper: 'sea' })).status).toBe(400);
    expect((await page.json('GET', '/api/v1/me/preferences')).body).toMatchObject({ theme: 'system', trustedSenders: ['news@list.example', '@bank.example', 'خبر@مثال.example'] });
    expect((await patch({ trustedSenders: null })).body.trustedSenders).toEqual([]);
  });
});
