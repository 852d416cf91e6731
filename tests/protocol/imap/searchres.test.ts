import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture, message } from './harness.ts';

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  let mailboxes = 0;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl, { imap: { searchKeys: 20 } });
  });
  afterAll(() => imap.close());

  /** A mailbox of five; those with odd numbers are flagged. */
  async function select(): Promise<string> {
    const name = `saved${++mailboxes}`;
    await imap.mailbox(name, ...[1, 2, 3, 4, 5].map((number) => [message(`m${number}`), { keywords: number % 2 === 1 ? ['$flagged'] : [] }] as const));
    client = await imap.signIn(name);
    return name;
  }

  test('RFC 5182 §2.1: SAVE alone has no answer; "$" is taken as numbers and as UIDs, in every command', async () => {
    await select();
    await imap.mailbox(`beside${mailboxes}`);
    await client.talk(`
      C: a SEARCH RETURN (SAVE) FLAGGED
      S: a OK SEARCH completed
      C: b FETCH $ UID
      S: * 1 FETCH (UID 1)
      S: * 3 FETCH (UID 3)
      S: * 5 FETCH (UID 5)
      S: b OK *
      C: c UID FETCH $ (UID)
      S: * 1 FETCH (UID 1)
      S: * 3 FETCH (UID 3)
      S: * 5 FETCH (UID 5)
      S: c OK *
      C: d STORE $ +FLAGS.SILENT (\\Seen)
      S: d OK *
      C: e UID COPY $ beside${mailboxes}
      S: e OK [COPYUID * 1,3,5 1:3] *
      C: f UID SEARCH OR $ 2
      S: * SEARCH 1 2 3 5
      S: f OK *
      C: g UID SEARCH UID $ NOT 3
      S: * SEARCH 1 5
      S: g OK *
      C: h UID STORE $ +FLAGS.SILENT (\\Deleted)
      S: h OK *
      C: i UID EXPUNGE $
      S: * 5 EXPUNGE
      S: * 3 EXPUNGE
      S: * 1 EXPUNGE
      S: i OK *
      C: j FETCH $ UID
      S: j OK *
      C: k SEARCH $
      S: * SEARCH
      S: k OK *`);
  });

  test('RFC 5182 §2.1: what leaves is no longer named; UIDs that shift are followed', async () => {
    await select();
    await client.run('SEARCH RETURN (SAVE) 3:5');
    await client.run('STORE 1,4 +FLAGS.SILENT (\\Deleted)');
    await client.run('EXPUNGE');
    expect(await client.run('FETCH $ UID')).toEqual(['* 2 FETCH (UID 3)', '* 3 FETCH (UID 5)']);
  });

  test('RFC 5182 §2.1: empty at first, after SELECT, and after a search that failed; BAD changes nothing', async () => {
    const name = await select();
    const saved = async (): Promise<string> => (await client.run('UID SEARCH $'))[0] ?? '';
    expect(await saved()).toBe('* SEARCH');
    await client.run('SEARCH RETURN (SAVE) 2');
    expect((await client.attempt('SEARCH RETURN (SAVE) NONSENSE')).tagged).toMatch(/^BAD/);
    expect((await client.attempt('SEARCH CHARSET KOI-7 ALL')).tagged).toMatch(/^NO \[BADCHARSET/);
    expect(await saved()).toBe('* SEARCH 2');
    expect((await client.attempt('SEARCH RETURN (SAVE) CHARSET KOI-7 ALL')).tagged).toMatch(/^NO \[BADCHARSET/);
    expect(await saved()).toBe('* SEARCH');
    await client.run('SEARCH RETURN (SAVE) 2');
    expect((await client.attempt(`SEARCH RETURN (SAVE) ${'SEEN '.repeat(21).trim()}`)).tagged).toMatch(/^NO \[LIMIT\]/);
    expect(await saved()).toBe('* SEARCH');
    await client.run('SEARCH RETURN (SAVE) 2');
    await client.run(`SELECT ${name}`);
    expect(await saved()).toBe('* SEARCH');
  });

  test('RFC 5182 §2.4: with MIN and MAX alone, just those are saved; with ALL or COUNT all', async () => {
    await select();
    await client.talk(`
      C: a UID SEARCH RETURN (SAVE MIN) 2:4
      S: * ESEARCH (TAG "a") UID MIN 2
      S: a OK *
      C: b UID SEARCH $
      S: * SEARCH 2
      S: b OK *
      C: c SEARCH RETURN (MIN MAX SAVE) 2:4
      S: * ESEARCH (TAG "c") MIN 2 MAX 4
      S: c OK *
      C: d UID SEARCH $
      S: * SEARCH 2 4
      S: d OK *
      C: e SEARCH RETURN (SAVE MAX COUNT) 2:4
      S: * ESEARCH (TAG "e") MAX 4 COUNT 3
      S: e OK *
      C: f UID SEARCH RETURN (ALL) $
      S: * ESEARCH (TAG "f") UID ALL 2:4
      S: f OK *
      C: g SEARCH RETURN (SAVE ALL) 0 SEEN
      S: g BAD *
      C: h SORT RETURN (SAVE MAX) (REVERSE ARRIVAL) UTF-8 FLAGGED
      S: * ESEARCH (TAG "h") MAX *
      S: h OK *`);
    expect((await client.run('SEARCH RETURN (COUNT) $'))[0]).toMatch(/COUNT 1$/);
  });

  test('RFC 5182 §2.3: pipelined with what uses it', async () => {
    await select();
    client.send('a SEARCH RETURN (SAVE) FLAGGED\r\nb UID FETCH $ (UID)\r\n');
    await client.talk(`
      S: a OK *
      S: * 1 FETCH (UID 1)
      S: * 3 FETCH (UID 3)
      S: * 5 FETCH (UID 5)
      S: b OK *`);
  });
});
