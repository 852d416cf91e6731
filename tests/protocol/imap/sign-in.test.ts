import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCertificate } from '../../../api/shared/tls.ts';
import type { CertificateProvider } from '../../../shims/imap/index.ts';
import { freshDatabase } from '../../setup/databases.ts';
import { type ImapFixture, imapFixture, type ImapOptions, message, PASSWORD } from './harness.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

let folder: string;
let certificate: CertificateProvider;
const closing: (() => Promise<void>)[] = [];

async function fixture(options: ImapOptions = {}): Promise<ImapFixture> {
  const database = await freshDatabase('sqlite');
  const imap = await imapFixture(async () => database, options);
  closing.push(async () => {
    await imap.close();
    await database.drop();
  });
  return imap;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'messagerie-imap-'));
  certificate = await openCertificate({ dataDir: folder, files: null, names: ['localhost', '127.0.0.1'] });
});

afterAll(async () => {
  for (const close of closing) await close();
  await rm(folder, { recursive: true, force: true });
});

describe('on loopback', () => {
  let imap: ImapFixture;
  beforeAll(async () => {
    imap = await fixture();
  });

  test('RFC 9051 §6.1.1: capabilities before and after sign-in', async () => {
    const client = await imap.connect();
    await client.talk(`
      C: a CAPABILITY
      S: * CAPABILITY IMAP4rev1 LITERAL+ IMAP4rev2 SASL-IR ENABLE ID * AUTH=PLAIN AUTH=LOGIN
      S: a OK CAPABILITY completed
      C: b LOGIN ali@example.org "${PASSWORD}"
      S: b OK [CAPABILITY IMAP4rev1 LITERAL+ IMAP4rev2 *] Signed in
      C: c LOGIN ali@example.org "${PASSWORD}"
      S: c BAD LOGIN is not possible in state "authenticated"`);
  });

  test('RFC 2971 §3.3: thirty fields of full length are taken before the sign-in, too', async () => {
    const client = await imap.connect();
    const fields = Array.from({ length: 30 }, (_, i) => `"${`field${i}`.padEnd(30, '-')}" "${'v'.repeat(1024)}"`).join(' ');
    expect((await client.attempt(`ID (${fields})`)).tagged).toBe('OK ID completed');
    expect((await client.attempt(`ID (${fields} "${'x'.repeat(4000)}" NIL)`)).tagged).toMatch(/^BAD/);
  });

  test('RFC 9051 §6.2.3: LOGIN, wrong and right, with literals', async () => {
    const client = await imap.connect();
    await client.talk(`
      C: a LOGIN ali@example.org wrong
      S: a NO [AUTHENTICATIONFAILED] *
      C: b LOGIN {15}
      S: + *
      C: ali@example.org {13+}
      C: ${PASSWORD}
      S: b OK [CAPABILITY *] Signed in`);
  });

  test('design §11: after five wrong passwords the connection ends', async () => {
    const client = await imap.connect();
    for (const tag of ['a', 'b', 'c', 'd']) {
      await client.talk(`
        C: ${tag} LOGIN ali@example.org wrong${tag}
        S: ${tag} NO [AUTHENTICATIONFAILED] *`);
    }
    await client.talk(`
      C: e LOGIN ali@example.org wronge
      S: e NO [AUTHENTICATIONFAILED] *
      S: * BYE Too many failed sign-ins
      S: (end)`);
  });

  test('RFC 7888 §5: LITERAL- instead of LITERAL+ where the listener says so; larger literals are refused with TOOBIG', async () => {
    const mine = await fixture({ listener: { literals: 'LITERAL-' } });
    const client = await mine.connect();
    await client.talk(`
      C: a CAPABILITY
      S: * CAPABILITY IMAP4rev1 LITERAL- IMAP4rev2 SASL-IR *
      S: a OK *
      C: b LOGIN ali@example.org {13+}
      C: ${PASSWORD}
      S: b OK [CAPABILITY IMAP4rev1 LITERAL- *] Signed in`);
    expect((await client.attempt('CAPABILITY')).untagged.join()).not.toContain('LITERAL+');
    const text = (size: number): string => message('sized').padEnd(size, 'x');
    expect((await client.attempt(`APPEND INBOX {4096+}\r\n${text(4096)}`)).tagged).toMatch(/^OK /);
    // Refused, read past, and nothing of it is kept or taken for a command.
    expect((await client.attempt(`APPEND INBOX {4097+}\r\n${text(4097)}`)).tagged).toMatch(/^BAD \[TOOBIG\] /);
    expect((await client.attempt(`CREATE {5000+}\r\n${'x'.repeat(5000)}`)).tagged).toMatch(/^BAD \[TOOBIG\] /);
    await client.talk(`
      C: c APPEND INBOX {5000}
      S: + *`);
    client.send(`${text(5000)}\r\n`);
    await client.talk('S: c OK *');
    expect(await client.run('STATUS INBOX (MESSAGES)')).toEqual(['* STATUS INBOX (MESSAGES 2)']);
    // More than is read past: BYE, with the reason.
    client.send(`d APPEND INBOX {${100 * 1024 * 1024}+}\r\n`);
    await client.talk(`
      S: * BYE [TOOBIG] *
      S: (end)`);
  });

  test('RFC 4616, RFC 4959: AUTHENTICATE PLAIN, with and without initial response', async () => {
    const response = base64(`\0ali@example.org\0${PASSWORD}`);
    await (await imap.connect()).talk(`
      C: a AUTHENTICATE PLAIN ${response}
      S: a OK [CAPABILITY *] Signed in`);
    await (await imap.connect()).talk(`
      C: a AUTHENTICATE PLAIN
      S: + *
      C: ${response}
      S: a OK [CAPABILITY *] Signed in`);
    await (await imap.connect()).talk(`
      C: a AUTHENTICATE PLAIN ${base64(`somebody@example.org\0ali@example.org\0${PASSWORD}`)}
      S: a NO [AUTHORIZATIONFAILED] *
      C: b AUTHENTICATE PLAIN ${base64('nothing')}
      S: b BAD *
      C: c AUTHENTICATE PLAIN
      S: + *
      C: *
      S: c BAD AUTHENTICATE cancelled
      C: d AUTHENTICATE NTLM
      S: d NO [CANNOT] *`);
  });

  test('AUTHENTICATE LOGIN, as Outlook speaks it', async () => {
    await (await imap.connect()).talk(`
      C: a AUTHENTICATE LOGIN
      S: + VXNlcm5hbWU6
      C: ${base64('ali@example.org')}
      S: + UGFzc3dvcmQ6
      C: ${base64(PASSWORD)}
      S: a OK [CAPABILITY *] Signed in`);
  });

  test('contract: a revoked sign-in ends with BYE, at once in IDLE, else before the next command', async () => {
    const mine = await fixture();
    const idling = await mine.signIn('INBOX');
    const quiet = await mine.signIn('INBOX');
    await idling.talk(`
      C: a IDLE
      S: + idling`);
    mine.revoke('The password has changed');
    await idling.talk(`
      S: * BYE [UNAVAILABLE] The password has changed
      S: (end)`);
    await quiet.talk(`
      S: * BYE [UNAVAILABLE] The password has changed
      S: (end)`);
    expect(mine.server.sessions).toBe(0);
  });

  test('design §12: a stop says BYE to everybody and ends', async () => {
    const mine = await fixture();
    const client = await mine.signIn('INBOX');
    const closed = mine.server.close(5000);
    await client.talk(`
      S: * BYE [UNAVAILABLE] *
      S: (end)`);
    await closed;
  });
});

