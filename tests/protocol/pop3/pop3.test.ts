import { afterEach, describe, expect, test } from 'vitest';
import { DELETED_BIT, flagBits } from '../../../api/client/index.ts';
import { manualClock, type ManualClock } from '../../../api/shared/clock.ts';
import { connectionGate } from '../../../api/shared/connection-gate.ts';
import { bindListener, type BoundListener } from '../../../api/shared/listen.ts';
import { silentLog } from '../../../api/shared/log.ts';
import { createPop3Server } from '../../../shims/pop3/server.ts';
import type { Pop3Limits, Pop3ListenerConfig } from '../../../shims/pop3/wiring.ts';
import { dialogue, type Dialogue } from '../smtp/dialogue.ts';
import { testCertificate } from '../smtp/listener.ts';
import { fakeApi, type FakeApi } from './fake-api.ts';

const limits: Pop3Limits = { lineBytes: 4096, unauthenticatedCommandBytes: 1024, badCommands: 5, signInTimeout: 60_000, pop3IdleTimeout: 600_000 };

const first = 'Subject: one\r\n\r\nhello\r\n';
const second = 'Subject: two\r\n\r\n.dot\r\nline two\r\n..\r\nline four\r\n';
const third = 'Subject: three\r\nX: y\r\n\r\nlast';

interface Running {
  readonly api: FakeApi;
  readonly clock: ManualClock;
  readonly bound: BoundListener;
  dial(): Promise<Dialogue>;
  /** Signed in. */
  enter(): Promise<Dialogue>;
}

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Setting {
  tls?: Pop3ListenerConfig['tls'];
  loopback?: boolean;
  limits?: Partial<Pop3Limits>;
  texts?: readonly string[];
  api?: FakeApi;
  connectionsPerAddress?: number;
}

async function pop3(setting: Setting = {}): Promise<Running> {
  const api = setting.api ?? fakeApi(setting.texts ?? [first, second, third]);
  const clock = manualClock();
  const listener = createPop3Server({
    api,
    listener: { name: 'pop3', tls: setting.tls ?? 'starttls', loopback: setting.loopback ?? true },
    certificate: await testCertificate(),
    limits: { ...limits, ...setting.limits },
    clock,
    log: silentLog(),
  });
  const bound = await bindListener(listener.server, {
    name: 'pop3',
    address: '127.0.0.1',
    port: 0,
    gate: connectionGate({ connectionsPerListener: 100, connectionsPerAddress: setting.connectionsPerAddress ?? 100 }),
    ...(listener.busyLine === undefined ? {} : { busyLine: listener.busyLine }),
    onClosing: () => listener.onClosing(),
  });
  cleanups.push(() => bound.close(0));
  const dial = async (): Promise<Dialogue> => {
    const peer = await dialogue(bound.port, { tls: setting.tls === 'implicit' });
    cleanups.push(() => peer.close());
    return peer;
  };
  return {
    api,
    clock,
    bound,
    dial,
    async enter() {
      const peer = await dial();
      await peer.talk(`S: +OK *\n${signIn}`);
      return peer;
    },
  };
}

const signIn = 'C: USER alice@example.org\nS: +OK *\nC: PASS  secret  pass \nS: +OK *';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Lines of a multi-line answer, without its first line and the final dot. */
async function lines(peer: Dialogue, command: string): Promise<string[]> {
  peer.send(`${command}\r\n`);
  const status = await peer.line();
  if (!status?.startsWith('+OK')) throw new Error(`${command}: ${status}`);
  const found: string[] = [];
  for (let line = await peer.line(); line !== '.'; line = await peer.line()) {
    if (line === undefined) throw new Error(`${command}: cut`);
    found.push(line);
  }
  return found;
}

