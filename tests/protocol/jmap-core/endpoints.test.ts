/** The addresses that are answered before the router (api/http/endpoint.ts): a client cannot tell by which way its answer came. */
import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { basic, type Running, runOnSqlite } from './harness.ts';

/** An answer as it came, without what differs from one to the next. */
async function raw(app: Running, method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<{ status: number | undefined; headers: object; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port: app.port, method, path, headers: { authorization: basic('alice'), ...headers } }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        const { date: _date, ...rest } = response.headers;
        resolve({ status: response.statusCode, headers: rest, body: Buffer.concat(pieces) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const echo = (size: number): string => JSON.stringify({ using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', { text: 'x'.repeat(size) }, '0']] });

/** Another spelling, which the router knows. */
const spelled = (path: string): string => `${path}?`;

describe('by its exact address and by another spelling, an answer is the same', () => {
  const cases: [name: string, method: string, path: string, headers?: Record<string, string>, body?: string][] = [
    ['the session', 'GET', '/jmap/session'],
    ['a request', 'POST', '/jmap/api', json, echo(10)],
    ['a long one, compressed', 'POST', '/jmap/api', { ...json, 'accept-encoding': 'gzip' }, echo(20_000)],
    ['a long one, not compressed', 'POST', '/jmap/api', json, echo(20_000)],
    ['from another origin', 'GET', '/jmap/session', { origin: 'https://client.example' }],
    ['without a sign-in', 'GET', '/jmap/session', { authorization: 'Basic' }],
    ['with a token for administration alone', 'GET', '/jmap/session', { authorization: 'Bearer admin' }],
    ['a cookie of another page', 'POST', '/jmap/api', { authorization: '', cookie: '__Host-messagerie=alice', 'sec-fetch-site': 'cross-site', ...json }, echo(1)],
    ['a body of another type', 'POST', '/jmap/api', { 'content-type': 'text/plain' }, echo(1)],
    ['what is no JSON', 'POST', '/jmap/api', json, '{'],
    ['another method', 'DELETE', '/jmap/session'],
    ['HEAD', 'HEAD', '/jmap/session'],
    ['a preflight', 'OPTIONS', '/jmap/api', { origin: 'https://client.example', 'access-control-request-method': 'POST' }],
  ];
  test.each(cases)('%s', async (_name, method, path, headers, body) => {
    const app = await runOnSqlite({ app: { corsOrigins: ['https://client.example'] } });
    const direct = await raw(app, method, path, headers, body);
    expect(await raw(app, method, spelled(path), headers, body)).toEqual(direct);
  });
});

test('RFC 9110 §12.5.5: what may be compressed says so; what is long is, for those who take it', async () => {
  const app = await runOnSqlite();
  const plain = await raw(app, 'POST', '/jmap/api', json, echo(20_000));
  const packed = await raw(app, 'POST', '/jmap/api', { ...json, 'accept-encoding': 'gzip' }, echo(20_000));
  expect(plain.headers).toMatchObject({ vary: 'Origin, Accept-Encoding' });
  expect(packed.headers).toMatchObject({ vary: 'Origin, Accept-Encoding', 'content-encoding': 'gzip' });
  expect(gunzipSync(packed.body)).toEqual(plain.body);
});
