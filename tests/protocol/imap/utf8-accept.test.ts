import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapFixture, imapFixture } from './harness.ts';

const latin = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const words = (text: string): string => `=?utf-8?b?${Buffer.from(text).toString('base64')}?=`;
const INTERNATIONAL = Buffer.from(
  'From: "Zoé \\" Noël" <zoé@exämple.net>\nTo: ali@example.org\nSubject: été à Béjaïa\nContent-Type: text/plain; name="résumé.txt"\nContent-Description: plan\n\nx\n',
).toString('utf8');

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    await imap.mailbox('box', INTERNATIONAL);
    await imap.mailbox('été & Äpfel');
  });
  afterAll(() => imap.close());

  test('RFC 9755 §3: mailbox names in UTF-8 once enabled, "&" is itself; modified UTF-7 before', async () => {
    const client = await imap.signIn();
    expect(await client.run('LIST "" *pfel')).toEqual(['* LIST (\\HasNoChildren) "/" "&AOk-t&AOk- &- &AMQ-pfel"']);
    expect(await client.run('ENABLE UTF8=ACCEPT')).toEqual(['* ENABLED UTF8=ACCEPT']);
    expect(await client.run('LIST "" *pfel')).toEqual([`* LIST (\\HasNoChildren) "/" ${latin('"été & Äpfel"')}`]);
    expect(await client.run(`STATUS ${latin('"été & Äpfel"')} (MESSAGES)`)).toEqual([`* STATUS ${latin('"été & Äpfel"')} (MESSAGES 0)`]);
    expect((await client.attempt('STATUS "&AOk-t&AOk- &- &AMQ-pfel" (MESSAGES)')).tagged).toMatch(/^NO \[NONEXISTENT\]/);
  });

  test('ENVELOPE and BODYSTRUCTURE: quoted UTF-8 once enabled, ASCII before', async () => {
    const client = await imap.signIn('box');
    const [ascii = ''] = await client.run('FETCH 1 (ENVELOPE BODYSTRUCTURE)');
    expect(ascii).toMatch(/^[\x20-\x7e]*$/);
    expect(ascii).toContain(`"${words('été à Béjaïa')}"`);
    expect(ascii).toContain(`(("${words('Zoé " Noël')}" NIL "${words('zoé')}" "${words('exämple.net')}"))`);
    expect(ascii).toContain(`"NAME" "${words('résumé.txt')}"`);
    expect(ascii).toContain('"plan"');
    await client.run('ENABLE UTF8=ACCEPT');
    const [utf8 = ''] = await client.run('FETCH 1 (ENVELOPE BODYSTRUCTURE)');
    expect(Buffer.from(utf8, 'latin1').toString('utf8')).toContain('"été à Béjaïa" (("Zoé \\" Noël" NIL "zoé" "exämple.net"))');
    expect(Buffer.from(utf8, 'latin1').toString('utf8')).toContain('"NAME" "résumé.txt"');
    expect(utf8).not.toContain('{');
  });

  test('RFC 9755 §3: a search names no charset once enabled, and is in UTF-8', async () => {
    const client = await imap.signIn('box');
    expect(await client.run('SEARCH CHARSET UTF-8 SUBJECT ete')).toEqual(['* SEARCH 1']);
    await client.run('ENABLE UTF8=ACCEPT');
    expect((await client.attempt('SEARCH CHARSET UTF-8 SUBJECT ete')).tagged).toMatch(/^BAD /);
    expect(await client.run(`SEARCH SUBJECT ${latin('"été"')}`)).toEqual(['* SEARCH 1']);
  });

  test('the bytes of a message stay what they are', async () => {
    const client = await imap.signIn('box');
    client.send('a FETCH 1 BODY.PEEK[HEADER.FIELDS (Subject)]\r\n');
    const line = latin('Subject: été à Béjaïa\r\n\r\n');
    await client.talk(`S: * 1 FETCH (BODY[HEADER.FIELDS (Subject)] {${line.length}}`);
    expect((await client.bytes(line.length)).replaceAll('\r\n', '\n')).toBe(line.replaceAll('\r\n', '\n'));
  });
});