describe('not on loopback', () => {
  test('RFC 9051 §11.1: no password before TLS; STARTTLS drops what was pipelined', async () => {
    const imap = await fixture({ certificate, listener: { tls: 'starttls', loopback: false } });
    await imap.mail.add(message('inside'));
    const client = await imap.connect();
    await client.talk(`
      C: a CAPABILITY
      S: * CAPABILITY * STARTTLS LOGINDISABLED
      S: a OK *
      C: b LOGIN ali@example.org "${PASSWORD}"
      S: b NO [PRIVACYREQUIRED] *
      C: c AUTHENTICATE PLAIN
      S: c NO [PRIVACYREQUIRED] *`);
    client.send('d STARTTLS\r\ne NOOP\r\n');
    await client.talk('S: d OK Begin TLS');
    await client.secure();
    await client.talk(`
      C: f CAPABILITY
      S: * CAPABILITY * AUTH=PLAIN AUTH=LOGIN
      S: f OK *
      C: g STARTTLS
      S: g BAD TLS is on already
      C: h LOGIN ali@example.org "${PASSWORD}"
      S: h OK *`);
    expect(await client.run('SELECT INBOX')).toContain('* 1 EXISTS');
  });

  test('implicit TLS', async () => {
    const imap = await fixture({ certificate, listener: { tls: 'implicit', loopback: false } });
    const client = await imap.signIn('INBOX');
    await client.talk(`
      C: a STARTTLS
      S: a BAD *`);
  });

  test('without TLS there is no way in', async () => {
    const imap = await fixture({ listener: { tls: 'none', loopback: false } });
    const client = await imap.connect();
    await client.talk(`
      C: a CAPABILITY
      S: * CAPABILITY IMAP4rev1 * LOGINDISABLED
      S: a OK *
      C: b STARTTLS
      S: b NO TLS is not offered here`);
  });

  test('who does not finish the handshake is cut', async () => {
    const imap = await fixture({ certificate, listener: { tls: 'starttls', loopback: false }, imap: { signInTimeoutMs: 1000 } });
    const client = await imap.connect();
    await client.talk(`
      C: a STARTTLS
      S: a OK Begin TLS
      S: (end)`);
  });

  test('on a port with TLS from the start, who is silent is cut, who has left or speaks no TLS at once', async () => {
    const closed = async (port: number, begin: (socket: Socket) => void): Promise<void> => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => undefined).resume();
      begin(socket);
      await once(socket, 'close');
    };
    const listener = { tls: 'implicit', loopback: false } as const;
    const patient = await fixture({ certificate, listener, imap: { signInTimeoutMs: 600_000 } });
    await closed(patient.port, (socket) => socket.once('end', () => socket.end()).end());
    await closed(patient.port, (socket) => socket.once('end', () => socket.end()).write('a CAPABILITY\r\n'));
    const hasty = await fixture({ certificate, listener, imap: { signInTimeoutMs: 300 } });
    await closed(hasty.port, (socket) => socket.once('end', () => socket.end()));
    expect(patient.server.sessions + hasty.server.sessions).toBe(0);
  });
});
