/** Pictures of messages, fetched by the server (issue, Reader: remote images by choice through a proxy of the server's). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Limits } from '../../../config.ts';
import { freshDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openReceiver, type Receiver } from '../jmap-mail/push-receiver.ts';
import { openPage, signIn } from './page.ts';

let elsewhere: Receiver;
beforeAll(async () => {
  elsewhere = await openReceiver();
});
afterAll(() => elsewhere.close());

/** Nothing stored is touched: one database is enough. */
const opener = coreOpener(() => freshDatabase('sqlite'));
const open = (allow?: string[], limits: Partial<Limits> = {}) => openPage(opener, { fetcher: elsewhere.fetcher(allow) }, limits);
const proxied = (url: string): string => `/api/v1/images?url=${encodeURIComponent(url)}`;

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const begun = (start: string): Buffer => Buffer.from(start.padEnd(40, '.'), 'latin1');

test('a picture comes as what it is, is kept by the reader alone, and cannot be anything else', async () => {
  const { page } = await open();
  elsewhere.answer('/logo.png?to=ali', (response) => response.writeHead(200, { 'content-type': 'text/html', 'content-length': png.length, 'set-cookie': 'track=1' }).end(png));
  const answer = await page.fetch(proxied(elsewhere.url('/logo.png?to=ali')));
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/png', 'content-length': String(png.length), 'cache-control': 'private, max-age=86400', 'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  });
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('the sender learns nothing of who reads: no cookies, no address, no referrer, no language, a name that says nothing', async () => {
  const { page } = await open();
  elsewhere.answer('/pixel', (response) => response.writeHead(200).end(png));
  await page.fetch(proxied(elsewhere.url('/pixel')), { headers: { referer: 'https://mail.example.org/mail/a1', 'accept-language': 'ar', 'user-agent': 'ali’s Firefox'.replace('’', ''), 'x-forwarded-for': '192.0.2.1' } });
  const { headers } = await elsewhere.next('/pixel');
  expect(Object.keys(headers).sort()).toEqual(['accept', 'connection', 'host', 'user-agent']);
  expect(headers['user-agent']).toBe('Mozilla/5.0 (compatible; mail image proxy)');
});

const pictures: readonly (readonly [type: string, bytes: Buffer])[] = [
  ['image/jpeg', begun('\xff\xd8\xff\xe0')], ['image/gif', begun('GIF89a')], ['image/webp', begun('RIFF\x10\0\0\0WEBPVP8 ')], ['image/avif', begun('\0\0\0\x20ftypavif')], ['image/bmp', begun('BM')],
  ['image/x-icon', begun('\0\0\x01\0\x01')],
];

test('pictures are known by their first bytes, even where these come one at a time', async () => {
  const { page } = await open();
  for (const [type, bytes] of pictures) {
    elsewhere.answer('/p', (response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    });
    const answer = await page.fetch(proxied(elsewhere.url('/p')));
    expect([answer.status, answer.headers.get('content-type'), Buffer.from(await answer.arrayBuffer())]).toEqual([200, type, bytes]);
  }
});

const others: Readonly<Record<string, string>> = {
  SVG: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'SVG with a prolog': '<?xml version="1.0"?><svg/>', HTML: '<!doctype html><script>alert(1)</script>', PDF: '%PDF-1.7',
  script: 'alert(1)', nothing: '', 'half a signature': '\x89PN',
};

test('what is no picture is refused, whatever it is called', async () => {
  const { page } = await open();
  for (const [name, body] of Object.entries(others)) {
    elsewhere.answer('/p', (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from(body, 'latin1')));
    const answer = await page.json('GET', proxied(elsewhere.url('/p')));
    expect([name, answer.status, answer.body.code]).toEqual([name, 415, 'notAPicture']);
  }
});

test('private addresses, wherever a name or a redirect leads, are refused without a word of what is there', async () => {
  const { page } = await open();
  for (const url of ['http://10.0.0.1/a.png', 'http://[::ffff:169.254.169.254]/latest', 'https://private.example/a.png', 'http://0xa.1/a.png']) {
    const { status, body } = await page.json('GET', proxied(url));
    expect([url, status, body.code]).toEqual([url, 403, 'notPermitted']);
    expect(JSON.stringify(body)).not.toContain('(10.0.0.1)');
  }
  elsewhere.answer('/away', (response) => response.writeHead(302, { location: 'http://10.0.0.1/a.png' }).end());
  elsewhere.answer('/down', (response) => response.writeHead(302, { location: 'http://elsewhere.example/a.png' }).end());
  expect(await page.json('GET', proxied(elsewhere.url('/down')))).toMatchObject({ status: 502, body: { code: 'remoteFailed' } });
  const narrow = await open([]);
  expect(await narrow.page.json('GET', proxied(elsewhere.url('/away')))).toMatchObject({ status: 403 });
});

