/** The web client's page and files (contract, URLs; web.md §4, Page CSP). */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { compressFolder } from '../../../scripts/web/compress.mjs';
import { runOnSqlite } from '../jmap-core/harness.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const script = 'console.log("a script that is long enough to be worth it");\n'.repeat(40);
const built: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>Messagerie</title><script type="module" src="/assets/index-abc.js"></script>',
  'assets/index-abc.js': script,
  'sw.js': 'self.addEventListener("fetch", () => undefined);',
  'manifest.webmanifest': '{"name":"Messagerie"}',
  'frame/mail.html': '<!doctype html><meta charset="utf-8"><title></title><body></body>',
  'frame/print.html': '<!doctype html><meta charset="utf-8"><title></title><body></body>',
  'csp.json': '{"styleHashes":["sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]}',
  '.vite/manifest.json': '{}',
};

function build(files: Readonly<Record<string, string>> = built): string {
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-web-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const start = (webFolder: string, publicUrl: string | null = null) => runOnSqlite({ app: { webFolder }, publicUrl });

test('/ and every address of the client are its page, asked for anew each time; other addresses are none', async () => {
  const { call } = await start(build());
  for (const path of ['/', '/sign-in', '/mail', '/mail/a1/b2/t3?q=x', '/search?q=from:a', '/compose/new', '/settings/identities', '/people/b/c', '/directory/e', '/calendar/week/2026-01-05', '/tasks/l/t', '/admin/people/a1']) {
    const answer = await call(path, { as: null });
    expect([path, answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([path, 200, 'text/html; charset=utf-8', 'no-cache']);
    expect(await answer.text()).toBe(built['index.html']);
  }
  for (const path of ['/mailbox', '/nothing', '/assets/none.js', '/assets/', '/assets', '/frame', '/frame/', '/csp.json', '/.vite/manifest.json', '//mail', '/MAIL']) {
    expect([path, (await call(path, { as: null })).status]).toEqual([path, 404]);
  }
  expect((await call('/sign-in', { as: null, method: 'POST' })).status).toBe(405);
  // What was there before stays where it is.
  expect(await (await call('/connect', { as: null })).text()).toContain('/.well-known/jmap');
  expect((await call('/jmap/session', { as: null })).status).toBe(401);
});

test('without a build, / leads to /connect as before; once it is built it is served, and so is the next build', async () => {
  const folder = build({});
  const { call } = await start(folder);
  expect((await call('/', { as: null })).headers.get('location')).toBe('/connect');
  expect((await call('/mail', { as: null })).status).toBe(404);
  writeFileSync(join(folder, 'index.html'), 'first');
  expect(await (await call('/', { as: null })).text()).toBe('first');
  writeFileSync(join(folder, 'index.html'), 'second');
  utimesSync(join(folder, 'index.html'), 1, 1);
  expect(await (await call('/', { as: null })).text()).toBe('second');
});

test('hashed files are kept for ever, others asked for; all by the right type, and never sniffed', async () => {
  const { call } = await start(build());
  const seen = async (path: string) => {
    const { status, headers } = await call(path, { as: null });
    return [status, headers.get('content-type'), headers.get('cache-control'), headers.get('x-content-type-options')];
  };
  expect(await seen('/assets/index-abc.js')).toEqual([200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable', 'nosniff']);
  expect(await seen('/sw.js')).toEqual([200, 'text/javascript; charset=utf-8', 'no-cache', 'nosniff']);
  // A worker runs under the policy of its own file: nothing but the client's own comes into it.
  expect((await call('/sw.js', { as: null })).headers.get('content-security-policy')).toBe("default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'");
  expect(await seen('/manifest.webmanifest')).toEqual([200, 'application/manifest+json', 'no-cache', 'nosniff']);
  const page = await call('/', { as: null });
  const etag = page.headers.get('etag') ?? '';
  expect(etag).toMatch(/^W\/"/);
  const again = await call('/mail/x', { as: null, headers: { 'if-none-match': etag } });
  expect([again.status, await again.text(), again.headers.get('content-security-policy')]).toEqual([304, '', page.headers.get('content-security-policy')]);
  expect((await call('/', { as: null, headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  const head = await call('/', { as: null, method: 'HEAD' });
  expect([head.headers.get('content-length'), await head.text()]).toEqual([String(built['index.html']?.length), '']);
});

test('compressed twins are sent to whom they suit, and vary by that; small files have none', async () => {
  const folder = build();
  expect(compressFolder(folder)).toMatchObject({ files: 8 });
  const { call, port } = await start(folder);
  // By hand: fetch unpacks what it gets.
  const get = (acceptEncoding: string, path = '/assets/index-abc.js') =>
    new Promise<{ encoding: string | undefined; vary: string | undefined; body: Buffer }>((resolve, reject) => {
      request({ port, path, headers: { 'accept-encoding': acceptEncoding } }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => resolve({ encoding: response.headers['content-encoding'], vary: response.headers.vary, body: Buffer.concat(pieces) }));
      }).on('error', reject).end();
    });
  const brotli = await get('gzip, deflate, br');
  expect([brotli.encoding, brotli.vary, brotliDecompressSync(brotli.body).toString()]).toEqual(['br', 'Accept-Encoding', script]);
  expect((await get('gzip')).encoding).toBe('gzip');
  expect((await get('br;q=0, gzip;q=0.5')).encoding).toBe('gzip');
  const plain = await get('identity');
  expect([plain.encoding, plain.body.toString()]).toEqual([undefined, script]);
  expect((await get('br', '/sw.js')).encoding).toBeUndefined();
  expect((await call('/assets/index-abc.js.br', { as: null })).status).toBe(404);
});

test('nothing leads out of the folder', async () => {
  const folder = build();
  writeFileSync(join(dirname(folder), 'outside.txt'), 'secret');
  const { port } = await start(folder);
  const status = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ port, path }, (response) => resolve(response.resume().statusCode)).on('error', reject).end();
    });
  for (const path of ['/assets/../../outside.txt', '/..%2foutside.txt', '/assets/..%2f..%2foutside.txt', '/%2e%2e/outside.txt', '/assets\\..\\..\\outside.txt', '/assets/../csp.json', '/frame/..%2fcsp.json']) {
    expect([path, await status(path)]).toEqual([path, 404]);
  }
  rmSync(join(dirname(folder), 'outside.txt'));
});

test('web.md §4: pages run our own scripts alone, Trusted Types on, nothing from elsewhere, in nobody’s frame', async () => {
  const { call } = await start(build());
  const { headers } = await call('/mail', { as: null });
  const policy = Object.fromEntries((headers.get('content-security-policy') ?? '').split('; ').map((directive) => [directive.split(' ', 1)[0], directive.slice(directive.indexOf(' ') + 1)]));
  expect(policy).toMatchObject({
    'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='", 'img-src': "'self' data: blob:", 'connect-src': "'self'",
    'frame-src': "'self'", 'object-src': "'none'", 'base-uri': "'none'", 'form-action': "'self'", 'frame-ancestors': "'none'", 'require-trusted-types-for': "'script'",
    'trusted-types': 'dompurify ProseMirrorClipboard messagerie',
  });
  expect(JSON.stringify(policy)).not.toMatch(/unsafe|\*|https?:/);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('permissions-policy')).toContain('camera=()');
});

test('web.md §4: the frames for mail and for printing run nothing, and fetch pictures by the proxy alone', async () => {
  const { call, port } = await start(build(), 'https://mail.example.org');
  const policy = async (path: string) => (await call(path, { as: null })).headers.get('content-security-policy');
  const images = `127.0.0.1:${port}/api/v1/images`;
  expect(await policy('/frame/mail.html')).toBe(
    `sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: blob: ${images}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
  );
  expect(await policy('/frame/print.html')).toBe(
    `sandbox allow-same-origin allow-modals; default-src 'none'; style-src 'unsafe-inline'; img-src data: blob: ${images}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
});

test('a list of hashes that is none stops the start: the page would lack its styles', async () => {
  await expect(start(build({ ...built, 'csp.json': '{"styleHashes":["\'unsafe-inline\'"]}' }))).rejects.toThrow(/build the web client again/);
});