describe('AUTHORIZATION state (RFC 1939 §4)', () => {
  test('RFC 2449 §5: CAPA names what works, before and after sign-in', async () => {
    const server = await pop3();
    const peer = await server.dial();
    await peer.talk('S: +OK mail.example.org Messagerie POP3');
    const common = ['TOP', 'UIDL', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'EXPIRE NEVER', 'UTF8 USER', 'USER', 'SASL PLAIN LOGIN'];
    expect(await lines(peer, 'capa')).toEqual([...common, 'STLS', 'IMPLEMENTATION Messagerie']);
    await peer.talk(signIn);
    expect(await lines(peer, 'CAPA')).toEqual([...common, 'IMPLEMENTATION Messagerie']);
  });

  test('RFC 1939 §7: USER and PASS; a password keeps its spaces; names are not told apart; no APOP; LAST is refused in words', async () => {
    const peer = await (await pop3({ limits: { badCommands: 20 } })).dial();
    await peer.talk(`
      S: +OK *
      C: PASS x
      S: -ERR Send USER first
      C: USER
      S: -ERR *
      C: USER nobody@example.org
      S: +OK *
      C: PASS x
      S: -ERR [AUTH] The address or the password is wrong
      C: USER alice@example.org
      S: +OK *
      C: PASS secret  pass
      S: -ERR [AUTH] *
      C: PASS  secret  pass 
      S: -ERR Send USER first
      C: APOP alice@example.org c4c9334bac560ecc979e58001b3e22fb
      S: -ERR Unknown command
      C: STAT
      S: -ERR STAT needs a sign-in first
      ${signIn}
      C: LAST
      S: -ERR LAST is no part of POP3 any more; UIDL tells which messages are new
      C: USER alice@example.org
      S: -ERR USER is not possible after sign-in`);
  });

  test('RFC 6856 §2: UTF8 before sign-in; STLS comes before it; names and passwords are UTF-8 or nothing', async () => {
    const peer = await (await pop3({ limits: { badCommands: 20 } })).dial();
    await peer.talk(`
      S: +OK *
      C: UTF8 x
      S: -ERR *
      C: UTF8
      S: +OK *
      C: STLS
      S: -ERR STLS comes before UTF8`);
    peer.socket.write(Buffer.from('USER \xff@example.org\r\n', 'latin1'));
    await peer.talk(`
      S: -ERR A command is ASCII or UTF-8
      ${signIn}
      C: UTF8
      S: -ERR UTF8 is not possible after sign-in`);
  });

  test('RFC 5034 §4: AUTH PLAIN and LOGIN with and without initial response, cancelled, broken, unknown', async () => {
    const server = await pop3({ limits: { badCommands: 20 } });
    const plain = base64('\0alice@example.org\0 secret  pass ');
    const peer = await server.dial();
    await peer.talk('S: +OK *');
    expect(await lines(peer, 'AUTH')).toEqual(['PLAIN', 'LOGIN']);
    await peer.talk(`
      C: AUTH PLAIN
      S: + 
      C: *
      S: -ERR Cancelled
      C: AUTH PLAIN =
      S: -ERR PLAIN needs three fields
      C: AUTH PLAIN a!b
      S: -ERR Not base64
      C: AUTH CRAM-MD5
      S: -ERR *
      C: AUTH PLAIN ${base64('bob@example.org\0alice@example.org\0 secret  pass ')}
      S: -ERR [AUTH] *
      C: AUTH PLAIN
      S: + 
      C: ${plain}
      S: +OK 3 messages
      C: QUIT
      S: +OK *`);
    const second = await server.dial();
    await second.talk(`S: +OK *\nC: AUTH plain ${plain}\nS: +OK *\nC: QUIT\nS: +OK *`);
    const third = await server.dial();
    await third.talk(`
      S: +OK *
      C: AUTH LOGIN
      S: + VXNlcm5hbWU6
      C: ${base64('alice@example.org')}
      S: + UGFzc3dvcmQ6
      C: ${base64(' secret  pass ')}
      S: +OK *`);
  });

  test('sign-in only over TLS or on loopback; then neither USER nor SASL is named', async () => {
    const server = await pop3({ loopback: false });
    const peer = await server.dial();
    await peer.talk('S: +OK *');
    expect(await lines(peer, 'CAPA')).not.toContain('USER');
    await peer.talk(`
      C: USER alice@example.org
      S: -ERR Sign in over TLS only
      C: AUTH PLAIN ${base64('\0alice@example.org\0 secret  pass ')}
      S: -ERR Sign in over TLS only
      C: STLS
      S: +OK *`);
    await peer.startTls();
    expect(await lines(peer, 'CAPA')).toEqual(expect.arrayContaining(['USER', 'SASL PLAIN LOGIN']));
    await peer.talk(`C: STLS\nS: -ERR TLS is already there\n${signIn}`);
  });

  test('RFC 2595 §4: a name from before STLS is forgotten, and so is what was pipelined behind it', async () => {
    const server = await pop3();
    const peer = await server.dial();
    await peer.talk('S: +OK *\nC: USER alice@example.org\nS: +OK *\nC: STLS\nS: +OK *');
    await peer.startTls();
    await peer.talk('C: PASS  secret  pass \nS: -ERR Send USER first');
    const injected = await server.dial();
    await injected.talk('S: +OK *');
    injected.send('STLS\r\nUSER alice@example.org\r\n');
    await injected.talk('S: +OK *');
    await injected.startTls();
    await injected.talk('C: PASS  secret  pass \nS: -ERR Send USER first');
  });

  test('RFC 8314 §3.2: pop3s speaks TLS from the first byte', async () => {
    const server = await pop3({ tls: 'implicit', loopback: false });
    const peer = await server.enter();
    await peer.talk('C: STAT\nS: +OK 3 *\nC: QUIT\nS: +OK *');
    await peer.ended();
  });

  test('RFC 3206 §4: too many attempts is [SYS/TEMP]; five failures end the connection', async () => {
    const peer = await (await pop3()).dial();
    const wrong = '\nC: USER alice@example.org\nS: +OK *\nC: PASS x\nS: -ERR [AUTH] *';
    await peer.talk(`S: +OK *\nC: USER busy@example.org\nS: +OK *\nC: PASS x\nS: -ERR [SYS/TEMP] *${wrong.repeat(4)}`);
    await peer.ended();
  });

  test('RFC 1939 §3, RFC 2449 §8.1.2: one session a maildrop, over all listeners; free again at QUIT and when a line breaks', async () => {
    const server = await pop3();
    const secure = await pop3({ tls: 'implicit', api: server.api });
    const peer = await server.enter();
    const other = await secure.dial();
    const refused = 'C: USER alice@example.org\nS: +OK *\nC: PASS  secret  pass \nS: -ERR [IN-USE] *';
    await other.talk(`S: +OK *\n${refused}`);
    expect(server.api.clients).toBe(1);
    await peer.talk('C: QUIT\nS: +OK *');
    await other.talk(signIn);
    other.socket.destroy();
    await server.api.untilClients(0);
    await server.enter();
  });
});

