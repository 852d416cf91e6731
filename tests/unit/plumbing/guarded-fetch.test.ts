import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FetchRefused } from '../../../api/shared/fetch-refused.ts';
import { guardedFetcher, type FetcherOptions, type GuardedFetcher } from '../../../api/shared/guarded-fetch.ts';
import { openCertificate } from '../../../api/shared/tls.ts';

let port: number;
let server: Server;
let handler: (request: IncomingMessage, response: ServerResponse) => void;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => handler(request, response));
  port = await listening(server);
});
afterAll(() => server.close());
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  server.closeAllConnections();
});

async function listening(on: Server): Promise<number> {
  await new Promise<void>((resolve) => on.listen(0, '127.0.0.1', resolve));
  return (on.address() as AddressInfo).port;
}

/** Every name leads to 127.0.0.1, the way a hostile DNS would answer, unless told otherwise. */
function fetcher(options: Partial<FetcherOptions> = {}): GuardedFetcher {
  const made = guardedFetcher({
    allow: [], proxy: null, caFile: null, fetchBytes: 1000, fetchTimeout: 5000, fetchRedirects: 2,
    resolve: () => Promise.resolve(['127.0.0.1']),
    ...options,
  });
  closing.push(() => made.close());
  return made;
}

async function refusal(work: Promise<unknown>): Promise<FetchRefused> {
  const error = await work.then(() => null, (reason: unknown) => reason);
  if (error instanceof FetchRefused) return error;
  throw new Error(`expected a refusal, got ${String(error)}`);
}

describe('private addresses', () => {
  test.each([
    'http://127.0.0.1:PORT/', 'http://localhost:PORT/', 'http://localhost.:PORT/', 'http://2130706433:PORT/', 'http://0x7f.1:PORT/', 'http://0177.0.0.1:PORT/', 'http://127.1:PORT/',
    'http://[::1]:PORT/', 'http://[::ffff:127.0.0.1]:PORT/', 'http://[::ffff:7f00:1]:PORT/', 'http://[64:ff9b::7f00:1]:PORT/', 'http://0:PORT/', 'http://①②⑦.0.0.1:PORT/',
    'http://169.254.169.254/latest/meta-data', 'http://10.0.0.1/', 'http://[fe80::1]/', 'http://100.64.0.1/', 'http://224.0.0.1/', 'http://rebound.example:PORT/',
  ])('%s is refused', async (url) => {
    handler = () => expect.fail('reached');
    const error = await refusal(fetcher().fetch(url.replace('PORT', String(port))));
    expect(error.code).toBe('private');
    expect(error.message).toMatch(/add ".+:\d+" to fetch\.allow/);
  });

  test('a literal address is checked itself; no name server is asked about it', async () => {
    const lying = (): Promise<string[]> => Promise.resolve(['93.184.215.14']);
    for (const host of ['10.0.0.1', '[::ffff:10.0.0.1]', '167772161']) expect((await refusal(fetcher({ resolve: lying }).fetch(`http://${host}/`))).code).toBe('private');
  });

  test('a name with one public and one private address is refused as a whole', async () => {
    const error = await refusal(fetcher({ resolve: () => Promise.resolve(['93.184.215.14', '10.0.0.1']) }).fetch('http://mixed.example/'));
    expect(error).toMatchObject({ code: 'private', message: expect.stringContaining('mixed.example (10.0.0.1)') });
  });

  test('DNS rebinding: a public answer at first and a private one later is refused when the second connection is made', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    handler = (_request, response) => void response.setHeader('connection', 'close').end('first');
    // 127.0.0.1 stands for the public address.
    const rebinding = fetcher({ allow: ['127.0.0.1'], resolve: () => Promise.resolve(answers.shift() ?? []) });
    const url = `http://rebind.example:${port}/`;
    expect(await (await rebinding.fetch(url)).body.text()).toBe('first');
    expect(await refusal(rebinding.fetch(url))).toMatchObject({ code: 'private', message: expect.stringContaining('127.0.0.2') });
  });

  test('the name is looked up once for a connection: check and connection use the same answer', async () => {
    let asked = 0;
    handler = (_request, response) => void response.end('ok');
    const once = fetcher({ allow: ['127.0.0.1'], resolve: () => Promise.resolve(++asked === 1 ? ['127.0.0.1'] : ['10.0.0.1']) });
    expect(await (await once.fetch(`http://a.example:${port}/`)).body.text()).toBe('ok');
    expect(asked).toBe(1);
  });

  test.each([[(p: number) => [`cal.lan:${p}`], 'cal.lan'], [() => ['cal.lan'], 'cal.lan'], [() => ['127.0.0.0/8'], 'cal.lan'], [(p: number) => [`127.0.0.1:${p}`], '127.0.0.1']])(
    'fetch.allow opens what it names (%#)',
    async (allow, host) => {
      handler = (request, response) => void response.end(request.headers.host);
      expect(await (await fetcher({ allow: allow(port) }).fetch(`http://${host}:${port}/`)).body.text()).toBe(`${host}:${port}`);
    },
  );

  test('another port of an allowed host:port stays closed', async () => {
    expect((await refusal(fetcher({ allow: ['cal.lan:1'] }).fetch(`http://cal.lan:${port}/`))).code).toBe('private');
  });
});

