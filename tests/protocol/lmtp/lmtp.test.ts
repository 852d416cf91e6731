import { afterEach, expect, test } from 'vitest';
import { CoreError } from '../../../api/client/index.ts';
import { start, type Running, type Setting } from '../smtp/listener.ts';

const running: Running[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
async function lmtp(setting: Omit<Setting, 'mode'> = {}): Promise<Running> {
  const server = await start({ mode: 'lmtp', ...setting });
  running.push(server);
  return server;
}

test('RFC 2033 §4.1: LHLO greets, HELO and EHLO are refused; the keywords are what works', async () => {
  const server = await lmtp();
  const peer = await server.dial();
  await peer.talk(`
    S: 220 mail.example.org LMTP Messagerie
    C: EHLO client.example.net
    S: 500 *
    C: HELO client.example.net
    S: 500 *
    C: MAIL FROM:<a@example.net>
    S: 503 5.5.1 *LHLO*
    C: LHLO client.example.net`);
  const lines = await peer.answer();
  expect(lines.map((line) => line.slice(4)).sort()).toEqual(['8BITMIME', 'DSN', 'ENHANCEDSTATUSCODES', 'PIPELINING', 'SIZE 262144', 'SMTPUTF8', 'mail.example.org']);
});

test('RFC 2033 §4.2: an answer for each recipient after DATA, in the order of RCPT', async () => {
  const server = await lmtp();
  const peer = await server.greeted();
  await peer.talk(`
    C: MAIL FROM:<sender@example.net>
    C: RCPT TO:<ali@example.org>
    C: RCPT TO:<later@example.org>
    C: RCPT TO:<nobody@example.org>
    C: RCPT TO:<never@example.org>
    C: RCPT TO:<bob@example.org>
    C: DATA
    S: 250 2.1.0 *
    S: 250 2.1.5 *
    S: 250 2.1.5 *
    S: 550 5.1.1 *nobody@example.org*
    S: 250 2.1.5 *
    S: 250 2.1.5 *
    S: 354 *
    C: Subject: one
    C:
    C: hello
    C: .
    S: 250 2.6.0 *
    S: 452 4.2.2 Mailbox full
    S: 550 5.7.1 Refused by a rule
    S: 250 2.6.0 *
    C: QUIT
    S: 221 2.0.0 *`);
  await peer.ended();
  const [delivered] = server.api.delivered;
  expect(delivered?.message).toBe('Subject: one\r\n\r\nhello\r\n');
  expect(delivered?.recipients.map(({ address }) => address)).toEqual(['ali@example.org', 'later@example.org', 'never@example.org', 'bob@example.org']);
});

test('RFC 2033 §4.2: a recipient named twice is delivered once and answered twice', async () => {
  const server = await lmtp();
  const peer = await server.greeted();
  await peer.talk(`
    C: MAIL FROM:<sender@example.net>
    C: RCPT TO:<ali@example.org>
    C: RCPT TO:<later@example.org>
    C: RCPT TO:<Ali@Example.ORG>
    C: DATA
    S: 250 *
    S: 250 *
    S: 250 *
    S: 250 *
    S: 354 *
    C: hello
    C: .
    S: 250 2.6.0 *
    S: 452 4.2.2 *
    S: 250 2.6.0 *
    C: NOOP
    S: 250 2.0.0 *`);
  expect(server.api.delivered[0]?.recipients).toHaveLength(2);
});

test('RFC 2033 §4.2: DATA without an accepted recipient is refused', async () => {
  const peer = await (await lmtp()).greeted();
  await peer.talk(`
    C: MAIL FROM:<sender@example.net>
    C: RCPT TO:<nobody@example.org>
    C: DATA
    S: 250 *
    S: 550 5.1.1 *
    S: 503 5.5.1 *`);
});

test('a loop is cut for each recipient (RFC 5321 §6.3), an internal failure is temporary and tells nothing', async () => {
  const server = await lmtp();
  const peer = await server.greeted();
  const message = `
    C: MAIL FROM:<>
    C: RCPT TO:<ali@example.org>
    C: RCPT TO:<bob@example.org>
    C: DATA
    S: 250 *
    S: 250 *
    S: 250 *
    S: 354 *
    C: hello
    C: .`;
  server.api.failure = new CoreError('tooManyHops', 'The message goes round in circles');
  await peer.talk(`${message}
    S: 554 5.4.6 The message goes round in circles
    S: 554 5.4.6 *`);
  server.api.failure = new Error('SELECT secret FROM principal');
  await peer.talk(`${message}
    S: 451 4.3.0 Internal error, try again later; it has been logged
    S: 451 4.3.0 *`);
  server.api.failure = undefined;
  await peer.talk(`${message}
    S: 250 2.6.0 *
    S: 250 2.6.0 *`);
});

test('a message over the limit is answered for each recipient with 552 5.3.4, and the session goes on', async () => {
  const server = await lmtp({ limits: { messageBytes: 64 * 1024 } });
  const peer = await server.greeted();
  const talk = (bytes: number, answers: string) => peer.talk(`
    C: MAIL FROM:<sender@example.net>
    C: RCPT TO:<ali@example.org>
    C: RCPT TO:<bob@example.org>
    C: DATA
    S: 250 *
    S: 250 *
    S: 250 *
    S: 354 *
    C: ${'x'.repeat(bytes - 2)}
    C: .
    S: ${answers}
    S: ${answers}`);
  await talk(64 * 1024 + 1, '552 5.3.4 *');
  await talk(64 * 1024, '250 2.6.0 *');
  expect(server.api.delivered.map(({ message }) => message.length)).toEqual([64 * 1024]);
});

test('RFC 5321 §4.4: the Received field names LMTP, and the recipient only where it is alone', async () => {
  const server = await lmtp();
  const peer = await server.greeted();
  const send = async (recipients: string[]): Promise<string> => {
    const rcpt = recipients.map((address) => `C: RCPT TO:<${address}>\nS: 250 *`).join('\n');
    await peer.talk(`C: MAIL FROM:<sender@example.net>\nS: 250 *\n${rcpt}\nC: DATA\nS: 354 *\nC: x\nC: .${'\nS: 250 *'.repeat(recipients.length)}`);
    return server.api.delivered.at(-1)?.trace ?? '';
  };
  expect(await send(['ali@example.org'])).toMatch(
    /^Received: from client\.example\.net \(\[127\.0\.0\.1\]\)\r\n\tby mail\.example\.org \(Messagerie\) with LMTP id [\w.]+\r\n\tfor <ali@example\.org>;\r\n\tFri, 1 May 2026 08:00:00 \+0000\r\n$/,
  );
  expect(await send(['ali@example.org', 'bob@example.org'])).not.toContain('for <');
});
