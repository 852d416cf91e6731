/** QRESYNC in others' mailboxes (RFC 7162; design §5, per-user `$seen`). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import type { ImapClient } from './harness.ts';
import { others, type SharedFixture, sharedFixture } from './shared-harness.ts';

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  let ali: ImapClient;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob']);
    ali = await shared.signIn('ali');
  });
  afterAll(() => shared.close());

  const missed = (lines: readonly string[]): string[] => lines.filter((line) => /VANISHED|FETCH/.test(line)).map((line) => line.replace(/ MODSEQ \(\d+\)/, ''));
  const resync = (lines: readonly string[]): string => {
    const text = lines.join('\n');
    return `${/UIDVALIDITY (\d+)/.exec(text)?.[1]} ${/HIGHESTMODSEQ (\d+)/.exec(text)?.[1]}`;
  };
  async function withQresync(): Promise<ImapClient> {
    const bob = await shared.signIn('bob');
    await bob.run('ENABLE QRESYNC');
    return bob;
  }

  test("what the owner expunged, what the reader's other client marked, and what both flagged", async () => {
    const id = await shared.fill('ali', 'team', 'one', 'two', 'three', 'four');
    await shared.grant(id, 'bob', 'lrsw');
    const name = others('ali', 'team');
    const bob = await withQresync();
    const known = resync(await bob.run(`SELECT "${name}"`));
    await bob.run('UNSELECT');

    await ali.run('SELECT team');
    await ali.run('UID STORE 2 +FLAGS.SILENT (\\Deleted)');
    await ali.run('UID EXPUNGE 2');
    const second = await shared.signIn('bob', name);
    await second.run('UID STORE 3 +FLAGS.SILENT (\\Seen)');
    await ali.run('UID STORE 4 +FLAGS.SILENT (\\Flagged)');

    const again = await bob.run(`SELECT "${name}" (QRESYNC (${known}))`);
    expect(missed(again)).toEqual(['* VANISHED (EARLIER) 2', '* 2 FETCH (FLAGS (\\Seen) UID 3)', '* 3 FETCH (FLAGS (\\Flagged) UID 4)']);
    // Nothing more since.
    expect(missed(await bob.run(`SELECT "${name}" (QRESYNC (${resync(again)}))`))).toEqual([]);
    // The owner hears of what was shared alone.
    await ali.run('ENABLE QRESYNC');
    expect(missed(await ali.run(`SELECT team (QRESYNC (${known}))`))).toEqual(['* VANISHED (EARLIER) 2', '* 3 FETCH (FLAGS (\\Flagged) UID 4)']);
  });

  test('a right that was taken away and given back: what went meanwhile has vanished', async () => {
    const id = await shared.fill('ali', 'back', 'one', 'two', 'three');
    await shared.grant(id, 'bob', 'lrs');
    const name = others('ali', 'back');
    const bob = await withQresync();
    const known = resync(await bob.run(`SELECT "${name}"`));
    await bob.run('UNSELECT');
    await shared.grant(id, 'bob', '');
    expect((await bob.attempt(`SELECT "${name}" (QRESYNC (${known}))`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
    await ali.run('SELECT back');
    await ali.run('UID STORE 1,3 +FLAGS.SILENT (\\Deleted)');
    await ali.run('EXPUNGE');
    await shared.grant(id, 'bob', 'lrs');
    expect(missed(await bob.run(`SELECT "${name}" (QRESYNC (${known}))`))).toEqual(['* VANISHED (EARLIER) 1,3']);
  });

  test('VANISHED is told to the reader who has it selected', async () => {
    const id = await shared.fill('ali', 'live', 'one', 'two');
    await shared.grant(id, 'bob', 'lrs');
    const bob = await withQresync();
    await bob.run(`SELECT "${others('ali', 'live')}"`);
    await ali.run('SELECT live');
    await ali.run('STORE 1 +FLAGS.SILENT (\\Deleted)');
    await ali.run('EXPUNGE');
    expect(await bob.run('NOOP')).toEqual(['* VANISHED 1']);
  });
});
