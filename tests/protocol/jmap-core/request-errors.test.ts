/** Request-level errors and I-JSON (RFC 8620 §3.6.1, RFC 7493), over HTTP. */
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { basic, runOnSqlite as start, talk, type Running } from './harness.ts';

const core = 'urn:ietf:params:jmap:core';
const post = (server: Running, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  server.call('/jmap/api', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const problem = async (response: Response) => ({ status: response.status, contentType: response.headers.get('content-type'), ...((await response.json()) as { type: string; detail: string; limit?: string }) });
const echo = (inner: string) => `{"using":["${core}"],"methodCalls":[["Core/echo",${inner},"0"]]}`;

describe('I-JSON', () => {
  test('RFC 7493 §2: what two programs may understand differently is notJSON', async () => {
    const server = await start();
    const bad: Record<string, string | Uint8Array> = {
      'a name twice': echo('{"a":1,"a":2}'),
      'a name twice, once escaped': echo('{"a":1,"\\u0061":2}'),
      '__proto__ twice': echo('{"__proto__":1,"__proto__":2}'),
      'half a surrogate pair': echo('{"a":"\\ud800"}'),
      'the halves in the wrong order': echo('{"a":"\\udc00\\ud800"}'),
      'half a pair in a name': echo('{"\\udfff":1}'),
      'a non-character': echo('{"a":"\uffff"}'),
      'a non-character, escaped': echo('{"a":"\\ufdd0"}'),
      'a number past a double': echo('{"a":1e400}'),
      'a leading zero': echo('{"a":01}'),
      'a bare plus': echo('{"a":+1}'),
      'NaN': echo('{"a":NaN}'),
      'a raw line end in a text': echo('{"a":"x\ny"}'),
      'an unknown escape': echo('{"a":"\\x41"}'),
      'a comma too many': echo('{"a":1,}'),
      'single quotes': echo("{'a':1}"),
      'something behind the end': `${echo('{}')} x`,
      'cut off': echo('{"a":[1,2').slice(0, 60),
      'nothing': '',
      'not UTF-8': Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      'an encoded surrogate': Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
      'a comment': `/* hello */${echo('{}')}`,
    };
    for (const [what, body] of Object.entries(bad)) {
      const answer = await problem(await post(server, body));
      expect(answer, what).toMatchObject({ status: 400, type: 'urn:ietf:params:jmap:error:notJSON', contentType: 'application/problem+json' });
      expect(answer.detail, what).toMatch(/I-JSON/);
    }
  });

  test('RFC 8259: what is allowed comes through unchanged', async () => {
    const server = await start();
    const value = { '': '', 'a/b~c': [1, -0.5, 1e-7, true, null, [], {}], text: 'é\u0000"\\/\b\f\n\r\t😀', __proto__x: 1, big: 9007199254740991, deep: [[[[{}]]]] };
    const response = await post(server, echo(JSON.stringify(value)));
    const body = (await response.json()) as { methodResponses: [string, unknown, string][] };
    expect(body.methodResponses).toEqual([['Core/echo', value, '0']]);
    const proto = await post(server, echo('{"__proto__":{"admin":true},"x":"\\ud83d\\ude00"}'));
    expect(await proto.text()).toContain('{"__proto__":{"admin":true},"x":"😀"}');
  });

  test('nesting at the limit is read, one deeper is refused without harm', async () => {
    const server = await start({ limits: { jsonDepth: 16 } });
    // Request, methodCalls, call and arguments are four levels.
    const nested = (levels: number) => echo(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`);
    expect((await post(server, nested(12))).status).toBe(200);
    expect(await problem(await post(server, nested(13)))).toMatchObject({ status: 400, type: 'urn:ietf:params:jmap:error:notRequest' });
    const bomb = '['.repeat(2_000_000);
    expect(await problem(await post(server, bomb))).toMatchObject({ status: 400, type: 'urn:ietf:params:jmap:error:notRequest' });
    expect((await post(server, echo('{}'))).status).toBe(200);
  });
});

describe('requests', () => {
  test('RFC 8620 §3.6.1: a wrong content type is notJSON', async () => {
    const server = await start();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      expect(await problem(await post(server, echo('{}'), { 'content-type': type }))).toMatchObject({ status: 400, type: 'urn:ietf:params:jmap:error:notJSON' });
    }
    expect((await post(server, echo('{}'), { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
  });

  test('RFC 8620 §3.3: what is JSON but no request is notRequest, and says where', async () => {
    const server = await start();
    const bad: [unknown, string][] = [
      [[], '/'], ['text', '/'], [null, '/'], [{ using: [core] }, 'methodCalls'], [{ methodCalls: [] }, 'using'], [{ using: [1], methodCalls: [] }, 'using/0'],
      [{ using: [core], methodCalls: [['Core/echo', {}]] }, 'methodCalls/0'], [{ using: [core], methodCalls: [['Core/echo', [], '0']] }, 'methodCalls/0/1'],
      [{ using: [core], methodCalls: [['Core/echo', {}, 0]] }, 'methodCalls/0/2'], [{ using: [core], methodCalls: [], createdIds: { a: 1 } }, 'createdIds/a'],
    ];
    for (const [body, where] of bad) {
      const answer = await problem(await post(server, JSON.stringify(body)));
      expect(answer, JSON.stringify(body)).toMatchObject({ status: 400, type: 'urn:ietf:params:jmap:error:notRequest' });
      expect(answer.detail).toContain(where);
    }
  });

  test('RFC 8620 §3.6.1: unknownCapability names it', async () => {
    const server = await start();
    const answer = await problem(await post(server, JSON.stringify({ using: [core, 'https://example.com/apis/foobar'], methodCalls: [] })));
    expect(answer).toMatchObject({ status: 400, type: 'urn:ietf:params:jmap:error:unknownCapability' });
    expect(answer.detail).toContain('https://example.com/apis/foobar');
  });

  test('RFC 8620 §3.6.1: limits name themselves; at the limit it works', async () => {
    const server = await start({ limits: { maxCallsInRequest: 4, maxSizeRequest: 70_000 } });
    const calls = (count: number) => Array.from({ length: count }, (_, i) => ['Core/echo', {}, `${i}`]);
    expect((await server.jmap(calls(4))).body.methodResponses).toHaveLength(4);
    expect((await server.jmap(calls(5))).body).toMatchObject({ status: 400, type: 'urn:ietf:params:jmap:error:limit', limit: 'maxCallsInRequest' });
    const sized = (bytes: number) => echo(`{"a":"${'x'.repeat(bytes - echo('{"a":""}').length)}"}`);
    expect((await post(server, sized(70_000))).status).toBe(200);
    expect(await problem(await post(server, sized(70_001)))).toMatchObject({ status: 413, type: 'urn:ietf:params:jmap:error:limit', limit: 'maxSizeRequest' });
    // Without a Content-Length the bytes are counted as they come.
    const chunked = await talk(server.port, [
      'POST /jmap/api HTTP/1.1', 'Host: x', `Authorization: ${basic('alice')}`, 'Content-Type: application/json', 'Transfer-Encoding: chunked', '', `${(70_001).toString(16)}`, `${'x'.repeat(70_001)}`, '0', '', '',
    ].join('\r\n'), { until: /maxSizeRequest/ });
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    expect((await post(server, echo('{}'))).status).toBe(200);
  });

  test('RFC 9110 §10.1.1: a body that will be refused is not asked for', async () => {
    const server = await start({ limits: { maxSizeRequest: 70_000 } });
    const ask = (length: number) => talk(server.port, ['POST /jmap/api HTTP/1.1', 'Host: x', `Authorization: ${basic('alice')}`, 'Content-Type: application/json', `Content-Length: ${length}`, 'Expect: 100-continue', '', ''].join('\r\n'), { until: /\r\n\r\n/ });
    expect(await ask(70_001)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await ask(70_000)).toMatch(/^HTTP\/1\.1 100 /);
  });

  test('RFC 8620 §2: maxConcurrentRequests holds per account, and places come back', async () => {
    const server = await start({ limits: { maxConcurrentRequests: 2 } });
    const half = (as: string) => {
      const body = echo('{}');
      const head = ['POST /jmap/api HTTP/1.1', 'Host: x', `Authorization: ${basic(as)}`, 'Content-Type: application/json', `Content-Length: ${body.length}`, 'Expect: 100-continue', '', ''].join('\r\n');
      return { head, body };
    };
    const held = await Promise.all([0, 1].map(async () => {
      const socket = connect({ host: '127.0.0.1', port: server.port });
      socket.write(half('alice').head);
      // 100 Continue: the place is taken, the body awaited.
      await new Promise((resolve) => socket.once('data', resolve));
      return socket;
    }));
    expect((await server.jmap([])).body).toMatchObject({ status: 429, type: 'urn:ietf:params:jmap:error:limit', limit: 'maxConcurrentRequests' });
    expect((await server.call('/jmap/api', { as: 'bob', method: 'POST', headers: { 'content-type': 'application/json' }, body: echo('{}') })).status).toBe(200);
    for (const socket of held) {
      socket.write(half('alice').body);
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
    }
    expect((await server.jmap([])).status).toBe(200);
  });

  test('a body that comes too slowly is cut off', async () => {
    const server = await start({ limits: { httpRequestTimeout: 300, httpHeadersTimeout: 200 } });
    const answer = await talk(server.port, ['POST /jmap/api HTTP/1.1', 'Host: x', `Authorization: ${basic('alice')}`, 'Content-Type: application/json', 'Content-Length: 100', '', '{'].join('\r\n'));
    expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect((await server.jmap([])).status).toBe(200);
  });

  test('a compressed body is refused in words', async () => {
    const server = await start();
    expect((await post(server, 'x', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('descriptions are in the language of the account', async () => {
    for (const [language, form] of [['fr', /capacité/], ['ar', /القدرة/]] as const) {
      const server = await start({ language });
      const response = await post(server, JSON.stringify({ using: ['urn:x'], methodCalls: [] }));
      expect(response.headers.get('content-language')).toBe(language);
      expect((await problem(response)).detail).toMatch(form);
    }
  });
});
