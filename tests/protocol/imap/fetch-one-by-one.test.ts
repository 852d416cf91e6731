/** A client that fetches one message after the other is read ahead for: what it is told is what it would be told without. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, imapFixture, type ImapFixture, message } from './harness.ts';

const MESSAGES = 60;
/** Too long to be read along. */
const LONG = 30;

const body = (n: number): string => (n === LONG ? `long ${n}\n`.repeat(12_000) : `body ${n}\n`);

eachDatabase((_, makeUrl) => {
  let imap: ImapFixture;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
  });
  afterAll(() => imap.close());

  const filled = async (name: string): Promise<ImapClient> => {
    await imap.mailbox(name, ...Array.from({ length: MESSAGES }, (_item, n) => message(`${name} ${n + 1}`, body(n + 1))));
    return imap.signIn(name);
  };
  /** The whole message of a number, and how the command ended. */
  const fetched = async (client: ImapClient, number: number): Promise<{ text: string; tagged: string }> => {
    const { untagged, tagged } = await client.attempt(`FETCH ${number} (UID RFC822.SIZE BODY.PEEK[])`);
    return { text: untagged.join('\n'), tagged };
  };
  const expectMessage = async (client: ImapClient, name: string, number: number, numbered = number): Promise<void> => {
    const { text, tagged } = await fetched(client, numbered);
    expect(tagged).toBe('OK FETCH completed');
    expect(text).toMatch(new RegExp(`^\\* ${numbered} FETCH \\(UID ${number} RFC822.SIZE (\\d+) BODY\\[\\] \\{\\1\\}\n`));
    expect(text).toContain(`Subject: ${name} ${number}\n`);
    expect(text.endsWith(`${body(number).trimEnd().split('\n').at(-1)}\n)`)).toBe(true);
  };

  test('forwards, backwards and in between: each number is its message', async () => {
    const client = await filled('rows');
    for (let n = 1; n <= 35; n++) await expectMessage(client, 'rows', n);
    for (let n = MESSAGES; n >= 25; n--) await expectMessage(client, 'rows', n);
    for (const n of [3, 4, 50, 5, 6, 6, 5, 7, 1, MESSAGES]) await expectMessage(client, 'rows', n);
  });

  test('other items of the same message, and of the next', async () => {
    const client = await filled('items');
    for (let n = 1; n <= 4; n++) {
      await expectMessage(client, 'items', n);
      expect(await client.run(`FETCH ${n} (ENVELOPE)`)).toEqual([expect.stringContaining(`"items ${n}"`)]);
      expect((await client.run(`FETCH ${n} (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])`)).join('\n')).toContain(`Subject: items ${n}\n`);
    }
    for (let n = 5; n <= 40; n++) expect(await client.run(`FETCH ${n} (ENVELOPE)`)).toEqual([expect.stringContaining(`"items ${n}"`)]);
  });

  test('RFC 9051 §6.4.5: what is read sets \\Seen, message by message', async () => {
    const client = await filled('seen');
    for (let n = 1; n <= 5; n++) expect((await client.run(`FETCH ${n} BODY[]`)).join('\n')).toMatch(new RegExp(`Subject: seen ${n}\n[^]*FLAGS \\(\\\\Seen\\b`));
    expect(await client.run('SEARCH SEEN')).toEqual(['* SEARCH 1 2 3 4 5']);
  });

  test('RFC 2180 §4.1: what others have taken away is not told, though it was read ahead', async () => {
    const mailboxId = await imap.mailbox('gone', ...Array.from({ length: MESSAGES }, (_item, n) => message(`gone ${n + 1}`, body(n + 1))));
    const client = await imap.signIn('gone');
    for (let n = 1; n <= 3; n++) await expectMessage(client, 'gone', n);
    const isGone = { text: '', tagged: expect.stringMatching(/^NO \[EXPUNGEISSUED\]/) };
    // By another protocol: the view does not show it yet.
    await imap.client.legacy.changeFlags({ mailboxId, uids: Uint32Array.of(4), op: 'add', keywords: [], deleted: true });
    await imap.client.legacy.expunge(mailboxId, Uint32Array.of(4));
    expect(await fetched(client, 4)).toEqual(isGone);
    // By another session, with the same view.
    const other = await imap.signIn('gone');
    await other.run('UID STORE 6 +FLAGS.SILENT (\\Deleted)');
    await other.run('EXPUNGE');
    await expectMessage(client, 'gone', 5);
    expect(await fetched(client, 6)).toEqual(isGone);
    await client.run('NOOP');
    await expectMessage(client, 'gone', 7, 5);
    await expectMessage(client, 'gone', 8, 6);
  });

  test('in another mailbox nothing of the first is told', async () => {
    const client = await filled('first');
    await imap.mailbox('second', message('second 1', body(1)), message('second 2', body(2)), message('second 3', body(3)));
    for (let n = 1; n <= 2; n++) await expectMessage(client, 'first', n);
    await client.run('SELECT second');
    for (let n = 1; n <= 3; n++) await expectMessage(client, 'second', n);
    await client.run('SELECT first');
    for (let n = 3; n <= 5; n++) await expectMessage(client, 'first', n);
  });
});
