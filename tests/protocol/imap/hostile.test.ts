import { afterEach, expect, test } from 'vitest';
import { freshDatabase } from '../../setup/databases.ts';
import { type ImapFixture, imapFixture, type ImapOptions, message } from './harness.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function fixture(options: ImapOptions = {}): Promise<ImapFixture> {
  const database = await freshDatabase('sqlite');
  const imap = await imapFixture(async () => database, options);
  closing.push(async () => {
    await imap.close();
    await database.drop();
  });
  return imap;
}

test('pipelined commands are carried out in order', async () => {
  const imap = await fixture();
  await imap.mailbox('pipe', message('one'), message('two'));
  const client = await imap.connect();
  client.send('a LOGIN ali@example.org "correct horse"\r\nb SELECT pipe\r\nc STORE 1 +FLAGS.SILENT (\\Deleted)\r\nd EXPUNGE\r\ne FETCH 1 UID\r\nf LOGOUT\r\n');
  const lines = await client.rest();
  expect(lines.filter((line) => !line.startsWith('* OK') && !line.startsWith('* FLAGS') && !line.startsWith('a OK'))).toEqual([
    '* 2 EXISTS', '* 2 RECENT', 'b OK [READ-WRITE] SELECT completed', 'c OK STORE completed', '* 1 EXPUNGE', 'd OK EXPUNGE completed',
    '* 1 FETCH (UID 2)', 'e OK FETCH completed', '* BYE Until next time', 'f OK LOGOUT completed',
  ]);
});

test('a client that sends everything and closes its side gets every answer', async () => {
  const imap = await fixture();
  await imap.mail.add(message('one'));
  const client = await imap.connect();
  client.socket.end('a LOGIN ali@example.org "correct horse"\r\nb EXAMINE INBOX\r\nc FETCH 1 BODY[TEXT]\r\n');
  const lines = await client.rest();
  expect(lines.slice(-4)).toEqual(['* 1 FETCH (BODY[TEXT] {7}', 'Hello', ')', 'c OK FETCH completed']);
});

test('a stop in the middle of a long answer: BYE, no OK for what was not sent', async () => {
  const imap = await fixture();
  const number = await imap.mail.addMailbox('long');
  const big = { message: message('big', `${'x'.repeat(76)}\n`.repeat(20_000)), options: { mailboxes: [number] } };
  await imap.mail.addMany(Array.from({ length: 8 }, () => big));
  const client = await imap.signIn('long');
  client.send('a FETCH 1:* BODY.PEEK[]\r\n');
  await client.line();
  client.socket.pause();
  imap.revoke('The password has changed');
  client.socket.resume();
  const lines = await client.rest();
  expect(lines.filter((line) => line.startsWith('a OK'))).toEqual([]);
  expect(lines.at(-1)).toBe('* BYE [UNAVAILABLE] The password has changed');
});

test('commands of a later state, before sign-in: BAD; before SELECT too', async () => {
  const imap = await fixture();
  const client = await imap.connect();
  for (const command of ['SELECT INBOX', 'LIST "" *', 'APPEND INBOX {5+}\r\nhello', 'IDLE', 'FETCH 1 FLAGS', 'STATUS INBOX (MESSAGES)', 'CREATE x', 'GETQUOTA ""']) {
    expect([command, (await client.attempt(command)).tagged]).toEqual([command, expect.stringMatching(/^BAD/)]);
  }
  const signedIn = await imap.signIn();
  for (const command of ['FETCH 1 FLAGS', 'STORE 1 FLAGS ()', 'EXPUNGE', 'CLOSE', 'UNSELECT', 'CHECK', 'COPY 1 x', 'SEARCH ALL', 'UID EXPUNGE 1']) {
    expect([command, (await signedIn.attempt(command)).tagged]).toEqual([command, expect.stringMatching(/^BAD/)]);
  }
});

