import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture } from './harness.ts';

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl, { imap: { messageBytes: 300_000 }, quotaBytes: 500_000 });
    client = await imap.signIn();
  });
  afterAll(() => imap.close());

  test('RFC 9051 §6.3.12, RFC 4315 §3: flags, date, bytes as they came, APPENDUID', async () => {
    await imap.mailbox('append');
    const bytes = 'Subject: hi\r\n\r\nbody without an end';
    await client.talk(`
      C: a APPEND append (\\Seen \\Flagged work \\Recent) " 5-Feb-2020 01:02:03 +0100" {${bytes.length}}
      S: + *`);
    client.send(`${bytes}\r\n`);
    await client.talk('S: a OK [APPENDUID * 1] APPEND completed');
    await client.run('SELECT append');
    await client.talk(`
      C: b FETCH 1 (FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])
      S: * 1 FETCH (FLAGS (\\Seen \\Flagged \\Recent work) INTERNALDATE " 5-Feb-2020 00:02:03 +0000" RFC822.SIZE ${bytes.length} BODY[] {${bytes.length}}`);
    expect(await client.bytes(bytes.length)).toBe(bytes);
    await client.talk(`
      S: )
      S: b OK FETCH completed`);
  });

  test('to the selected mailbox: EXISTS before OK', async () => {
    await imap.mailbox('here');
    const own = await imap.signIn('here');
    await own.talk(`
      C: a APPEND {4+}
      C: here {4+}
      C: X: y
      S: * 1 EXISTS
      S: * 1 RECENT
      S: a OK [APPENDUID * 1] APPEND completed
      C: b APPEND here () {4+}
      C: X: z
      S: * 2 EXISTS
      S: * 2 RECENT
      S: b OK [APPENDUID * 2] APPEND completed`);
  });

  test('RFC 9051 §6.3.12: refused before the message is sent', async () => {
    await client.talk(`
      C: a APPEND nowhere {100}
      S: a NO [TRYCREATE] *
      C: b APPEND INBOX {300001}
      S: b NO [TOOBIG] *
      C: c APPEND INBOX {0}
      S: c NO *
      C: d APPEND INBOX {300000}
      S: + *`);
    client.send(`X: ${'y'.repeat(299_997)}\r\n`);
    await client.talk(`
      S: d OK [APPENDUID *] *
      C: e APPEND INBOX {250000}
      S: e NO [OVERQUOTA] *
      C: f APPEND nowhere {5+}
      C: X: yy
      S: f NO [TRYCREATE] *
      C: g APPEND INBOX
      S: g BAD *
      C: h APPEND INBOX "5-Feb-2020" {4+}
      C: X: y
      S: h BAD *
      C: i NOOP
      S: i OK *`);
  });

  test('8-bit and NUL bytes are kept as they are', async () => {
    await imap.mailbox('bytes');
    const body = 'X: \xe9\xff\0z\r\n\r\n\0\x01';
    client.send(`a APPEND bytes ~{${body.length}+}\r\n${body}\r\n`);
    await client.talk('S: a OK *');
    const reader = await imap.signIn('bytes');
    reader.send('b FETCH 1 BODY.PEEK[]\r\n');
    await reader.talk(`S: * 1 FETCH (BODY[] {${body.length}}`);
    expect(await reader.bytes(body.length)).toBe(body);
  });

  test('a client that goes away in the middle leaves nothing behind', async () => {
    await imap.mailbox('half');
    const leaving = await imap.signIn();
    leaving.send('a APPEND half {100+}\r\nSubject: ha');
    const watching = await imap.signIn('half');
    leaving.socket.end();
    await once(leaving.socket, 'close');
    expect(await watching.run('STATUS half (MESSAGES)')).toEqual(['* STATUS half (MESSAGES 0)']);
    expect(imap.logged).toEqual([]);
  });
});