test('what is no web address, too large, not there or broken off is told apart', async () => {
  const { page } = await open();
  const refusal = async (url: string) => {
    const { status, body } = await page.json('GET', proxied(url));
    return [status, body.code];
  };
  expect((await page.json('GET', '/api/v1/images')).body).toMatchObject({ status: 400, errors: [{ path: 'url' }] });
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'data:image/png;base64,AAAA', 'https://a:b@c.example/x', 'no address']) expect([url, ...(await refusal(url))]).toEqual([url, 400, 'invalidArguments']);
  elsewhere.answer('/large', (response) => response.writeHead(200, { 'content-length': 11 * 1024 * 1024 }).end(png));
  expect(await refusal(elsewhere.url('/large'))).toEqual([413, 'tooLarge']);
  elsewhere.answer('/none', (response) => response.writeHead(404).end('no'));
  expect(await refusal(elsewhere.url('/none'))).toEqual([502, 'remoteFailed']);
  elsewhere.answer('/cut', (response) => response.destroy());
  expect(await refusal(elsewhere.url('/cut'))).toEqual([502, 'remoteFailed']);
  // Grows over the bound while it comes: the reader gets no picture that looks whole.
  elsewhere.answer('/growing', (response) => {
    response.writeHead(200);
    response.write(png);
    response.end(Buffer.alloc(200_000));
  });
  const answer = await page.fetch(proxied(elsewhere.url('/growing')));
  await expect(answer.arrayBuffer()).rejects.toThrow();
});

test('only a page of our own gets pictures: not nobody, not another site, not who may only administer', async () => {
  const { base, page, call } = await open();
  elsewhere.answer('/x', (response) => response.writeHead(200).end(png));
  const path = proxied(elsewhere.url('/x'));
  expect((await fetch(base + path)).status).toBe(401);
  for (const site of ['cross-site', 'same-site', 'none']) expect((await page.fetch(path, { headers: { 'sec-fetch-site': site } })).status).toBe(401);
  const { body } = await call('POST', '/me/tokens', { as: 'root', body: { name: 't', scopes: ['admin'] } });
  expect((await fetch(base + path, { headers: { authorization: `Bearer ${String(body['token'])}` } })).status).toBe(403);
  expect((await page.fetch(path, { method: 'HEAD' })).status).toBe(200);
});

test('a page full of slow pictures is fetched six at a time, and stands in nobody’s way', async () => {
  const { page } = await open();
  const waiting: (() => void)[] = [];
  let arrived: () => void = () => undefined;
  let most = 0;
  elsewhere.answer('/slow', (response) => {
    waiting.push(() => response.writeHead(200).end(png));
    most = Math.max(most, waiting.length);
    arrived();
  });
  const answers = Array.from({ length: 20 }, async () => {
    const answer = await page.fetch(proxied(elsewhere.url('/slow')));
    await answer.arrayBuffer();
    return answer.status;
  });
  const next = async (): Promise<void> => {
    while (waiting.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
  };
  await next();
  expect((await page.json('GET', '/api/v1/me')).status).toBe(200);
  for (let sent = 0; sent < 20; sent++) {
    await next();
    waiting.shift()?.();
  }
  expect(await Promise.all(answers)).toEqual(Array<number>(20).fill(200));
  expect(most).toBeLessThanOrEqual(6);
});

test('who goes away while a picture is fetched takes no place any more', async () => {
  const { page } = await open();
  elsewhere.answer('/last', (response) => response.writeHead(200).end(png));
  for (let i = 0; i < 6; i++) {
    const path = `/left/${i}`;
    let answer: () => void = () => undefined;
    elsewhere.answer(path, (response) => (answer = () => response.writeHead(200).end(png)));
    const leaving = new AbortController();
    const gone = page.fetch(proxied(elsewhere.url(path)), { signal: leaving.signal }).catch((error: unknown) => (error as Error).name);
    await elsewhere.next(path);
    leaving.abort();
    expect(await gone).toBe('AbortError');
    answer();
  }
  expect((await page.fetch(proxied(elsewhere.url('/last')))).status).toBe(200);
});

test('who goes away takes along what is being fetched, and what waits in line is not asked for', async () => {
  const { page } = await open();
  const leaving = new AbortController();
  const ended: Promise<void>[] = [];
  const asked: string[] = [];
  const paths = Array.from({ length: 8 }, (_, place) => `/given-up/${place}`);
  for (const path of paths) {
    elsewhere.answer(path, (response) => {
      asked.push(path);
      ended.push(new Promise((resolve) => response.once('close', resolve)));
    });
  }
  const answers = paths.map((path) => page.fetch(proxied(elsewhere.url(path)), { signal: leaving.signal }).catch((error: unknown) => (error as Error).name));
  await expect.poll(() => asked.length).toBe(6);
  leaving.abort();
  expect(await Promise.all(answers)).toEqual(paths.map(() => 'AbortError'));
  await Promise.all(ended);
  elsewhere.answer('/after', (response) => response.writeHead(200).end(png));
  expect((await page.fetch(proxied(elsewhere.url('/after')))).status).toBe(200);
  expect(asked).toHaveLength(6);
});

test('limits.remotePicturesPerHour: more are refused with the time to wait, of this person alone', async () => {
  const { base, page } = await open(undefined, { remotePicturesPerHour: 2 });
  elsewhere.answer('/often', (response) => response.writeHead(200).end(png));
  const path = proxied(elsewhere.url('/often'));
  for (let i = 0; i < 2; i++) expect((await page.fetch(path)).status).toBe(200);
  const refused = await page.fetch(path);
  expect([refused.status, Number(refused.headers.get('retry-after')) > 3500]).toEqual([429, true]);
  expect((await (await signIn(base, 'root')).fetch(path)).status).toBe(200);
});