describe('TRANSACTION state (RFC 1939 §5)', () => {
  test('STAT, LIST, UIDL: exact sizes and lasting ids, without messages marked \\Deleted', async () => {
    const api = fakeApi([first, second, third, 'x']);
    const marked = api.inbox[1];
    if (marked) marked.flags = DELETED_BIT;
    const peer = await (await pop3({ api })).enter();
    const sizes = [first, third, 'x'].map((text) => text.length);
    await peer.talk(`
      C: STAT
      S: +OK 3 ${sizes.reduce((sum, size) => sum + size)}
      C: LIST 2
      S: +OK 2 ${sizes[1]}
      C: UIDL 3
      S: +OK 3 e4`);
    expect(await lines(peer, 'LIST')).toEqual(sizes.map((size, at) => `${at + 1} ${size}`));
    expect(await lines(peer, 'UIDL')).toEqual(['1 e1', '2 e3', '3 e4']);
  });

  test('an empty maildrop', async () => {
    const peer = await (await pop3({ texts: [] })).enter();
    await peer.talk('C: STAT\nS: +OK 0 0\nC: RETR 1\nS: -ERR No such message');
    expect(await lines(peer, 'LIST')).toEqual([]);
    expect(await lines(peer, 'UIDL')).toEqual([]);
  });

  test('numbers that are none, zero, too large, or deleted', async () => {
    const peer = await (await pop3({ limits: { badCommands: 30 } })).enter();
    await peer.talk('C: DELE 2\nS: +OK *');
    for (const command of ['LIST', 'UIDL', 'RETR', 'DELE']) {
      for (const number of ['0', '-1', '4', '2', '1x', '01', '99999999999999999999', '1 2']) await peer.talk(`C: ${command} ${number}\nS: -ERR No such message`);
    }
    await peer.talk('C: RETR\nS: -ERR *\nC: DELE\nS: -ERR *\nC: TOP 1\nS: -ERR *\nC: TOP 1 -1\nS: -ERR *\nC: TOP 2 0\nS: -ERR *');
  });

  for (const pieceBytes of [1, 2, 7, 65_536]) {
    test(`RETR gives the bytes, dots doubled (pieces of ${pieceBytes}); a missing CRLF at the end is added`, async () => {
      const api = fakeApi([first, second, third]);
      api.pieceBytes = pieceBytes;
      const peer = await (await pop3({ api })).enter();
      await peer.talk(`
        C: RETR 2
        S: +OK ${second.length} octets
        S: Subject: two
        S: 
        S: ..dot
        S: line two
        S: ...
        S: line four
        S: .
        C: RETR 3
        S: +OK ${third.length} octets
        S: Subject: three
        S: X: y
        S: 
        S: last
        S: .
        C: NOOP
        S: +OK *`);
    });

    test(`RFC 1939 §7: TOP gives the header and n lines (pieces of ${pieceBytes}), and marks nothing`, async () => {
      const api = fakeApi([first, second, third, '.only\r\n']);
      api.pieceBytes = pieceBytes;
      const peer = await (await pop3({ api })).enter();
      expect(await lines(peer, 'TOP 2 0')).toEqual(['Subject: two', '']);
      expect(await lines(peer, 'TOP 2 1')).toEqual(['Subject: two', '', '..dot']);
      expect(await lines(peer, 'TOP 2 100')).toEqual(['Subject: two', '', '..dot', 'line two', '...', 'line four']);
      expect(await lines(peer, 'TOP 3 1')).toEqual(['Subject: three', 'X: y', '', 'last']);
      expect(await lines(peer, 'TOP 4 5')).toEqual(['..only']);
      await peer.talk('C: QUIT\nS: +OK *');
      expect(api.flagChanges).toEqual([]);
    });
  }

  test('a dot behind a bare LF does not end a message for clients that read so', async () => {
    const peer = await (await pop3({ texts: ['a\n.\r\nb\n.\nc\r\n'] })).enter();
    expect(await lines(peer, 'RETR 1')).toEqual(['a\n..', 'b\n..\nc']);
  });

  test('a message that another session took away is refused, the others stay', async () => {
    const server = await pop3();
    const peer = await server.enter();
    server.api.inbox = server.api.inbox.filter(({ uid }) => uid !== 10);
    await peer.talk('C: RETR 1\nS: -ERR The message has gone\nC: LIST 2\nS: +OK *');
  });

  test('RFC 2449 §6.6: pipelined commands are answered in order', async () => {
    const peer = await (await pop3()).enter();
    peer.send('STAT\r\nDELE 1\r\nLIST\r\nRSET\r\nQUIT\r\nSTAT\r\n');
    await peer.talk('S: +OK 3 *\nS: +OK *\nS: +OK 2 *\nS: 2 *\nS: 3 *\nS: .\nS: +OK 3 *\nS: +OK Goodbye');
    await peer.ended();
  });
});

