/** Lists are answered from what SELECT has read, sizes included: they are those of the messages whatever came and went since (RFC 9051 §6.4.5, RFC822.SIZE). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, imapFixture, type ImapFixture, message } from './harness.ts';

eachDatabase((_, makeUrl) => {
  let imap: ImapFixture;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
  });
  afterAll(() => imap.close());

  /** By UID: what lists say, and the octets that come. */
  const sizes = async (client: ImapClient): Promise<{ told: Record<string, number>; octets: Record<string, number> }> => {
    const list = (await client.run('UID FETCH 1:* (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (Subject)])')).join('\n');
    const plain = (await client.run('UID FETCH 1:* (RFC822.SIZE FLAGS)')).join('\n');
    const told = Object.fromEntries([...list.matchAll(/FETCH \(UID (\d+) RFC822.SIZE (\d+) FLAGS/g)].map(([, uid = '', size]) => [uid, Number(size)]));
    expect([...plain.matchAll(/RFC822.SIZE (\d+)/g)].map(([, size]) => Number(size))).toEqual(Object.values(told));
    const octets: Record<string, number> = {};
    for (const uid of Object.keys(told)) {
      octets[uid] = Number(/BODY\[\] \{(\d+)\}/.exec((await client.run(`UID FETCH ${uid} (BODY.PEEK[])`)).join('\n'))?.[1]);
    }
    return { told, octets };
  };

  test('of messages that were there, that came while it was open, and that stand where others have left', async () => {
    const body = (n: number): string => `${'x'.repeat(n * 7)}\n`;
    await imap.mailbox('sizes', ...[1, 2, 3, 4].map((n) => message(`sizes ${n}`, body(n))));
    const client = await imap.signIn('sizes');
    const other = await imap.signIn();
    const before = await sizes(client);
    expect(Object.keys(before.told)).toHaveLength(4);
    expect(before.told).toEqual(before.octets);
    expect(new Set(Object.values(before.told)).size).toBe(4);

    for (const n of [5, 6]) await other.run(`APPEND sizes {${message(`sizes ${n}`, body(n)).length}+}\r\n${message(`sizes ${n}`, body(n))}`);
    await client.run('NOOP');
    await client.run('UID STORE 2 +FLAGS (\\Deleted)');
    await client.run('EXPUNGE');
    const after = await sizes(client);
    expect(Object.keys(after.told)).toEqual(['1', '3', '4', '5', '6']);
    expect(after.told).toEqual(after.octets);
  });
});
