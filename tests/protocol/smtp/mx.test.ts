import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { CoreError } from '../../../api/client/index.ts';
import type { Dialogue } from './dialogue.ts';
import { start, type Running, type Setting } from './listener.ts';

const running: Running[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
async function mx(setting: Omit<Setting, 'mode'> = {}): Promise<Running> {
  const server = await start({ mode: 'mx', tls: 'starttls', ...setting });
  running.push(server);
  return server;
}

async function capabilities(peer: Dialogue): Promise<string[]> {
  peer.send('EHLO client.example.net\r\n');
  return (await peer.answer()).slice(1).map((line) => line.slice(4)).sort();
}

const toData = (recipients: string[]): string =>
  `C: MAIL FROM:<sender@example.net>\nS: 250 *\n${recipients.map((address) => `C: RCPT TO:<${address}>\nS: 250 *\n`).join('')}C: DATA\nS: 354 *`;

describe('greeting and session', () => {
  test('RFC 5321 §4.1.1.1: EHLO names what works, and no AUTH', async () => {
    const server = await mx();
    const peer = await server.dial();
    await peer.talk('S: 220 mail.example.org ESMTP Messagerie');
    expect(await capabilities(peer)).toEqual(['8BITMIME', 'DSN', 'ENHANCEDSTATUSCODES', 'PIPELINING', 'SIZE 262144', 'SMTPUTF8', 'STARTTLS']);
    await peer.talk(`
      C: AUTH PLAIN AGEAYg==
      S: 500 5.5.2 *
      C: HELO client.example.net
      S: 250 mail.example.org`);
  });

  test('RFC 5321 §4.1.4: a command before EHLO or HELO is out of order', async () => {
    const peer = await (await mx()).dial();
    await peer.talk(`
      S: 220 *
      C: MAIL FROM:<sender@example.net>
      S: 503 5.5.1 *
      C: RCPT TO:<ali@example.org>
      S: 503 5.5.1 *
      C: DATA
      S: 503 5.5.1 *
      C: HELO client
      S: 250 *
      C: RCPT TO:<ali@example.org>
      S: 503 5.5.1 *
      C: DATA
      S: 503 5.5.1 *
      C: MAIL FROM:<sender@example.net>
      S: 250 2.1.0 *
      C: MAIL FROM:<sender@example.net>
      S: 503 5.5.1 *`);
  });

  test('RFC 2034 §4: NOOP, RSET, VRFY, HELP, EXPN and unknown commands carry enhanced codes', async () => {
    const peer = await (await mx({ limits: { badCommands: 100 } })).greeted();
    await peer.talk(`
      C: NOOP
      S: 250 2.0.0 *
      C: RSET
      S: 250 2.0.0 *
      C: VRFY ali
      S: 252 2.5.0 *
      C: HELP
      S: 214 2.0.0 *
      C: EXPN staff
      S: 502 5.5.1 *
      C: WIZ
      S: 500 5.5.2 *
      C: XCLIENT ADDR=192.0.2.1
      S: 500 5.5.2 *
      C: FROBNICATE
      S: 500 5.5.2 *
      C: QUIT
      S: 221 2.0.0 *`);
    await peer.ended();
  });

  test('RFC 3030 §2: BDAT is not offered', async () => {
    const peer = await (await mx()).greeted();
    await peer.talk(`
      C: MAIL FROM:<sender@example.net>
      S: 250 *
      C: RCPT TO:<ali@example.org>
      S: 250 *
      C: BDAT 5 LAST
      S: 502 5.5.1 *`);
  });
});

describe('senders and recipients', () => {
  test('RFC 5321 §3.3: recipients are resolved at RCPT: unknown, not ours, full, too large for the whole quota', async () => {
    const server = await mx();
    const peer = await server.greeted();
    await peer.talk(`
      C: MAIL FROM:<sender@example.net> SIZE=5000
      S: 250 2.1.0 *
      C: RCPT TO:<nobody@example.org>
      S: 550 5.1.1 *nobody@example.org*
      C: RCPT TO:<someone@elsewhere.example>
      S: 550 5.7.1 Relaying denied*
      C: RCPT TO:<full@example.org>
      S: 452 4.2.2 *
      C: RCPT TO:<tiny@example.org>
      S: 552 5.2.2 *
      C: RCPT TO:<broken@example.org>
      S: 451 4.3.0 Internal error*
      C: RCPT TO:<ali+lists@example.org>
      S: 250 2.1.5 *`);
  });

  test('RFC 5321 §4.5.3.1.10: one recipient too many is 452 4.5.3, the others stay', async () => {
    const server = await mx({ limits: { recipients: 2 } });
    const peer = await server.greeted();
    await peer.talk(`
      C: MAIL FROM:<sender@example.net>
      S: 250 *
      C: RCPT TO:<ali@example.org>
      S: 250 *
      C: RCPT TO:<bob@example.org>
      S: 250 *
      C: RCPT TO:<alice@example.org>
      S: 452 4.5.3 *
      C: DATA
      S: 354 *
      C: hello
      C: .
      S: 250 2.6.0 *`);
    expect(server.api.delivered[0]?.recipients).toHaveLength(2);
  });

  test('whoever tries out names is sent away: four times as many unknown recipients as senseless commands', async () => {
    const peer = await (await mx({ limits: { badCommands: 2 } })).greeted();
    await peer.talk('C: MAIL FROM:<a@b.example>\nS: 250 *');
    for (let n = 0; n < 8; n++) await peer.talk(`C: RCPT TO:<guess${n}@example.org>\nS: 550 5.1.1 *`);
    await peer.talk('C: RCPT TO:<guess8@example.org>\nS: 421 4.7.0 *');
  });

  test('RFC 5321 §4.1.2: paths: null sender, source route, quotes, Postmaster, literals; broken ones are 501', async () => {
    const peer = await (await mx({ limits: { badCommands: 100 } })).greeted();
    const good = ['<>', '<a@b.example>', '<@relay.example,@other.example:a@b.example>', '<"a b"@b.example>', '<"a>b"@b.example>', '<a@[192.0.2.1]>', '<a@[IPv6:2001:db8::1]>', '<user.@b.example>', "<o'neil+x=y@b.example>"];
    for (const path of good) await peer.talk(`C: MAIL FROM:${path}\nS: 250 2.1.0 *\nC: RSET\nS: 250 *`);
    const bad = ['a@b.example', '<a@b.example', '<a b@c.example>', '<a@>', '<@b.example>', '<a@b..example>', '<a@-b.example>', '<a@[300.1.1.1]>', '<<a@b.example>>', '<a@b.example>x', `<${'a'.repeat(255)}@b.example>`, '<a\u200bb@b.example>'];
    for (const path of bad) await peer.talk(`C: MAIL FROM:${path}\nS: 501 5.1.7 *`);
    await peer.talk(`
      C: MAIL FROM: <a@b.example>
      S: 250 *
      C: RCPT TO:<>
      S: 501 5.1.3 *
      C: RCPT TO:ali@example.org
      S: 501 5.1.3 *
      C: RCPT TO:<Postmaster>
      S: 250 *
      C: RCPT TO:<"a b"@example.org>
      S: 250 *`);
  });

  test('RFC 5321 §4.1.1.11: parameters that were not offered, have no value, or come twice are refused', async () => {
    const peer = await (await mx({ limits: { badCommands: 100 } })).greeted();
    await peer.talk(`
      C: MAIL FROM:<a@b.example> FOO=bar
      S: 555 5.5.4 *
      C: MAIL FROM:<a@b.example> HOLDFOR=5
      S: 555 5.5.4 *
      C: MAIL FROM:<a@b.example> SIZE=abc
      S: 501 5.5.4 *
      C: MAIL FROM:<a@b.example> SIZE
      S: 501 5.5.4 *
      C: MAIL FROM:<a@b.example> SIZE=1 SIZE=2
      S: 501 5.5.4 *
      C: MAIL FROM:<a@b.example> BODY=BINARYMIME
      S: 501 5.5.4 *
      C: MAIL FROM:<a@b.example> SIZE=1 BODY=8BITMIME
      S: 250 *
      C: RCPT TO:<ali@example.org> XNOTIFY=NEVER
      S: 555 5.5.4 *`);
    const without = await (await mx({ dsn: false })).greeted();
    await without.talk(`
      C: MAIL FROM:<a@b.example> RET=FULL
      S: 555 5.5.4 *
      C: MAIL FROM:<a@b.example>
      S: 250 *
      C: RCPT TO:<ali@example.org> NOTIFY=NEVER
      S: 555 5.5.4 *`);
  });

  test('RFC 6531 §3.5: addresses beyond ASCII need SMTPUTF8', async () => {
    const server = await mx();
    const peer = await server.greeted();
    peer.send('MAIL FROM:<jürg@exämple.net>\r\n');
    await peer.talk('S: 553 5.6.7 *');
    peer.send('MAIL FROM:<jürg@exämple.net> SMTPUTF8\r\nRCPT TO:<ünï@example.org>\r\nDATA\r\n');
    await peer.talk(`
      S: 250 2.1.0 *
      S: 250 2.1.5 *
      S: 354 *
      C: hello
      C: .
      S: 250 2.6.0 *`);
    expect(server.api.delivered[0]).toMatchObject({ sender: 'jürg@exämple.net', trace: expect.stringContaining('with UTF8SMTP id') });
    peer.send(Buffer.from('MAIL FROM:<j\xfcrg@example.net> SMTPUTF8\r\n', 'latin1'));
    await peer.talk('S: 501 5.1.7 *');
  });

  test('RFC 3461 §4: NOTIFY, ORCPT, RET and ENVID reach delivery decoded; what no report could carry is refused', async () => {
    const server = await mx();
    const peer = await server.greeted();
    expect(await capabilities(peer)).toContain('DSN');
    await peer.talk(`
      C: MAIL FROM:<a@b.example> ENVID=${'x'.repeat(101)}
      S: 501 5.5.4 *
      C: MAIL FROM:<a@b.example> RET=HDRS ENVID=a+2B41
      S: 250 *
      C: RCPT TO:<ali@example.org> ORCPT=nothing
      S: 501 5.5.4 *
      C: RCPT TO:<ali@example.org> NOTIFY=NEVER,DELAY
      S: 501 5.5.4 *
      C: RCPT TO:<ali@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;ali+2Bx@example.org
      S: 250 *
      C: RCPT TO:<bob@example.org> ORCPT=rfc822;a+0D+0Ab
      S: 501 *
      C: DATA
      S: 354 *
      C: .
      S: 250 *`);
    expect(server.api.delivered[0]?.recipients).toEqual([{ address: 'ali@example.org', notify: 'SUCCESS,DELAY', originalRecipient: 'rfc822;ali+x@example.org' }]);
    expect(server.api.delivered[0]).toMatchObject({ envelopeId: 'a+41', dsnReturn: 'HDRS', oneAnswer: true });
  });
});

describe('the message', () => {
  test('RFC 5321 §4.5.2: dots are taken off; the bytes are otherwise those sent; the next transaction starts clean', async () => {
    const server = await mx();
    const peer = await server.greeted();
    await peer.talk(`${toData(['ali@example.org'])}
      C: ..one
      C: ...
      C: .two
      C: t\xe9st
      C: .
      S: 250 2.6.0 Delivered as *
      C: DATA
      S: 503 5.5.1 *
      C: RCPT TO:<ali@example.org>
      S: 503 5.5.1 *`);
    expect(Buffer.from(server.api.delivered[0]?.message ?? '', 'latin1').toString()).toBe('.one\r\n..\r\ntwo\r\ntést\r\n');
    expect(server.api.delivered[0]?.sender).toBe('sender@example.net');
  });

  test('RFC 2920 §3.1: a pipelined group is answered in order, a second message right behind the first', async () => {
    const server = await mx();
    const peer = await server.greeted();
    const group = 'MAIL FROM:<s@example.net>\r\nRCPT TO:<ali@example.org>\r\nRCPT TO:<nobody@example.org>\r\nDATA\r\n';
    peer.send(`${group}first\r\n.\r\n${group}second\r\n.\r\nQUIT\r\n`);
    const once = 'S: 250 2.1.0 *\nS: 250 2.1.5 *\nS: 550 5.1.1 *\nS: 354 *\nS: 250 2.6.0 *\n';
    await peer.talk(`${once}${once}S: 221 *`);
    expect(server.api.delivered.map(({ message }) => message)).toEqual(['first\r\n', 'second\r\n']);
  });

  test('RFC 5321 §4.2.5: one answer for many: what delivery took is 250; else temporary before permanent', async () => {
    const server = await mx();
    const peer = await server.greeted();
    const send = (recipients: string[], answer: string) => peer.talk(`${toData(recipients)}\nC: x\nC: .\nS: ${answer}`);
    await send(['later@example.org', 'ali@example.org', 'never@example.org'], '250 2.6.0 *');
    await send(['never@example.org', 'later@example.org'], '451 4.2.2 *');
    await send(['later@example.org'], '452 4.2.2 *');
    await send(['never@example.org'], '550 5.7.1 *');
  });

  test('RFC 1870 §6: SIZE over the limit is refused at MAIL, a message over it at its end, at the limit it is taken', async () => {
    const server = await mx({ limits: { messageBytes: 64 * 1024 } });
    const peer = await server.greeted();
    await peer.talk(`
      C: MAIL FROM:<sender@example.net> SIZE=65537
      S: 552 5.3.4 *
      C: MAIL FROM:<sender@example.net> SIZE=65536
      S: 250 *
      C: RSET
      S: 250 *`);
    await peer.talk(`${toData(['ali@example.org'])}\nC: ${'x'.repeat(65_535)}\nC: .\nS: 552 5.3.4 *`);
    await peer.talk(`${toData(['ali@example.org'])}\nC: ${'x'.repeat(65_534)}\nC: .\nS: 250 2.6.0 *`);
    expect(server.api.delivered).toHaveLength(1);
  });

  test('a message that never ends is cut far beyond the limit', async () => {
    const server = await mx({ limits: { messageBytes: 64 * 1024 } });
    const peer = await server.greeted();
    await peer.talk(toData(['ali@example.org']));
    peer.send(Buffer.alloc(1024 * 1024, 'xxxxxxxxxxxxxx\r\n'));
    await peer.talk('S: 421 4.3.4 *');
    await peer.ended();
    expect(server.api.delivered).toHaveLength(0);
  });

  test('a message is taken at the pace of delivery, never held whole', async () => {
    const server = await mx({ limits: { messageBytes: 100_000_000 } });
    let read: () => void = () => undefined;
    server.api.reading = new Promise((resolve) => {
      read = resolve;
    });
    server.api.keep = false;
    const peer = await server.greeted();
    await peer.talk(toData(['ali@example.org']));
    const body = Buffer.alloc(64 * 1024 * 1024, `${'x'.repeat(76)}\r\n`);
    peer.send(body);
    // As many round trips as would do for all of it, many times over, if it were swallowed.
    const other = await server.greeted();
    for (let trip = 0; trip < 2000; trip += 1) await other.talk('C: NOOP\nS: 250 *');
    expect(peer.socket.writableLength).toBeGreaterThan(body.length / 2);
    read();
    await peer.talk('C:\nC: .\nS: 250 2.6.0 *');
  });

  test('RFC 5321 §6.3: a loop is 554 5.4.6', async () => {
    const server = await mx();
    server.api.failure = new CoreError('tooManyHops', 'Too many Received fields');
    const peer = await server.greeted();
    await peer.talk(`${toData(['ali@example.org'])}\nC: x\nC: .\nS: 554 5.4.6 *`);
  });

  test('a client that leaves before the final dot has delivered nothing', async () => {
    const server = await mx();
    const peer = await server.greeted();
    await peer.talk(toData(['ali@example.org']));
    peer.send('half a message\r\n');
    peer.socket.end();
    await peer.ended();
    const next = await server.greeted();
    await next.talk(`${toData(['ali@example.org'])}\nC: whole\nC: .\nS: 250 *`);
    expect(server.api.delivered.map(({ message }) => message)).toEqual(['whole\r\n']);
  });
});

describe('smuggling (RFC 5321 §2.3.8: only CRLF ends a line, only CRLF . CRLF ends a message)', () => {
  const ends: [string, string][] = [
    ['LF . LF', '\n.\n'],
    ['LF . CRLF', '\n.\r\n'],
    ['CRLF . LF', '\r\n.\n'],
    ['CR . CR', '\r.\r'],
    ['CRLF . CR', '\r\n.\r'],
    ['CR . CRLF', '\r.\r\n'],
    ['CR . LF', '\r.\n'],
    ['CRLF NUL . CRLF', '\r\n\0.\r\n'],
    ['CRLF . NUL CRLF', '\r\n.\0\r\n'],
    ['CRLF . CR CRLF', '\r\n.\r\r\n'],
    ['LF CR . CR LF', '\n\r.\r\n'],
  ];
  for (const [name, bytes] of ends) {
    for (const pieces of ['at once', 'byte by byte']) {
      test(`${name}, sent ${pieces}, does not end it`, async () => {
        const server = await mx();
        const peer = await server.greeted();
        await peer.talk(toData(['ali@example.org']));
        const body = `one${bytes}MAIL FROM:<evil@example.net>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\nevil\r\n`;
        if (pieces === 'at once') peer.send(body);
        else for (const byte of Buffer.from(body)) if (!peer.socket.write(Buffer.of(byte))) await once(peer.socket, 'drain');
        await peer.talk('C: .\nS: 250 2.6.0 *\nC: NOOP\nS: 250 2.0.0 *');
        expect(server.api.delivered).toHaveLength(1);
        expect(server.api.delivered[0]?.message).toContain('evil');
      });
    }
  }

  test('a first line ".." that arrives alone does not end it', async () => {
    const server = await mx();
    const peer = await server.greeted();
    await peer.talk(toData(['ali@example.org']));
    await new Promise<void>((resolve) => peer.socket.write('..', () => resolve()));
    await peer.talk('C:\nC: RSET\nC: .\nS: 250 2.6.0 *');
    expect(server.api.delivered[0]?.message).toBe('.\r\nRSET\r\n');
  });

  test('an empty message is one', async () => {
    const server = await mx();
    const peer = await server.greeted();
    await peer.talk(`${toData(['ali@example.org'])}\nC: .\nS: 250 2.6.0 *`);
    expect(server.api.delivered[0]?.message).toBe('');
  });
});

describe('TLS (RFC 3207)', () => {
  test('§4.2: after STARTTLS the session starts anew, without STARTTLS; the trace says ESMTPS', async () => {
    const server = await mx();
    const peer = await server.greeted();
    await peer.talk(`
      C: MAIL FROM:<before@example.net>
      S: 250 *
      C: STARTTLS now
      S: 501 5.5.4 *
      C: STARTTLS
      S: 220 2.0.0 *`);
    await peer.startTls();
    await peer.talk('C: RCPT TO:<ali@example.org>\nS: 503 5.5.1 *');
    expect(await capabilities(peer)).not.toContain('STARTTLS');
    await peer.talk(`${toData(['ali@example.org'])}\nC: x\nC: .\nS: 250 *\nC: STARTTLS\nS: 503 5.5.1 *`);
    expect(server.api.delivered[0]?.trace).toMatch(/with ESMTPS\r\n\t\(TLSv1\.3 cipher TLS_\w+\) id /);
  });

  test('§4: commands pipelined behind STARTTLS in clear text are dropped', async () => {
    const server = await mx();
    const peer = await server.greeted();
    peer.send('STARTTLS\r\nEHLO evil.example.net\r\nMAIL FROM:<evil@example.net>\r\nRCPT TO:<ali@example.org>\r\n');
    await peer.talk('S: 220 *');
    await peer.startTls().catch(() => undefined);
    // Whether the handshake survives the noise or not: nothing of it may count.
    peer.send('RCPT TO:<ali@example.org>\r\n');
    const first = await peer.line();
    expect(first === undefined || first.startsWith('503 5.5.1')).toBe(true);
    expect(server.api.delivered).toHaveLength(0);
  });

  test('a listener without TLS does not offer it', async () => {
    const peer = await (await mx({ tls: 'none' })).greeted();
    expect(await capabilities(peer)).not.toContain('STARTTLS');
    await peer.talk('C: STARTTLS\nS: 500 5.5.2 *');
  });
});

describe('bounds', () => {
  test('RFC 5321 §4.5.3.1.4: a line at the limit is read, one over it is 500 5.5.2 and the end', async () => {
    const server = await mx();
    const peer = await server.greeted();
    await peer.talk(`C: NOOP ${'x'.repeat(2048 - 5)}\nS: 250 *\nC: NOOP ${'x'.repeat(2048 - 4)}\nS: 500 5.5.2 *`);
    await peer.ended();
  });

  test('a line without an end is cut as well', async () => {
    const peer = await (await mx()).greeted();
    peer.send('x'.repeat(100_000));
    await peer.talk('S: 500 5.5.2 *');
    await peer.ended();
  });

  test('RFC 5321 §4.1.2: NUL and other controls in a command are refused', async () => {
    const peer = await (await mx()).greeted();
    await peer.talk(`
      C: NO\0OP
      S: 500 5.5.2 *
      C: MAIL FROM:<a\rb@example.net>
      S: 500 5.5.2 *
      C: MAIL FROM:<a\x1bb@example.net>
      S: 500 5.5.2 *
      C: NOOP
      S: 250 *`);
  });

  test('commands that make no sense: the limit is borne, one more is 421', async () => {
    const peer = await (await mx({ limits: { badCommands: 3 } })).greeted();
    await peer.talk(`
      C: FOO
      S: 500 5.5.2 *
      C: DATA
      S: 503 5.5.1 *
      C: MAIL FROM:nobody
      S: 501 5.1.7 *
      C: FOO
      S: 421 4.7.0 *`);
    await peer.ended();
  });

  test('RFC 5321 §4.5.3.2: a silent client is told 421 4.4.2', async () => {
    const peer = await (await mx({ limits: { smtpIdleTimeout: 50 } })).greeted();
    await peer.talk('S: 421 4.4.2 *');
    await peer.ended();
  });

  test('one connection too many is told 421 4.7.0', async () => {
    const server = await mx({ connectionsPerAddress: 1 });
    await server.greeted();
    const second = await server.dial();
    await second.talk('S: 421 4.7.0 mail.example.org *');
    await second.ended();
  });
});

describe('graceful stop (RFC 5321 §3.8)', () => {
  test('idle clients are told 421; a message on its way is finished and answered first', async () => {
    const server = await mx();
    const idle = await server.greeted();
    const busy = await server.greeted();
    await busy.talk(toData(['ali@example.org']));
    busy.send('the first half\r\n');
    const closed = server.bound.close(20_000);
    await idle.talk('S: 421 4.3.2 *');
    await idle.ended();
    await busy.talk(`
      C: the second half
      C: .
      S: 250 2.6.0 *
      S: 421 4.3.2 *`);
    await busy.ended();
    await closed;
    expect(server.api.delivered.map(({ message }) => message)).toEqual(['the first half\r\nthe second half\r\n']);
  });
});