describe('UPDATE state (RFC 1939 §6)', () => {
  test('QUIT takes out what was deleted and nothing else; RSET takes deletions back', async () => {
    const server = await pop3();
    const peer = await server.enter();
    const foreign = server.api.inbox[2];
    await peer.talk(`
      C: DELE 1
      S: +OK *
      C: RSET
      S: +OK *
      C: DELE 2
      S: +OK *
      C: STAT
      S: +OK 2 ${first.length + third.length}`);
    // Another session marks a message meanwhile: it is not ours to expunge.
    if (foreign) foreign.flags |= DELETED_BIT;
    await peer.talk('C: QUIT\nS: +OK Goodbye, 1 messages deleted');
    await peer.ended();
    expect(server.api.inbox.map(({ emailId }) => emailId)).toEqual(['e1', 'e3']);
  });

  test('what was downloaded to its end counts as read, in one change', async () => {
    const server = await pop3();
    const peer = await server.enter();
    await lines(peer, 'RETR 1');
    await lines(peer, 'RETR 3');
    await lines(peer, 'RETR 2');
    await peer.talk('C: DELE 2\nS: +OK *\nC: QUIT\nS: +OK *');
    expect(server.api.flagChanges).toEqual([{ uids: [10, 11, 12], keywords: ['$seen'], deleted: false }]);
    expect(server.api.inbox.every(({ flags }) => flags === flagBits.$seen)).toBe(true);
  });

  test('a line that breaks deletes nothing, and what was downloaded counts as read', async () => {
    const server = await pop3();
    const peer = await server.enter();
    await peer.talk('C: DELE 1\nS: +OK *');
    await lines(peer, 'RETR 2');
    peer.socket.destroy();
    await server.api.untilClients(0);
    expect(server.api.inbox.map(({ uid, flags }) => [uid, flags])).toEqual([[10, 0], [11, flagBits.$seen], [12, 0]]);
  });

  test('when deleting fails, QUIT says so and the maildrop is free', async () => {
    const server = await pop3();
    const peer = await server.enter();
    await peer.talk('C: DELE 1\nS: +OK *');
    server.api.failure = new Error('SELECT secret');
    await peer.talk('C: QUIT\nS: -ERR [SYS/TEMP] Internal error*');
    await peer.ended();
    await server.enter();
  });
});

