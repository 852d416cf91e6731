/** Connections that send too much, too little, or something else than they announced: a precise refusal or the end, and nothing half done. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../../setup/server.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { LineClient, lmtpConnect } from '../../crash/line-client.ts';
import { ALICE, heldMiB, type Target, target } from './harness.ts';

const ENDLESS_MIB = 12;

/** Sends a line without an end until the other side has had enough. @returns what it said before it ended the connection */
async function endless(client: LineClient, first = ''): Promise<string[]> {
  client.send(first);
  const piece = Buffer.alloc(1024 * 1024, 'x');
  for (let sent = 0; sent < ENDLESS_MIB && !client.isClosed; sent++) {
    if (!client.socket.write(piece)) await Promise.race([once(client.socket, 'drain'), once(client.socket, 'close')]).catch(() => undefined);
  }
  client.send('\r\n');
  client.socket.end();
  return client.rest();
}

/** The reset of a connection that is ended while we send may overtake the words before it: then there are none. */
function expectRefusal(lines: readonly string[], form: RegExp, what: string): void {
  expect(lines.at(-1) ?? '', what).toMatch(lines.length === 0 ? /^$/ : form);
}

eachDatabase((_name, makeUrl) => {
  let at: Target;
  beforeAll(async () => {
    at = await target(makeUrl);
  });
  afterAll(() => at.end());

  const http = async (request: string | Buffer): Promise<string> => {
    const client = new LineClient(at.server.ports.http);
    client.send(request);
    const lines = await client.rest();
    return lines.join('\n');
  };
  const authorization = `Authorization: Basic ${Buffer.from(`${ALICE}:${PASSWORD}`).toString('base64')}`;

  test('an endless line: SMTP, submission, LMTP, IMAP before and after sign-in, POP3, HTTP say why and end, without keeping it', async () => {
    const { ports } = at.server;
    const before = heldMiB();
    for (const name of ['smtp', 'submission', 'lmtp'] as const) {
      const client = new LineClient(ports[name]);
      await client.reply();
      expectRefusal(await endless(client), /^[45]\d\d /, name);
    }
    const early = new LineClient(ports.imap);
    await early.line();
    expectRefusal(await endless(early, 'a LOGIN '), /^(\* BYE|a BAD)/, 'IMAP before sign-in');
    expectRefusal(await endless(await at.imap(), 'a SEARCH SUBJECT '), /^(\* BYE|a BAD)/, 'IMAP');
    const early3 = new LineClient(ports.pop3);
    await early3.line();
    expectRefusal(await endless(early3, 'USER '), /^-ERR/, 'POP3 before sign-in');
    expectRefusal(await endless(await at.pop3(), 'RETR '), /^-ERR/, 'POP3');
    const requests = { 'GET /': /^HTTP\/1\.1 (414|431|400) /, 'GET / HTTP/1.1\r\nHost: x\r\nX-Bomb: ': /^HTTP\/1\.1 431 / };
    for (const [first, form] of Object.entries(requests)) expectRefusal((await endless(new LineClient(ports.http), first)).slice(0, 1), form, first);
    expect(heldMiB() - before).toBeLessThan(50);
    await at.lives();
  });

  test('header bombs to HTTP: many fields, a huge one', async () => {
    expect(await http(`GET /healthz HTTP/1.1\r\nHost: x\r\n${'X-A: b\r\n'.repeat(100_000)}\r\n`)).toMatch(/^HTTP\/1\.1 (431|400) /);
  });

  test('NUL bytes and rubbish on every listener end in a refusal, not in a fault', async () => {
    const { ports } = at.server;
    const rubbish = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 31 + (i >> 3)) % 256));
    for (const port of [ports.smtp, ports.submission, ports.lmtp, ports.imap, ports.pop3, ports.http, ports.imaps, ports.pop3s, ports.submissions, ports.https]) {
      for (const bytes of [Buffer.alloc(1024), rubbish, Buffer.from('\0\r\n'.repeat(200))]) {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        socket.resume();
        socket.end(bytes);
        await once(socket, 'close');
      }
    }
    await at.lives();
  });

  test('cut off inside DATA, inside APPEND, inside an upload: nothing is kept', async () => {
    const count = (await at.alice.emails()).length;
    const lmtp = await lmtpConnect(at.server.ports.lmtp);
    for (const command of ['MAIL FROM:<a@remote.example>', `RCPT TO:<${ALICE}>`, 'DATA']) await lmtp.reply(command);
    lmtp.send(`Subject: cut\r\n\r\n${'half of it\r\n'.repeat(50_000)}`);
    lmtp.socket.end();
    await lmtp.rest();
    const smtp = new LineClient(at.server.ports.smtp);
    await smtp.reply();
    for (const command of ['EHLO x', 'MAIL FROM:<a@remote.example>', `RCPT TO:<${ALICE}>`, 'DATA']) await smtp.reply(command);
    smtp.send('Subject: cut\r\n\r\nends with the dot but not with its line end\r\n.');
    smtp.socket.end();
    await smtp.rest();
    const imap = await at.imap();
    imap.send(`a APPEND INBOX {100000+}\r\nSubject: cut\r\n\r\n${'x'.repeat(50_000)}`);
    imap.socket.end();
    expect((await imap.rest()).filter((line) => line.startsWith('a OK'))).toEqual([]);
    const upload = new LineClient(at.server.ports.http);
    upload.send(`POST /jmap/upload/${await at.alice.accountId()} HTTP/1.1\r\nHost: x\r\n${authorization}\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(500_000)}`);
    upload.socket.end();
    expect((await upload.rest()).join('\n')).not.toMatch(/^HTTP\/1\.1 2/);
    expect(await at.alice.emails()).toHaveLength(count);
  });

  test('RFC 9112 §6.3: wrong, doubled and contradictory lengths of a body', async () => {
    const path = `/jmap/upload/${await at.alice.accountId()}`;
    const post = (headers: string, body: string) => http(`POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${authorization}\r\nContent-Type: text/plain\r\n${headers}\r\n\r\n${body}`);
    for (const headers of ['Content-Length: -1', 'Content-Length: 5x', 'Content-Length: 5\r\nContent-Length: 6', 'Content-Length: 5\r\nTransfer-Encoding: chunked', 'Content-Length: 99999999999999999999', 'Transfer-Encoding: chunked, identity']) {
      expect(await post(headers, 'hello'), headers).toMatch(/^HTTP\/1\.1 (400|411|413|501) /);
    }
    expect(await post('Transfer-Encoding: chunked', 'zz\r\nhello\r\n0\r\n\r\n')).not.toMatch(/^HTTP\/1\.1 2/);
    // What lies behind the announced bytes is the next request, and it is none; the first one may not be answered any more.
    const client = new LineClient(at.server.ports.http);
    client.send(`POST ${path} HTTP/1.1\r\nHost: x\r\n${authorization}\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello and more\r\n\r\n`);
    const answers = (await client.rest()).filter((line) => line.startsWith('HTTP/1.1 '));
    expect(answers.at(-1)).toMatch(/ 400 /);
    expect(answers.length).toBeLessThanOrEqual(2);
  });

  test('IMAP: literals that are not what they announce', async () => {
    for (const text of ['a APPEND INBOX {99999999999999999999+}\r\n', 'a APPEND INBOX {4294967296}\r\n', 'a LOGIN {1000000000+}\r\n', 'a APPEND INBOX {0}\r\n', 'a APPEND INBOX {-1}\r\n', 'a APPEND INBOX {5+\r\n', 'a LOGIN {5+}{5+}\r\n']) {
      const imap = await at.imap();
      imap.send(text);
      imap.socket.end();
      const lines = await imap.rest();
      expect(lines.filter((line) => line.startsWith('a OK')), text).toEqual([]);
    }
    expect((await at.alice.emails()).filter((email) => email.messageId === null)).toEqual([]);
    await at.lives();
  });
});
