import { once } from 'node:events';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapFixture, imapFixture, message, PASSWORD } from './harness.ts';

const MIB = 1024 * 1024;

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    await imap.mailbox('box', message('one'), message('two', `${'long '.repeat(100_000)}\n`));
  });
  afterAll(() => imap.close());

  test('RFC 4978 §3: after sign-in only, once, one mechanism', async () => {
    const client = await imap.connect();
    expect((await client.run('CAPABILITY'))[0]).not.toContain('COMPRESS');
    expect((await client.attempt('COMPRESS DEFLATE')).tagged).toMatch(/^BAD/);
    await client.run(`LOGIN ${imap.mail.ctx.principal.address} "${PASSWORD}"`);
    expect((await client.run('CAPABILITY'))[0]).toContain(' COMPRESS=DEFLATE');
    expect((await client.attempt('COMPRESS LZMA')).tagged).toMatch(/^BAD/);
    expect((await client.attempt('COMPRESS')).tagged).toMatch(/^BAD/);
    await client.compress();
    expect((await client.run('CAPABILITY'))[0]).not.toContain('COMPRESS');
    expect((await client.attempt('COMPRESS DEFLATE')).tagged).toMatch(/^NO \[COMPRESSIONACTIVE\]/);
    await client.run('NOOP');
  });

  test('commands, literals both ways, large answers', async () => {
    await imap.mailbox('appended');
    const client = await imap.signIn('box');
    await client.compress();
    const body = `Subject: x\r\n\r\n${'abc '.repeat(50_000)}\r\n`;
    client.send(`a APPEND appended {${body.length}}\r\n`);
    await client.talk('S: + *');
    client.send(`${body}\r\n`);
    await client.talk('S: a OK [APPENDUID * 1] *');
    await client.run('SELECT appended');
    client.send('b FETCH 1 BODY.PEEK[]\r\n');
    await client.talk(`S: * 1 FETCH (BODY[] {${body.length}}`);
    expect(await client.bytes(body.length)).toBe(body);
    await client.talk('S: )\nS: b OK *');
    client.send(`${Array.from({ length: 500 }, (_, i) => `n${i} NOOP\r\n`).join('')}`);
    for (let i = 0; i < 500; i++) await client.talk(`S: n${i} OK *`);
  });

  test('IDLE tells at once: what is written is not kept back', async () => {
    await imap.mailbox('watched');
    const client = await imap.signIn('watched');
    await client.compress();
    await client.talk('C: i IDLE\nS: + *');
    const other = await imap.signIn();
    await other.talk('C: a APPEND watched {4+}\nC: A: 1\nS: a OK *');
    await client.talk('S: * 1 EXISTS\nS: * 1 RECENT\nC: DONE\nS: i OK *');
  });

  test('who closes their side still gets the answers', async () => {
    const client = await imap.signIn('box');
    await client.compress();
    client.send('a FETCH 2 BODY.PEEK[]\r\nb LOGOUT\r\n');
    const lines = await client.rest();
    expect(lines.slice(-2)).toEqual([expect.stringContaining('* BYE'), expect.stringContaining('b OK')]);
    expect(lines.join('').length).toBeGreaterThan(500_000);
  });

  test('what is no DEFLATE: BYE, and the end', async () => {
    const client = await imap.signIn();
    await client.compress();
    client.socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]));
    await client.talk('S: * BYE *\nS: (end)');
  });

  test('a line that is small on the wire and endless when it is expanded ends as a long line does', async () => {
    const client = await imap.signIn();
    await client.compress();
    const bomb = deflateRawSync(Buffer.concat([Buffer.from('a LOGIN '), Buffer.alloc(80 * MIB, 'x')]));
    expect(bomb.length).toBeLessThan(MIB);
    const before = process.memoryUsage().rss;
    client.socket.write(bomb);
    await client.talk('S: * BYE Command line longer than *\nS: (end)');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MIB);
  });

  test('a literal is counted as it is without compression', async () => {
    const client = await imap.signIn();
    await client.compress();
    client.send(`a STATUS {70000+}\r\n${'x'.repeat(70_000)} (MESSAGES)\r\n`);
    await client.talk('S: a BAD [TOOBIG] *');
    await client.run('NOOP');
  });

  test('RFC 8437 §4.1: UNAUTHENTICATE ends compression behind its answer', async () => {
    const client = await imap.signIn('box');
    await client.compress();
    await client.run('UNAUTHENTICATE');
    client.decompress();
    await client.run(`LOGIN ${imap.mail.ctx.principal.address} "${PASSWORD}"`);
    await client.compress();
    await client.run('SELECT box');
  });

  test('a client that just goes leaves nothing behind', async () => {
    const client = await imap.signIn('box');
    await client.compress();
    client.socket.destroy();
    await once(client.socket, 'close');
    expect(imap.logged).toEqual([]);
  });
});