describe('bounds', () => {
  test('a line at the limit is read, one over it is refused; an endless one ends the connection', async () => {
    const server = await pop3();
    const peer = await server.dial();
    await peer.talk(`S: +OK *\nC: USER ${'x'.repeat(1024 - 5)}\nS: +OK *\nC: USER ${'x'.repeat(1024 - 4)}\nS: -ERR The line is too long\nC: CAPA\nS: +OK *`);
    const endless = await server.dial();
    await endless.talk('S: +OK *');
    endless.send(Buffer.alloc(2 * 1024 * 1024, 'x'));
    await endless.ended();
  });

  test('controls in a command, unknown commands; one too many ends the connection', async () => {
    const peer = await (await pop3({ limits: { badCommands: 3 } })).dial();
    await peer.talk(`
      S: +OK *
      C: US\0ER x
      S: -ERR Control characters *
      C: FOO
      S: -ERR Unknown command
      C: 
      S: -ERR Unknown command
      C: FOO
      S: -ERR Too many *`);
    await peer.ended();
  });

  test('RFC 1939 §3: autologout deletes nothing; who does not sign in is cut earlier', async () => {
    const server = await pop3();
    const idle = await server.enter();
    const silent = await server.dial();
    await silent.talk('S: +OK *');
    await idle.talk('C: DELE 1\nS: +OK *');
    await server.clock.advance(60_000);
    await silent.ended();
    await idle.talk('C: NOOP\nS: +OK *');
    await server.clock.advance(599_999);
    await idle.talk('C: NOOP\nS: +OK *');
    await server.clock.advance(600_000);
    await idle.ended();
    expect(server.api.inbox).toHaveLength(3);
  });

  test('design §11: commands and failures do not put the sign-in off', async () => {
    const server = await pop3();
    const peer = await server.dial();
    await peer.talk('S: +OK *');
    for (const command of ['CAPA', 'USER alice@example.org', 'PASS wrong']) {
      await server.clock.advance(19_000);
      peer.send(`${command}\r\n`);
      await peer.line();
    }
    await server.clock.advance(3_000);
    await peer.ended();
  });

  test('a sign-in that ends elsewhere cuts the message that is on its way (design §4, Bus)', async () => {
    const server = await pop3({ texts: ['x'.repeat(64 * 1024 * 1024)] });
    const peer = await server.enter();
    let received = 0;
    peer.socket.on('data', (chunk: Buffer) => {
      if (received === 0) server.api.revoke();
      received += chunk.length;
    });
    peer.send('RETR 1\r\n');
    await peer.ended();
    expect(received).toBeLessThan(32 * 1024 * 1024);
  });

  test('a client that does not read what it asked for is cut, and the maildrop is free', async () => {
    const server = await pop3({ texts: ['x'.repeat(64 * 1024 * 1024)] });
    const peer = await server.enter();
    peer.socket.pause();
    peer.send('RETR 1\r\n');
    while (server.clock.waiting < 2) await new Promise((resolve) => setImmediate(resolve));
    const cut = server.api.untilClients(0);
    while (server.api.clients > 0) await server.clock.advance(600_000);
    await cut;
    expect(server.api.flagChanges).toEqual([]);
  });

  test('one connection too many is told so', async () => {
    const server = await pop3({ connectionsPerAddress: 1 });
    const peer = await server.dial();
    await peer.talk('S: +OK *');
    const second = await server.dial();
    await second.talk('S: -ERR [SYS/TEMP] Too many connections*');
    await second.ended();
  });

  test('closing the listener and a revoked sign-in end sessions without UPDATE', async () => {
    const server = await pop3();
    const revoked = await server.enter();
    await revoked.talk('C: DELE 1\nS: +OK *');
    server.api.revoke();
    await revoked.ended();
    await server.api.untilClients(0);
    const idle = await server.enter();
    await idle.talk('C: DELE 1\nS: +OK *');
    const closed = server.bound.close(20_000);
    await idle.ended();
    await closed;
    expect(server.api.inbox).toHaveLength(3);
    expect(server.api.clients).toBe(0);
  });
});
