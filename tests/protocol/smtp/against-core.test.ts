/** The mail shims on a whole server: what comes in by LMTP, SMTP and submission is there by POP3, and goes there. */
import { afterEach, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { DOMAIN, PASSWORD, startTestServer, type TestServer, type TestServerOptions } from '../../setup/server.ts';
import { dialogue, type Dialogue } from './dialogue.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

eachDatabase((_database, makeUrl) => {
  async function start(options: TestServerOptions): Promise<TestServer> {
    const server = await startTestServer(makeUrl, options);
    cleanups.push(() => server.stop());
    return server;
  }

  async function dial(port: number): Promise<Dialogue> {
    const peer = await dialogue(port);
    cleanups.push(() => peer.close());
    return peer;
  }

  async function greeted(server: TestServer, name: 'smtp' | 'lmtp' | 'submission'): Promise<Dialogue> {
    const peer = await dial(server.ports[name]);
    await peer.answer();
    peer.send(`${name === 'lmtp' ? 'LHLO' : 'EHLO'} client.example.net\r\n`);
    await peer.answer();
    return peer;
  }

  async function maildrop(server: TestServer, local: string): Promise<Dialogue> {
    const peer = await dial(server.ports.pop3);
    await peer.talk(`S: +OK *\nC: USER ${local}@${DOMAIN}\nS: +OK *\nC: PASS ${PASSWORD}\nS: +OK *`);
    return peer;
  }

  async function body(peer: Dialogue, command: string): Promise<string> {
    peer.send(`${command}\r\n`);
    const status = await peer.line();
    if (!status?.startsWith('+OK')) throw new Error(`${command}: ${status}`);
    let text = '';
    for (let line = await peer.line(); line !== '.'; line = await peer.line()) {
      if (line === undefined) throw new Error('cut');
      text += `${line.startsWith('.') ? line.slice(1) : line}\r\n`;
    }
    return text;
  }

  test('RFC 2033, RFC 1939: delivered by LMTP, read by POP3 with exact size, deleted at QUIT; ids last', async () => {
    const server = await start({ people: ['alice', 'bob'] });
    const lmtp = await greeted(server, 'lmtp');
    for (const subject of ['one', 'two']) {
      await lmtp.talk(`
        C: MAIL FROM:<sender@elsewhere.example>
        C: RCPT TO:<alice@${DOMAIN}>
        C: RCPT TO:<nobody@${DOMAIN}>
        C: RCPT TO:<bob@${DOMAIN}>
        C: DATA
        S: 250 2.1.0 *
        S: 250 2.1.5 *
        S: 550 5.1.1 *
        S: 250 2.1.5 *
        S: 354 *
        C: From: sender@elsewhere.example
        C: Subject: ${subject}
        C: Message-ID: <${subject}@elsewhere.example>
        C: Date: Fri, 1 May 2026 08:00:00 +0000
        C:
        C: ..dotted
        C: .
        S: 250 2.6.0 *
        S: 250 2.6.0 *`);
    }
    const first = await maildrop(server, 'alice');
    const [, size] = /^1 (\d+)\r\n2 \d+\r\n$/.exec(await body(first, 'LIST')) ?? [];
    const ids = await body(first, 'UIDL');
    expect(ids).toMatch(/^1 [!-~]{1,70}\r\n2 [!-~]{1,70}\r\n$/);
    const message = await body(first, 'RETR 1');
    expect(message).toHaveLength(Number(size));
    expect(message).toMatch(/^Return-Path: <sender@elsewhere\.example>\r\n/);
    expect(message).toMatch(/Received: from client\.example\.net \(\[127\.0\.0\.1\]\)\r\n\tby .* with LMTP id /);
    expect(message).toMatch(/\r\nSubject: one\r\n.*\r\n\r\n\.dotted\r\n$/s);
    await first.talk('C: DELE 1\nS: +OK *\nC: QUIT\nS: +OK *');
    const second = await maildrop(server, 'alice');
    expect(await body(second, 'UIDL')).toBe(`1 ${/\r\n2 (\S+)\r\n$/.exec(ids)?.[1]}\r\n`);
    await (await maildrop(server, 'bob')).talk('C: STAT\nS: +OK 2 *');
  });

  test('RFC 5321: the MX takes mail for people here, nothing for others, cuts loops, and minds the quota', async () => {
    const server = await start({ people: ['alice'] });
    await server.addUser('tiny', { quotaBytes: 2000 });
    const peer = await greeted(server, 'smtp');
    await peer.talk(`
      C: MAIL FROM:<> SIZE=5000
      S: 250 2.1.0 *
      C: RCPT TO:<nobody@${DOMAIN}>
      S: 550 5.1.1 *
      C: RCPT TO:<someone@elsewhere.example>
      S: 550 5.7.1 *
      C: RCPT TO:<tiny@${DOMAIN}>
      S: 552 5.2.2 *
      C: RCPT TO:<Alice+news@${DOMAIN}>
      S: 250 2.1.5 *
      C: DATA
      S: 354 *
      C: Subject: hello
      C:
      C: x
      C: .
      S: 250 2.6.0 *
      C: MAIL FROM:<>
      S: 250 *
      C: RCPT TO:<alice@${DOMAIN}>
      S: 250 *
      C: DATA
      S: 354 *
      ${'C: Received: from a by b; Fri, 1 May 2026 08:00:00 +0000\n'.repeat(101)}
      C:
      C: x
      C: .
      S: 554 5.4.6 *`);
    await (await maildrop(server, 'alice')).talk('C: STAT\nS: +OK 1 *');
  });

  test('RFC 6409: submission takes mail under own addresses, to people here at once', async () => {
    const server = await start({ people: ['alice', 'bob'] });
    const peer = await greeted(server, 'submission');
    const plain = (password: string): string => Buffer.from(`\0alice@${DOMAIN}\0${password}`).toString('base64');
    await peer.talk(`
      C: AUTH PLAIN ${plain('wrong')}
      S: 535 5.7.8 *
      C: AUTH PLAIN ${plain(PASSWORD)}
      S: 235 2.7.0 *
      C: MAIL FROM:<bob@${DOMAIN}>
      S: 550 5.7.1 bob@${DOMAIN} *
      C: MAIL FROM:<alice@${DOMAIN}>
      S: 250 *
      C: RCPT TO:<nobody@${DOMAIN}>
      S: 550 5.1.1 *
      C: RCPT TO:<bob@${DOMAIN}>
      S: 250 *
      C: DATA
      S: 354 *
      C: From: alice@${DOMAIN}
      C: To: bob@${DOMAIN}
      C: Bcc: hidden@elsewhere.example
      C: Subject: hello
      C:
      C: x
      C: .
      S: 250 2.6.0 *`);
    const bob = await maildrop(server, 'bob');
    const message = await body(bob, 'RETR 1');
    expect(message.match(/^Received: /gm)).toHaveLength(1);
    expect(message).not.toMatch(/^Bcc:/im);
  });

  test('RFC 5321 §4.2.5, RFC 3461: over the MX, a mailbox that became full does not stop the others, and its sender hears of it', async () => {
    const server = await start({ people: ['alice', 'bob'] });
    await server.addUser('tiny', { quotaBytes: 200 });
    const peer = await greeted(server, 'smtp');
    await peer.talk(`
      C: MAIL FROM:<bob@${DOMAIN}> ENVID=a+2B41 RET=HDRS
      S: 250 *
      C: RCPT TO:<tiny@${DOMAIN}> NOTIFY=FAILURE
      S: 250 *
      C: RCPT TO:<alice@${DOMAIN}> NOTIFY=NEVER
      S: 250 *
      C: DATA
      S: 354 *
      C: Subject: hello
      C:
      ${'C: 0123456789012345678901234567890123456789\n'.repeat(20)}
      C: .
      S: 250 2.6.0 *`);
    await (await maildrop(server, 'alice')).talk('C: STAT\nS: +OK 1 *');
    let bob = await maildrop(server, 'bob');
    // The report waits in the queue, which is at work: it is there after some looks.
    for (let listed = await body(bob, 'LIST'); listed === ''; listed = await body(bob, 'LIST')) {
      await bob.talk('C: QUIT\nS: +OK *');
      bob = await maildrop(server, 'bob');
    }
    const report = await body(bob, 'RETR 1');
    expect(report).toContain('Original-Envelope-Id: a+41\r\n');
    expect(report).toContain(`Final-Recipient: rfc822; tiny@${DOMAIN}\r\nAction: failed\r\nStatus: 5.2.2\r\n`);
  });
});
