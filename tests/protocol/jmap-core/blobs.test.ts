/** Uploads and downloads (RFC 8620 §6, RFC 9110 §13, §14), on both databases. */
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { blobIdOfPart } from '../../../api/jmap/blob-access.ts';
import { toId } from '../../../api/ids.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { alice, aliceId, basic, bob, bobId, run, talk, type Running } from './harness.ts';

const upload = async (server: Running, bytes: Uint8Array, type = 'text/plain', as = 'alice', account = alice) => {
  const response = await server.call(`/jmap/upload/${account}`, { method: 'POST', body: bytes, headers: { 'content-type': type }, as });
  return { status: response.status, body: (await response.json()) as { accountId: string; blobId: string; type: string; size: number } };
};
const uploadCount = async (server: Running) => (await server.db.read((read) => read.get<{ n: number }>(sql`SELECT COUNT(*) AS n FROM upload`)))?.n;
const path = (blobId: string, name = 'a.txt', account = alice) => `/jmap/download/${account}/${blobId}/${encodeURIComponent(name)}`;

eachDatabase((_name, makeUrl) => {
  describe('upload (RFC 8620 §6.1)', () => {
    test('the bytes come back as they were, under an id that their hash gives', async () => {
      const server = await run(makeUrl);
      const bytes = randomBytes(3_000_000);
      const { status, body } = await upload(server, bytes, 'image/png');
      expect([status, body]).toEqual([201, { accountId: alice, blobId: `b${createHash('sha256').update(bytes).digest('hex')}`, type: 'image/png', size: bytes.length }]);
      const response = await server.call(path(body.blobId));
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
      expect(response.headers.get('content-type')).toBe('image/png');
      const again = await upload(server, bytes, 'image/webp');
      expect(again.body).toMatchObject({ blobId: body.blobId, type: 'image/webp' });
      expect(await uploadCount(server)).toBe(1);
      expect((await upload(server, Buffer.alloc(0))).body.size).toBe(0);
    });

    test('at the limit it is kept; over it, announced or not, 413 with the limit’s name, and nothing is kept', async () => {
      const server = await run(makeUrl, { limits: { maxSizeUpload: 65_536 } });
      expect((await upload(server, Buffer.alloc(65_536, 1))).status).toBe(201);
      expect(await upload(server, Buffer.alloc(65_537, 2))).toMatchObject({ status: 413, body: { type: 'urn:ietf:params:jmap:error:limit', limit: 'maxSizeUpload' } });
      const head = ['HTTP/1.1', 'Host: x', `Authorization: ${basic('alice')}`, 'Transfer-Encoding: chunked', '', ''].join('\r\n');
      const chunked = await talk(server.port, `POST /jmap/upload/${alice} ${head}${(65_537).toString(16)}\r\n${'x'.repeat(65_537)}\r\n0\r\n\r\n`, { until: /maxSizeUpload/ });
      expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
      expect(await uploadCount(server)).toBe(1);
    });

    test('cut off, or shorter than its Content-Length: nothing is kept, and the server lives', async () => {
      const server = await run(makeUrl);
      const head = (length: number) => [`POST /jmap/upload/${alice} HTTP/1.1`, 'Host: x', `Authorization: ${basic('alice')}`, `Content-Length: ${length}`, '', ''].join('\r\n');
      await talk(server.port, `${head(1000)}only this`, { end: true });
      // A chunked body that ends in the middle of a chunk.
      await talk(server.port, [`POST /jmap/upload/${alice} HTTP/1.1`, 'Host: x', `Authorization: ${basic('alice')}`, 'Transfer-Encoding: chunked', '', '3e8', 'abc'].join('\r\n'), { end: true });
      expect(await uploadCount(server)).toBe(0);
      // Longer than announced.
      expect(await talk(server.port, `${head(4)}abcdefgh`)).toMatch(/^HTTP\/1\.1 400 /);
      expect((await upload(server, Buffer.from('fine'))).status).toBe(201);
      expect(await uploadCount(server)).toBe(1);
    });

    test('RFC 8620 §2: maxConcurrentUpload, and places come back when a connection breaks', async () => {
      const server = await run(makeUrl, { limits: { maxConcurrentUpload: 1 } });
      const socket = connect({ host: '127.0.0.1', port: server.port });
      socket.write([`POST /jmap/upload/${alice} HTTP/1.1`, 'Host: x', `Authorization: ${basic('alice')}`, 'Content-Length: 10', 'Expect: 100-continue', '', ''].join('\r\n'));
      await new Promise((resolve) => socket.once('data', resolve));
      expect(await upload(server, Buffer.from('x'))).toMatchObject({ status: 429, body: { limit: 'maxConcurrentUpload' } });
      expect((await upload(server, Buffer.from('x'), 'text/plain', 'bob', bob)).status).toBe(201);
      socket.destroy();
      await expect.poll(async () => (await upload(server, Buffer.from('x'))).status).toBe(201);
    });

    test('foreign and unknown accounts are 404, a reading token 403', async () => {
      const server = await run(makeUrl);
      expect((await upload(server, Buffer.from('x'), 'text/plain', 'alice', bob)).status).toBe(404);
      expect((await upload(server, Buffer.from('x'), 'text/plain', 'alice', 'nonsense')).status).toBe(404);
      const reading = await server.call(`/jmap/upload/${alice}`, { method: 'POST', body: 'x', as: null, headers: { authorization: 'Bearer reader' } });
      expect([reading.status, await uploadCount(server)]).toEqual([403, 0]);
    });
  });

  describe('download (RFC 8620 §6.2)', () => {
    test('headers keep what others sent from running as a page of ours', async () => {
      const server = await run(makeUrl);
      const { body } = await upload(server, Buffer.from('<script>'), 'text/html');
      const response = await server.call(`${path(body.blobId, 'été "1".html')}?type=text/html`);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/html', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes', 'content-length': '8', etag: `"${body.blobId}"`,
        'content-disposition': `attachment; filename="ete _1_.html"; filename*=UTF-8''%C3%A9t%C3%A9%20%221%22.html`,
      });
      expect(response.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
      expect(response.headers.get('cache-control')).toMatch(/private.*immutable/);
      const split = await server.call(`${path(body.blobId, 'a\r\nSet-Cookie: x=1')}?type=${encodeURIComponent('text/html\r\nX: 1')}`);
      expect([split.status, split.headers.get('set-cookie'), split.headers.get('x')]).toEqual([200, null, null]);
    });

    test('RFC 9110 §14: ranges, from the end, of several the first that lies inside; 416 for none', async () => {
      const server = await run(makeUrl);
      const { blobId } = (await upload(server, Buffer.from('0123456789'))).body;
      const get = async (range: string, more: Record<string, string> = {}) => {
        const response = await server.call(path(blobId), { headers: { range, ...more } });
        return [response.status, response.headers.get('content-range'), response.status === 416 ? '' : await response.text()];
      };
      expect(await get('bytes=0-0')).toEqual([206, 'bytes 0-0/10', '0']);
      expect(await get('bytes=3-5')).toEqual([206, 'bytes 3-5/10', '345']);
      expect(await get('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
      expect(await get('bytes=-2')).toEqual([206, 'bytes 8-9/10', '89']);
      expect(await get('bytes=-99')).toEqual([206, 'bytes 0-9/10', '0123456789']);
      expect(await get('bytes=8-99')).toEqual([206, 'bytes 8-9/10', '89']);
      expect(await get('bytes=20-30, 4-5, 7-8')).toEqual([206, 'bytes 4-5/10', '45']);
      expect(await get('bytes=10-')).toEqual([416, 'bytes */10', '']);
      expect(await get('bytes=-0')).toEqual([416, 'bytes */10', '']);
      for (const ignored of ['bytes=5-3', 'bytes=a-b', 'lines=1-2', 'bytes=', 'bytes=-']) expect(await get(ignored)).toEqual([200, null, '0123456789']);
      expect(await get('bytes=3-5', { 'if-range': `"${blobId}"` })).toEqual([206, 'bytes 3-5/10', '345']);
      expect(await get('bytes=3-5', { 'if-range': '"other"' })).toEqual([200, null, '0123456789']);
    });

    test('RFC 9110 §13.1.2: If-None-Match answers 304; HEAD has the headers alone', async () => {
      const server = await run(makeUrl);
      const { blobId } = (await upload(server, Buffer.from('0123456789'))).body;
      const cached = await server.call(path(blobId), { headers: { 'if-none-match': `"x", W/"${blobId}"` } });
      expect([cached.status, await cached.text()]).toEqual([304, '']);
      const head = await server.call(path(blobId), { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
    });

    test('who may not read a blob learns nothing: unknown, foreign, malformed are all 404', async () => {
      const server = await run(makeUrl);
      const { blobId } = (await upload(server, Buffer.from('for bob'), 'text/plain', 'bob', bob)).body;
      for (const id of [blobId, `b${'0'.repeat(64)}`, 'b123', 'x', `${blobId}-0-3-i`, 'me1', '..%2f..%2fetc%2fpasswd']) {
        const response = await server.call(`/jmap/download/${alice}/${id}/a.txt`);
        expect(response.status, id).toBe(404);
        expect(await response.json()).toMatchObject({ code: 'blobNotFound' });
      }
      expect((await server.call(path(blobId, 'a', bob))).status).toBe(404);
      expect((await server.call(path(blobId, 'a', bob), { as: 'bob' })).status).toBe(200);
    });

    test('a row that refers to a blob makes it readable: an Email with and without prefix, a report on a submission', async () => {
      const server = await run(makeUrl);
      const message = Buffer.from('Subject: x\r\n\r\nbody\r\n');
      const prefix = Buffer.from('Return-Path: <>\r\n');
      const report = Buffer.from('a bounce');
      const emailId = aliceId * 2 ** 32 + 5;
      const [stored, dsn] = [await server.db.blobs.put(message), await server.db.blobs.put(report)];
      await server.db.write([aliceId], async (tx) => {
        await server.db.blobs.register(tx, stored, 1);
        await server.db.blobs.register(tx, dsn, 1);
        await tx.run(sql`INSERT INTO email (account_id, id, thread_id, blob_hash, prefix, size_bytes, received_at, created_modseq, changed_modseq)
          VALUES (${aliceId}, ${emailId}, 1, ${stored.hash}, ${prefix}, ${prefix.length + message.length}, 1, 1, 1)`);
        await tx.run(sql`INSERT INTO submission (id, account_id, identity_id, email_id, thread_id, envelope, send_at, undo_status, dsn_blobs, created_modseq, changed_modseq)
          VALUES (1, ${aliceId}, 1, 1, 1, '{}', 1, 'final', ${JSON.stringify([`b${dsn.hash}`])}, 1, 1)`);
      });
      const m = `m${toId('email', emailId)}`;
      const text = async (id: string, headers: Record<string, string> = {}) => (await server.call(path(id), { headers })).text();
      expect(await text(m)).toBe(`${prefix}${message}`);
      expect(await text(m, { range: `bytes=${prefix.length - 4}-${prefix.length + 6}` })).toBe(`${prefix}${message}`.slice(prefix.length - 4, prefix.length + 7));
      expect(await text(`b${stored.hash}`)).toBe(String(message));
      expect(await text(`b${dsn.hash}`)).toBe('a bounce');
      // A part's range counts in the stored blob, whatever stands in front of it.
      const start = message.indexOf('body');
      expect(await text(blobIdOfPart(m, { bodyStart: start, bodyEnd: start + 4, encoding: '8bit' }))).toBe('body');
      expect((await server.call(`/jmap/download/${bob}/b${stored.hash}/x`, { as: 'bob' })).status).toBe(404);
      expect((await server.call(`/jmap/download/${bob}/${m}/x`, { as: 'bob' })).status).toBe(404);
      expect(bobId).not.toBe(aliceId);
    });

    test('parts are decoded, also parts of parts, with ranges', async () => {
      const server = await run(makeUrl);
      const inner = randomBytes(200_000);
      const base64 = inner.toString('base64').replace(/(.{76})/g, '$1\r\n');
      const whole = Buffer.from(`head\r\n${base64}\r\ntail=C3=A9 =\r\nend`);
      const { blobId } = (await upload(server, whole)).body;
      const part = blobIdOfPart(blobId, { bodyStart: 6, bodyEnd: 6 + base64.length, encoding: 'base64' });
      const bytes = async (id: string, headers: Record<string, string> = {}) => Buffer.from(await (await server.call(path(id), { headers })).arrayBuffer());
      expect((await bytes(part)).equals(inner)).toBe(true);
      expect((await bytes(part, { range: 'bytes=150000-150009' })).equals(inner.subarray(150_000, 150_010))).toBe(true);
      expect((await bytes(blobIdOfPart(part, { bodyStart: 10, bodyEnd: 20, encoding: 'binary' }))).equals(inner.subarray(10, 20))).toBe(true);
      const tail = blobIdOfPart(blobId, { bodyStart: 8 + base64.length, bodyEnd: whole.length, encoding: 'quoted-printable' });
      expect(String(await bytes(tail))).toBe('tailé end');
      expect((await server.call(path(`${blobId}-0-${whole.length + 1}-i`))).status).toBe(404);
      expect((await server.call(path(`${blobId}-5-4-i`))).status).toBe(404);
    });

    test('design §4: a download that runs is cut when its sign-in is revoked', async () => {
      const server = await run(makeUrl);
      const { blobId } = (await upload(server, Buffer.alloc(64 * 1024 * 1024, 1))).body;
      const response = await server.call(path(blobId));
      const reader = response.body?.getReader();
      await reader?.read();
      server.core.bus.publish({ kind: 'revoked', principalId: aliceId, reason: 'password changed' });
      await expect((async () => {
        for (;;) if ((await reader?.read())?.done) return 'whole';
      })()).rejects.toThrow();
    });
  });
});