describe('redirects', () => {
  const redirect = (location: string, status = 302) => {
    handler = (request, response) => {
      if (request.url === '/') void response.writeHead(status, { location }).end();
      else void response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers }));
    };
  };

  test('one to a private address is refused', async () => {
    for (const location of ['http://10.0.0.1/', `http://other.example:${port}/x`, '//[::1]/', 'http://2130706433/']) {
      redirect(location);
      expect((await refusal(fetcher({ allow: ['start.lan'] }).fetch(`http://start.lan:${port}/`))).code).toBe('private');
    }
  });

  test('one to another scheme is refused', async () => {
    for (const location of ['file:///etc/passwd', 'gopher://a/', 'http://u:p@start.lan/']) {
      redirect(location);
      expect((await refusal(fetcher({ allow: ['start.lan'] }).fetch(`http://start.lan:${port}/`))).code).toBe('address');
    }
  });

  test('they are bounded', async () => {
    let seen = 0;
    handler = (_request, response) => void response.writeHead(302, { location: `/${++seen}` }).end();
    expect(await refusal(fetcher({ allow: ['start.lan'] }).fetch(`http://start.lan:${port}/`))).toMatchObject({ code: 'redirect', message: 'More than 2 redirects' });
    expect(seen).toBe(3);
  });

  test('secrets do not follow to another origin', async () => {
    redirect(`http://next.lan:${port}/x`);
    const answer = await fetcher({ allow: ['start.lan', 'next.lan'] }).fetch(`http://start.lan:${port}/`, { headers: { Authorization: 'Bearer s', Cookie: 'a=b', 'If-None-Match': '"1"' } });
    const seen = JSON.parse(await answer.body.text()) as { headers: Record<string, string> };
    expect(seen.headers).toMatchObject({ 'if-none-match': '"1"' });
    expect(Object.keys(seen.headers)).not.toEqual(expect.arrayContaining(['authorization']));
    expect(seen.headers.cookie).toBeUndefined();
    expect(answer.url).toBe(`http://next.lan:${port}/x`);
  });

  test('RFC 9110 §15.4: POST becomes GET after 302, and stays POST with its body after 307', async () => {
    redirect('/next');
    const post = { method: 'POST', body: 'abc', headers: { 'content-type': 'text/plain' } } as const;
    const after302 = await fetcher({ allow: ['start.lan'] }).fetch(`http://start.lan:${port}/`, post);
    expect(JSON.parse(await after302.body.text())).toMatchObject({ method: 'GET', url: '/next' });
    redirect('/next', 307);
    const after307 = await fetcher({ allow: ['start.lan'] }).fetch(`http://start.lan:${port}/`, post);
    expect(JSON.parse(await after307.body.text())).toMatchObject({ method: 'POST', headers: { 'content-length': '3' } });
  });
});

