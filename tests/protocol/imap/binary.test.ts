import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture } from './harness.ts';

const picture = Buffer.from(Array.from({ length: 300 }, (_, i) => i % 256));
const MIXED = [
  'Subject: parts', 'Content-Type: multipart/mixed; boundary=b', '',
  '--b', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '', 'caf=C3=A9 =', 'noir',
  '--b', 'Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', ...(picture.toString('base64').match(/.{1,76}/g) ?? []),
  '--b', 'Content-Type: application/x-odd', 'Content-Transfer-Encoding: rot13', '', 'uryyb',
  '--b', 'Content-Type: message/rfc822', '', 'Subject: inner', 'Content-Transfer-Encoding: base64', '', 'aGVsbG8=',
  '--b--', '',
].join('\r\n');

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    await imap.mailbox('box', MIXED, 'Subject: plain\r\n\r\nnothing\r\n');
    client = await imap.signIn('box');
  });
  afterAll(() => imap.close());

  test('RFC 3516 §4.2: base64 decoded, NUL and all, as a literal8; parts of it', async () => {
    await client.talk('C: a FETCH 1 (BINARY.SIZE[2] BINARY.PEEK[2])\nS: * 1 FETCH (BINARY.SIZE[2] 300 BINARY[2] ~{300}');
    expect(Buffer.from(await client.bytes(300), 'latin1')).toEqual(picture);
    await client.talk('S: )\nS: a OK *\nC: b FETCH 1 BINARY.PEEK[2]<290.100>\nS: * 1 FETCH (BINARY[2]<290> ~{10}');
    expect(Buffer.from(await client.bytes(10), 'latin1')).toEqual(picture.subarray(290));
    await client.talk('S: )\nS: b OK *\nC: c FETCH 1 BINARY.PEEK[2]<300.1>\nS: * 1 FETCH (BINARY[2]<300> "")\nS: c OK *');
  });

  test('RFC 3516 §4.3: 8-bit text without NUL is a string', async () => {
    await client.talk('C: a FETCH 1 (BINARY.PEEK[1] BINARY.SIZE[1])\nS: * 1 FETCH (BINARY[1] {10}');
    expect(Buffer.from(await client.bytes(10), 'latin1').toString('utf8')).toBe('café noir');
    await client.talk('S:  BINARY.SIZE[1] 10)\nS: a OK *'.replace('S:  ', 'S:  '));
  });

  test('RFC 3516 §4.3: an encoding that nobody knows fails the command', async () => {
    await client.talk(`
      C: a FETCH 1 BINARY.PEEK[3]
      S: a NO [UNKNOWN-CTE] *
      C: b FETCH 1 BINARY.SIZE[3]
      S: b NO [UNKNOWN-CTE] *
      C: c FETCH 1 BODY.PEEK[3]
      S: * 1 FETCH (BODY[3] {5}
      S: uryyb)
      S: c OK *`);
  });

  test('a message inside keeps its own encoding; its parts are decoded', async () => {
    await client.talk('C: a FETCH 1 (BINARY.PEEK[4.1] BINARY.SIZE[4] BINARY.SIZE[9])\nS: * 1 FETCH (BINARY[4.1] ~{5}');
    expect(await client.bytes(5)).toBe('hello');
    await client.talk(`S:  BINARY.SIZE[4] ${'Subject: inner\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8='.length} BINARY.SIZE[9] 0)\nS: a OK *`);
    await client.talk('C: b FETCH 1 BINARY.PEEK[9]\nS: * 1 FETCH (BINARY[9] NIL)\nS: b OK *');
  });

  test('BINARY[] is the message; BINARY marks as read, PEEK does not', async () => {
    const text = 'Subject: plain\r\n\r\nnothing\r\n';
    expect((await client.run('FETCH 2 FLAGS'))[0]).not.toContain('\\Seen');
    await client.talk(`C: a FETCH 2 (BINARY[] BINARY.SIZE[])\nS: * 2 FETCH (BINARY[] ~{${text.length}}`);
    expect(await client.bytes(text.length)).toBe(text);
    await client.talk(`S:  BINARY.SIZE[] ${text.length} FLAGS (*\\Seen*))\nS: a OK *`);
  });
});
