import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { CoreError } from '../../../api/client/index.ts';
import type { Dialogue } from './dialogue.ts';
import { start, type Running, type Setting } from './listener.ts';

const running: Running[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
async function submission(setting: Omit<Setting, 'mode'> = {}): Promise<Running> {
  const server = await start({ mode: 'submission', tls: 'starttls', ...setting });
  running.push(server);
  return server;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = (user: string, password = 'secret pass'): string => base64(`\0${user}\0${password}`);

async function signedIn(server: Running): Promise<Dialogue> {
  const peer = await server.greeted();
  await peer.talk(`C: AUTH PLAIN ${plain('alice@example.org')}\nS: 235 2.7.0 *`);
  return peer;
}

async function capabilities(peer: Dialogue): Promise<string[]> {
  peer.send('EHLO client.example.net\r\n');
  return (await peer.answer()).slice(1).map((line) => line.slice(4));
}

test('RFC 4954 §3: AUTH is offered after TLS or on loopback only, and refused elsewhere', async () => {
  const open = await submission();
  expect(await capabilities(await open.greeted())).toContain('AUTH PLAIN LOGIN');

  const outside = await submission({ loopback: false });
  const peer = await outside.greeted();
  expect((await capabilities(peer)).filter((line) => line.startsWith('AUTH'))).toEqual([]);
  await peer.talk(`
    C: AUTH PLAIN ${plain('alice@example.org')}
    S: 538 5.7.11 *
    C: MAIL FROM:<alice@example.org>
    S: 530 5.7.0 *
    C: STARTTLS
    S: 220 *`);
  expect(outside.api.signIns).toHaveLength(0);
  await peer.startTls();
  expect(await capabilities(peer)).toContain('AUTH PLAIN LOGIN');
  await peer.talk(`C: AUTH PLAIN ${plain('alice@example.org')}\nS: 235 2.7.0 *`);
  expect(outside.api.signIns).toEqual([{ protocol: 'submission', remoteAddress: '127.0.0.1', tls: true }]);

  const never = await submission({ loopback: false, tls: 'none' });
  const clear = await never.greeted();
  await clear.talk(`
    C: AUTH PLAIN ${plain('alice@example.org')}
    S: 500 5.5.2 *
    C: MAIL FROM:<alice@example.org>
    S: 530 5.7.0 *`);
});

test('design §11: bytes that trickle do not put the sign-in off; who has signed in has the time of an idle client', async () => {
  const server = await submission({ limits: { signInTimeout: 150 } });
  const [slow, inside] = [await server.greeted(), await signedIn(server)];
  let isOver = false;
  const trickle = setInterval(() => !isOver && slow.send('N'), 5);
  await slow.talk('S: 421 4.4.2 *');
  isOver = true;
  clearInterval(trickle);
  await slow.ended();
  for (const until = performance.now() + 300; performance.now() < until;) await inside.talk('C: NOOP\nS: 250 *');
  // Nobody signs in there.
  const mx = await start({ mode: 'mx', limits: { signInTimeout: 1 } });
  running.push(mx);
  const peer = await mx.greeted();
  for (const until = performance.now() + 50; performance.now() < until;) await peer.talk('C: RSET\nS: 250 *');
});

test('a stop in the moment of a new connection ends it, and not the process', async () => {
  for (let n = 0; n < 20; n++) {
    const server = await submission({ tls: 'implicit' });
    const socket = connect({ port: server.bound.port, host: '127.0.0.1' }).on('error', () => undefined);
    await once(socket, 'connect');
    await server.bound.close(1000);
    socket.destroy();
  }
});

test('RFC 8314 §3.3: submissions speaks TLS from the first byte; the bytes are handed over as sent', async () => {
  const server = await submission({ tls: 'implicit', loopback: false });
  const peer = await signedIn(server);
  await peer.talk(`
    C: MAIL FROM:<alice@example.org>
    S: 250 *
    C: RCPT TO:<friend@elsewhere.example>
    S: 250 *
    C: DATA
    S: 354 *
    C: Subject: hello
    C: .
    S: 250 2.6.0 Accepted as s1`);
  expect(server.api.submitted[0]?.message).toBe('Subject: hello\r\n');
});

test('RFC 6409 §4.3: without sign-in nothing is taken', async () => {
  const peer = await (await submission()).greeted();
  await peer.talk(`
    C: MAIL FROM:<alice@example.org>
    S: 530 5.7.0 *
    C: RCPT TO:<ali@example.org>
    S: 530 5.7.0 *
    C: DATA
    S: 530 5.7.0 *`);
});

test('RFC 4954 §4: PLAIN and LOGIN with and without initial response, cancelling, broken base64 contents, no second sign-in', async () => {
  const server = await submission({ limits: { badCommands: 100 } });
  const peer = await server.greeted();
  await peer.talk(`
    C: AUTH PLAIN
    S: 334 
    C: *
    S: 501 5.5.4 *
    C: AUTH PLAIN !!!!
    S: 501 5.5.4 *
    C: AUTH CRAM-MD5
    S: 504 5.5.4 *
    C: AUTH PLAIN
    S: 334 
    C: ${plain('alice@example.org', 'wrong')}
    S: 535 5.7.8 *
    C: AUTH LOGIN
    S: 334 VXNlcm5hbWU6
    C: ${base64('alice@example.org')}
    S: 334 UGFzc3dvcmQ6
    C: ${base64('secret pass')}
    S: 235 2.7.0 *
    C: AUTH PLAIN ${plain('alice@example.org')}
    S: 503 5.5.1 *`);
  const second = await server.greeted();
  await second.talk(`
    C: AUTH LOGIN ${base64('alice@example.org')}
    S: 334 UGFzc3dvcmQ6
    C: ${base64('secret pass')}
    S: 235 2.7.0 *`);
  const third = await server.greeted();
  await third.talk(`
    C: AUTH PLAIN ${base64('bob@example.org\0alice@example.org\0secret pass')}
    S: 535 5.7.8 *
    C: AUTH PLAIN ${base64('alice@example.org\0alice@example.org\0secret pass')}
    S: 235 2.7.0 *`);
});

test('failures: words in ASCII on one line, too many attempts 421 4.7.0, five failures end the connection', async () => {
  const server = await submission({ limits: { badCommands: 100 } });
  const peer = await server.greeted();
  const wrong = `\nC: AUTH PLAIN ${plain('alice@example.org', 'wrong')}\nS: `;
  await peer.talk(`${wrong}535 5.7.8 L'adresse ou le mot de passe n'est pas juste, reessayez${wrong}535 5.7.8 *${wrong}535 5.7.8 *${wrong}535 5.7.8 *${wrong}421 4.7.0 *`);
  await peer.ended();
  const busy = await server.greeted();
  await busy.talk(`C: AUTH PLAIN ${plain('busy@example.org')}\nS: 421 4.7.0 *`);
  await busy.ended();
});

test('RFC 6409 §6.1: the sender must be one of ours; the refusal names the address', async () => {
  const server = await submission();
  const peer = await signedIn(server);
  await peer.talk(`
    C: MAIL FROM:<ceo@example.org>
    S: 550 5.7.1 ceo@example.org *
    C: MAIL FROM:<team@example.org> AUTH=<>
    S: 250 *
    C: RSET
    S: 250 *
    C: MAIL FROM:<>
    S: 250 *`);
});

test('RFC 6409 §4: a local recipient that does not exist is refused at RCPT, one elsewhere or full is taken', async () => {
  const server = await submission();
  const peer = await signedIn(server);
  await peer.talk(`
    C: MAIL FROM:<alice@example.org>
    S: 250 *
    C: RCPT TO:<nobody@example.org>
    S: 550 5.1.1 *
    C: RCPT TO:<full@example.org>
    S: 250 *
    C: RCPT TO:<friend@elsewhere.example>
    S: 250 *
    C: RCPT TO:<broken@>
    S: 501 5.1.3 *
    C: DATA
    S: 354 *
    C: x
    C: .
    S: 250 *`);
  expect(server.api.submitted[0]?.envelope.rcptTo.map(({ email }) => email)).toEqual(['full@example.org', 'friend@elsewhere.example']);
});

test('RFC 3461 §4, RFC 4865 §4: NOTIFY, ORCPT, RET, ENVID, HOLDFOR and HOLDUNTIL travel with the envelope', async () => {
  const server = await submission();
  const peer = await signedIn(server);
  const lines = await capabilities(peer);
  expect(lines).toContain('DSN');
  expect(lines).toContain('FUTURERELEASE 86400 2026-05-02T08:00:00Z');
  await peer.talk(`
    C: MAIL FROM:<alice@example.org> HOLDFOR=86401
    S: 501 5.5.4 *
    C: MAIL FROM:<alice@example.org> HOLDFOR=0
    S: 501 5.5.4 *
    C: MAIL FROM:<alice@example.org> HOLDFOR=60 HOLDUNTIL=2026-05-01T09:00:00Z
    S: 501 5.5.4 *
    C: MAIL FROM:<alice@example.org> HOLDUNTIL=tomorrow
    S: 501 5.5.4 *
    C: MAIL FROM:<alice@example.org> HOLDUNTIL=2026-05-01T09:00:00Z
    S: 250 *
    C: RSET
    S: 250 *
    C: MAIL FROM:<alice@example.org> SIZE=100 BODY=8BITMIME RET=HDRS ENVID=a+3Db HOLDFOR=86400
    S: 250 *
    C: RCPT TO:<friend@elsewhere.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;friend@elsewhere.example
    S: 250 *
    C: DATA
    S: 354 *
    C: x
    C: .
    S: 250 *`);
  expect(server.api.submitted[0]?.envelope).toEqual({
    mailFrom: { email: 'alice@example.org', parameters: { BODY: '8BITMIME', RET: 'HDRS', ENVID: 'a=b', HOLDFOR: '86400' } },
    rcptTo: [{ email: 'friend@elsewhere.example', parameters: { NOTIFY: 'SUCCESS,FAILURE', ORCPT: 'rfc822;friend@elsewhere.example' } }],
  });
});

const message = `
  C: MAIL FROM:<alice@example.org>
  S: 250 *
  C: RCPT TO:<ali@example.org>
  S: 250 *
  C: DATA
  S: 354 *
  C: x
  C: .`;

test('RFC 5321 §4.2.5: 250 is said once submit has resolved, not before', async () => {
  const server = await submission();
  const peer = await signedIn(server);
  let release: () => void = () => undefined;
  server.api.gate = new Promise((resolve) => {
    release = resolve;
  });
  await peer.talk(message);
  const answered = peer.line();
  expect(await Promise.race([answered, new Promise((resolve) => setImmediate(() => setImmediate(() => resolve('silent'))))])).toBe('silent');
  release();
  expect(await answered).toMatch(/^250 2\.6\.0 /);
});

test('refusals of submit keep their code; without words in ASCII they are plain; other errors are temporary', async () => {
  const server = await submission();
  const peer = await signedIn(server);
  server.api.failure = new CoreError('overQuota', 'Your mailbox is full:\r\n250 delete something');
  await peer.talk(`${message}\nS: 452 4.2.2 Your mailbox is full: 250 delete something`);
  server.api.failure = new CoreError('overQuota', 'صندوق البريد ممتلئ');
  await peer.talk(`${message}\nS: 452 4.2.2 Refused`);
  server.api.failure = new Error('inside');
  await peer.talk(`${message}\nS: 451 4.3.0 Internal error*`);
});

test('a sign-in that ends takes the connection with it; closed connections close their client', async () => {
  const server = await submission();
  const peer = await signedIn(server);
  expect(server.api.clients).toBe(1);
  server.api.revoke();
  await peer.talk('S: 421 4.7.0 *');
  await peer.ended();
  const next = await signedIn(server);
  await next.talk('C: QUIT\nS: 221 *');
  await next.ended();
  await server.stop();
  expect(server.api.clients).toBe(0);
});

test('RFC 3207 §4.2: a sign-in from before STARTTLS does not count after it', async () => {
  const server = await submission();
  const peer = await signedIn(server);
  await peer.talk('C: STARTTLS\nS: 220 *');
  await peer.startTls();
  await peer.talk(`
    C: EHLO client.example.net
    S: 250-mail.example.org`);
  await peer.answer();
  await peer.talk('C: MAIL FROM:<alice@example.org>\nS: 530 5.7.0 *');
  expect(server.api.clients).toBe(0);
});