describe('bounds', () => {
  const allow = ['start.lan'];
  const url = () => `http://start.lan:${port}/`;

  test('size: at the bound it passes, one byte over it is refused, announced or not', async () => {
    for (const announced of [true, false]) {
      for (const length of [1000, 1001]) {
        handler = (_request, response) => {
          if (announced) response.setHeader('content-length', length);
          response.write('x'.repeat(500));
          void response.end('x'.repeat(length - 500));
        };
        const read = fetcher({ allow }).fetch(url()).then((answer) => answer.body.bytes());
        if (length === 1000) expect(await read).toHaveLength(1000);
        else expect(await refusal(read)).toMatchObject({ code: 'size', message: 'The answer is larger than 1000 bytes' });
      }
    }
  });

  test('time: no answer, and an answer that never ends', async () => {
    handler = () => undefined;
    expect((await refusal(fetcher({ allow }).fetch(url(), { timeoutMs: 100 }))).code).toBe('timeout');
    handler = (_request, response) => void response.write('begun');
    const answer = await fetcher({ allow }).fetch(url(), { timeoutMs: 200 });
    expect((await refusal(answer.body.text())).code).toBe('timeout');
  });

  test('time: a name server that does not answer', async () => {
    expect((await refusal(fetcher({ resolve: () => new Promise(() => undefined) }).fetch('http://slow.example/', { timeoutMs: 100 }))).code).toBe('timeout');
  });

  test('the caller can give up', async () => {
    const abort = new AbortController();
    handler = () => abort.abort();
    expect((await refusal(fetcher({ allow }).fetch(url(), { signal: abort.signal }))).code).toBe('aborted');
  });

  test.each(['ftp://a/', 'file:///etc/passwd', 'data:,x', 'javascript:1', 'http://', 'x', 'http://u@a/', `http://a/${'x'.repeat(9000)}`])('%s is not fetched', async (wrong) => {
    expect((await refusal(fetcher().fetch(wrong))).code).toBe('address');
  });

  test('a name without address, and a closed port, are plain refusals', async () => {
    expect(await refusal(fetcher({ resolve: () => Promise.resolve([]) }).fetch('http://none.example/'))).toMatchObject({ code: 'unreachable', message: 'none.example has no address' });
    const closed = createServer();
    const closedPort = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    expect((await refusal(fetcher({ allow: ['gone.lan'] }).fetch(`http://gone.lan:${closedPort}/`))).code).toBe('unreachable');
  });
});

test('a file of authorities that is missing is named', async () => {
  expect((await refusal(fetcher({ caFile: '/nowhere/ca.pem', allow: ['a.lan'] }).fetch(`http://a.lan:${port}/`))).message).toBe('fetch.caFile: /nowhere/ca.pem cannot be read (ENOENT)');
});

describe('proxy', () => {
  /** A proxy that answers absolute requests itself and tunnels CONNECT to our server. */
  async function proxy(): Promise<{ url: string; seen: string[] }> {
    const seen: string[] = [];
    const tunnels: Socket[] = [];
    const made = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
      void response.end('by proxy');
    });
    made.on('connect', (request: IncomingMessage, client: Socket) => {
      seen.push(`CONNECT ${request.url}`);
      const upstream = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
      tunnels.push(upstream, client);
    });
    const proxyPort = await listening(made);
    closing.push(() => {
      for (const socket of tunnels) socket.destroy();
      made.closeAllConnections();
      made.close();
    });
    return { url: `http://us%40er:pw@127.0.0.1:${proxyPort}`, seen };
  }

  test('what is outside goes through it, also where this machine knows no name', async () => {
    const { url, seen } = await proxy();
    const noDns = fetcher({ proxy: url, resolve: () => Promise.reject(new Error('no DNS here')) });
    expect(await (await noDns.fetch('http://far.example/a?b')).body.text()).toBe('by proxy');
    expect(seen).toEqual([`GET http://far.example/a?b Basic ${Buffer.from('us@er:pw').toString('base64')}`]);
  });

  test('private addresses are refused all the same; allowed hosts are reached directly', async () => {
    const { url, seen } = await proxy();
    handler = (_request, response) => void response.end('direct');
    const guarded = fetcher({ proxy: url, allow: ['cal.lan'] });
    expect((await refusal(guarded.fetch('http://127.0.0.1/'))).code).toBe('private');
    expect((await refusal(guarded.fetch('http://inside.example/'))).code).toBe('private');
    expect(await (await guarded.fetch(`http://cal.lan:${port}/`)).body.text()).toBe('direct');
    expect(seen).toEqual([]);
  });

  test('HTTPS goes by CONNECT, its certificate checked against fetch.caFile', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'messagerie-fetch-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const certificate = await openCertificate({ dataDir: folder, files: null, names: ['far.example'] });
    const caFile = path.join(folder, 'ca.pem');
    writeFileSync(caFile, certificate.current().cert);
    const secure = createTlsServer(certificate.options(), (_request, response) => void response.end('sealed'));
    const securePort = await listening(secure);
    closing.push(() => {
      secure.closeAllConnections();
      secure.close();
    });
    const { url, seen } = await proxy();
    const target = `https://far.example:${securePort}/`;
    const outside = (): Promise<string[]> => Promise.reject(new Error('no DNS here'));
    expect((await refusal(fetcher({ proxy: url, resolve: outside }).fetch(target))).code).toBe('unreachable');
    expect(await (await fetcher({ proxy: url, caFile, resolve: outside }).fetch(target)).body.text()).toBe('sealed');
    expect(seen).toEqual([`CONNECT far.example:${securePort}`, `CONNECT far.example:${securePort}`]);
    // Direct, with the same authority.
    expect(await (await fetcher({ caFile, allow: ['far.example'] }).fetch(target)).body.text()).toBe('sealed');
  });
});
