import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture, message } from './harness.ts';

const DAY_MS = 86_400_000;
const date = (ms: number): string => {
  const at = new Date(ms);
  return `${at.getUTCDate()}-${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][at.getUTCMonth()]}-${at.getUTCFullYear()}`;
};

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  let now = 0;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    now = imap.mail.clock.now();
    await imap.mailbox('box', [message('old', `${'word '.repeat(80)}\n`), { receivedAt: now - 400 * DAY_MS }], message('empty', ''), message('accents', 'déjà vu\n', 'Content-Type: text/plain; charset=utf-8\n'));
    client = await imap.signIn('box');
  });
  afterAll(() => imap.close());

  test('RFC 8514 §4.2: SAVEDATE is when the message came here, whatever INTERNALDATE says; a copy has its own', async () => {
    await imap.mailbox('later');
    const [line = ''] = await client.run('FETCH 1 (SAVEDATE INTERNALDATE)');
    const [, saved = '', internal = ''] = /SAVEDATE "([^"]+)" INTERNALDATE "([^"]+)"/.exec(line) ?? [];
    expect(saved.trimStart().startsWith(date(now))).toBe(true);
    expect(internal.trimStart().startsWith(date(now - 400 * DAY_MS))).toBe(true);
    await imap.mail.clock.advance(3 * DAY_MS);
    await client.run('COPY 1 later');
    const other = await imap.signIn('later');
    expect((await other.run('FETCH 1 SAVEDATE'))[0]).toContain(date(now + 3 * DAY_MS));
    expect((await client.run('FETCH 1 SAVEDATE'))[0]).toContain(saved);
  });

  test('RFC 8514 §4.3: SAVEDBEFORE, SAVEDON, SAVEDSINCE, SAVEDATESUPPORTED', async () => {
    expect(await client.run(`SEARCH SAVEDON ${date(now)}`)).toEqual(['* SEARCH 1 2 3']);
    expect(await client.run(`SEARCH SAVEDSINCE ${date(now + DAY_MS)}`)).toEqual(['* SEARCH']);
    expect(await client.run(`SEARCH SAVEDSINCE ${date(now)}`)).toEqual(['* SEARCH 1 2 3']);
    expect(await client.run(`SEARCH SAVEDBEFORE ${date(now)}`)).toEqual(['* SEARCH']);
    expect(await client.run(`SEARCH SAVEDBEFORE ${date(now + DAY_MS)} BEFORE ${date(now)}`)).toEqual(['* SEARCH 1']);
    expect(await client.run('SEARCH SAVEDATESUPPORTED')).toEqual(['* SEARCH 1 2 3']);
    expect(await client.run('SEARCH NOT SAVEDATESUPPORTED')).toEqual(['* SEARCH']);
    const other = await imap.signIn('later');
    expect(await other.run(`SEARCH SAVEDON ${date(now)}`)).toEqual(['* SEARCH']);
  });

  test('RFC 8970 §3: PREVIEW, 200 characters at most, empty where there is no text; LAZY is as good', async () => {
    const shown = 'word '.repeat(80).slice(0, 200);
    expect(await client.run('FETCH 1 PREVIEW')).toEqual([`* 1 FETCH (PREVIEW "${shown}")`]);
    expect(await client.run('FETCH 2 (PREVIEW (LAZY) UID)')).toEqual(['* 2 FETCH (PREVIEW "" UID 2)']);
    expect(await client.run('FETCH 2 PREVIEW (LAZY)')).toEqual(['* 2 FETCH (PREVIEW "")']);
    expect((await client.attempt('FETCH 2 PREVIEW (CHANGEDSINCE 1)')).tagged).toMatch(/^OK/);
    expect((await client.attempt('FETCH 2 PREVIEW (LAZY HASTY)')).tagged).toMatch(/^BAD/);
    await client.talk('C: p FETCH 3 PREVIEW\nS: * 3 FETCH (PREVIEW {9}');
    expect(Buffer.from(await client.bytes(9), 'latin1').toString('utf8')).toBe('déjà vu');
    await client.talk('S: )\nS: p OK *');
    expect((await client.run('FETCH 1:3 FLAGS')).join()).not.toContain('\\Seen');
  });
});