test('nonsense arguments: BAD, and the session goes on', async () => {
  const imap = await fixture();
  await imap.mail.add(message('one'));
  const client = await imap.signIn('INBOX');
  const commands = [
    'SELECT', 'SELECT INBOX (NONSENSE)', 'FETCH', 'FETCH x FLAGS', 'FETCH 0 FLAGS', 'FETCH 1', 'FETCH 1 (FLAGS', 'FETCH 1 BODY[', 'FETCH 1:99999999999 FLAGS', 'STORE 1 FLAGS',
    'STORE 1 NONSENSE (\\Seen)', 'STORE 1 +FLAGS (\\)', 'SEARCH', 'SEARCH NONSENSE', 'SEARCH (', 'SEARCH SINCE 31-Feb-2026', 'UID', 'UID NOOP', 'UID FETCH', 'COPY 1', 'LIST', 'STATUS INBOX',
    'STATUS INBOX ()', 'APPEND', 'ENABLE', 'ID x', 'CREATE', 'RENAME x', 'UID EXPUNGE', 'EXPUNGE 1', `SEARCH ${'NOT '.repeat(200)}SEEN`,
  ];
  for (const command of commands) {
    expect([command, (await client.attempt(command)).tagged]).toEqual([command, expect.stringMatching(/^BAD/)]);
    await client.run('NOOP');
  }
  expect(await client.run('FETCH 1 FLAGS')).toEqual(['* 1 FETCH (FLAGS (\\Recent))']);
  expect(imap.logged).toEqual([]);
});

test('random bytes between commands never break the session', async () => {
  const imap = await fixture({ imap: { badCommands: 10_000 } });
  await imap.mail.add(message('one'));
  let seed = Number(process.env['IMAP_SEED'] ?? Date.now() % 1_000_000);
  const started = seed;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const templates = ['FETCH 1 (FLAGS BODY.PEEK[HEADER.FIELDS (To)])', 'UID SEARCH RETURN (ALL) OR SEEN SUBJECT "x"', 'STORE 1 +FLAGS (\\Seen)', 'LIST "" (a b) RETURN (STATUS (MESSAGES))', 'STATUS INBOX (MESSAGES)'];
  const client = await imap.signIn('INBOX');
  for (let i = 0; i < 500; i++) {
    const text = [...(templates[random(templates.length)] as string)];
    for (let j = 0; j <= random(3); j++) text[random(text.length)] = String.fromCharCode(32 + random(224));
    const command = text.join('').replace(/\{\d*\+?\}$/, '');
    const { tagged } = await client.attempt(command);
    expect([started, command, tagged]).toEqual([started, command, expect.stringMatching(/^(OK|NO|BAD) /)]);
    expect(tagged).not.toContain('SERVERBUG');
  }
  expect(imap.logged).toEqual([]);
});

test('limits: a command at and over its length, literals that are too large, senseless commands in a row', async () => {
  const imap = await fixture({ imap: { badCommands: 3 } });
  const client = await imap.signIn();
  const line = (length: number): string => `STATUS "${'x'.repeat(length - 'tN STATUS "" (MESSAGES)'.length)}" (MESSAGES)`;
  expect((await client.attempt(line(64 * 1024))).tagged).toMatch(/^NO/);
  expect((await client.attempt(line(64 * 1024 + 10))).tagged).toMatch(/^BAD Command line longer/);
  await client.talk(`
    C: a STATUS {65537}
    S: a BAD [TOOBIG] *
    C: b X
    S: b BAD *
    C: c X
    S: c BAD *
    S: * BYE *
    S: (end)`);
});

test('a session in a mailbox of many messages holds no copy of them', async () => {
  const imap = await fixture();
  const count = 2000;
  const number = await imap.mail.addMailbox('large');
  await imap.mail.addMany(Array.from({ length: count }, (_, i) => ({ message: `Subject: ${i}\n\n`, options: { mailboxes: [number] } })));
  const first = await imap.signIn('large');
  const lines = await first.run('FETCH 1:* (UID FLAGS)');
  expect(lines.length).toBe(count);
  expect(lines[count - 1]).toBe(`* ${count} FETCH (FLAGS (\\Recent) UID ${count})`);
  await first.run('STORE 1:* +FLAGS.SILENT (\\Seen)');
  await first.run('UID STORE 1:1000 +FLAGS.SILENT (\\Deleted)');
  const second = await imap.signIn('large');
  expect((await first.run('EXPUNGE')).length).toBe(1000);
  expect((await second.run('NOOP'))[0]).toBe('* 1000 EXPUNGE');
  expect((await second.run('SEARCH RETURN (COUNT) SEEN'))[0]).toContain('COUNT 1000');
});
