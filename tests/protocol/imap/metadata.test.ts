/** METADATA (RFC 5464): the commands, whose entries they are, and what becomes of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { deleteAccount } from '../../../api/people/delete-account.ts';
import { eachDatabase } from '../../setup/databases.ts';
import type { ImapClient } from './harness.ts';
import { address, others, type SharedFixture, sharedFixture } from './shared-harness.ts';

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  let ali: ImapClient;
  let work: string;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob', 'eve'], { yaml: 'limits: {metadataEntries: 10, metadataEntryBytes: 1024, metadataBytes: 16384}' });
    work = await shared.fill('ali', 'work');
    ali = await shared.signIn('ali');
  });
  afterAll(() => shared.close());

  const rows = () => shared.server.running.open.core.db.read((read) => read.all<{ entry: string }>(sql`SELECT entry FROM metadata ORDER BY entry`));

  test('RFC 5464 §4.2, §4.3: set, get, several, NIL takes away; names in any case', async () => {
    expect((await ali.run('CAPABILITY'))[0]).toMatch(/ METADATA( |$)/);
    await ali.talk(`
      C: a SETMETADATA work (/private/comment "My own" /Shared/Comment {12+}
      C: It's
      C: sunny!)
      S: a OK *
      C: b GETMETADATA work /private/comment
      S: * METADATA work (/private/comment "My own")
      S: b OK *
      C: c GETMETADATA work (/shared/COMMENT /private/comment)
      S: * METADATA work (/private/comment "My own" /shared/comment {12}
      S: It's
      S: sunny!)
      S: c OK *
      C: d SETMETADATA work (/private/comment NIL)
      S: d OK *
      C: e GETMETADATA work /private/comment
      S: * METADATA work (/private/comment NIL)
      S: e OK *
      C: f GETMETADATA nowhere /private/comment
      S: f NO [NONEXISTENT] *`);
  });

  test('a value may hold NUL as a literal8, and nothing at all', async () => {
    ali.send('a SETMETADATA work (/private/vendor/x/binary ~{3+}\r\na\0b /private/vendor/x/empty "")\r\n');
    await ali.talk('S: a OK *\nC: b GETMETADATA work (/private/vendor/x/binary /private/vendor/x/empty)\nS: * METADATA work (/private/vendor/x/binary ~{3}');
    expect(await ali.bytes(3)).toBe('a\0b');
    await ali.talk('S:  /private/vendor/x/empty "")\nS: b OK *');
    await ali.run('SETMETADATA work (/private/vendor/x/binary NIL /private/vendor/x/empty NIL)');
  });

  test('RFC 5464 §4.2.2: DEPTH 0, 1, infinity; options before or behind the mailbox', async () => {
    await ali.run('SETMETADATA INBOX (/private/filters/values/small "S" /private/filters/values/boss "B" /private/filters/values/boss/deep "D")');
    expect(await ali.run('GETMETADATA INBOX (DEPTH 1) (/private/filters/values)')).toEqual(['* METADATA INBOX (/private/filters/values/boss "B" /private/filters/values/small "S")']);
    expect(await ali.run('GETMETADATA (DEPTH infinity) INBOX /private/filters')).toEqual([
      '* METADATA INBOX (/private/filters/values/boss "B" /private/filters/values/boss/deep "D" /private/filters/values/small "S")',
    ]);
    expect(await ali.run('GETMETADATA INBOX (DEPTH infinity) /private')).toHaveLength(1);
    expect(await ali.run('GETMETADATA (DEPTH 0) INBOX /private/filters/values')).toEqual(['* METADATA INBOX (/private/filters/values NIL)']);
    expect((await ali.attempt('GETMETADATA (DEPTH 2) INBOX /private/filters')).tagged).toMatch(/^BAD/);
  });

  test('RFC 5464 §4.2.1: MAXSIZE leaves out what is larger, and says how large that is', async () => {
    await ali.run(`SETMETADATA work (/private/comment "${'x'.repeat(900)}" /private/vendor/x/y "small")`);
    await ali.talk(`
      C: a GETMETADATA work (MAXSIZE 899) (/private/comment /private/vendor/x/y)
      S: * METADATA work (/private/vendor/x/y "small")
      S: a OK [METADATA LONGENTRIES 900] *
      C: b GETMETADATA work (MAXSIZE 10) /private/comment
      S: b OK [METADATA LONGENTRIES 900] *`);
    expect(await ali.run('GETMETADATA work (MAXSIZE 900) /private/comment')).toHaveLength(1);
  });

  test('RFC 5464 §3.2: names that are none', async () => {
    for (const name of ['/comment', 'comment', '/private', '/private/', '/private//x', '/private/x/', '/private/a*', '/private/a%', '"/private/\xe9"', '/private/vendor/x', `/private/${'x'.repeat(300)}`]) {
      expect((await ali.attempt(`SETMETADATA INBOX (${name} "x")`)).tagged, name).toMatch(/^BAD/);
    }
    for (const line of ['GETMETADATA', 'GETMETADATA INBOX', 'GETMETADATA INBOX ()', 'SETMETADATA INBOX ()', 'SETMETADATA INBOX (/private/x)', 'GETMETADATA (MAXSIZE x) INBOX /private/x']) {
      expect((await ali.attempt(line)).tagged, line).toMatch(/^BAD/);
    }
  });

  test('RFC 5464 §4.3: too large, too many; then nothing of the command is done', async () => {
    await ali.run('CREATE full');
    await ali.talk(`
      C: a SETMETADATA full (/private/x "1" /private/y {1025+}
      C: ${'y'.repeat(1025)})
      S: a NO [METADATA MAXSIZE 1024] *`);
    expect(await ali.run('GETMETADATA full (DEPTH infinity) /private')).toEqual(['* METADATA full (/private NIL)']);
    const ten = Array.from({ length: 10 }, (_, i) => `/private/e${i} "${i}"`).join(' ');
    await ali.run(`SETMETADATA full (${ten})`);
    expect((await ali.attempt('SETMETADATA full (/private/e0 "other" /private/e10 "10")')).tagged).toMatch(/^NO \[METADATA TOOMANY\]/);
    expect(await ali.run('GETMETADATA full /private/e0')).toEqual(['* METADATA full (/private/e0 "0")']);
    // In the place of another there is room.
    await ali.run('SETMETADATA full (/private/e0 NIL /private/e10 "10")');
    // All together, over all mailboxes.
    for (let i = 0; i < 2; i++) {
      await ali.run(`CREATE large${i}`);
      const values = Array.from({ length: 7 }, (_, n) => `/private/e${n} "${'z'.repeat(1000)}"`).join(' ');
      await ali.run(`SETMETADATA large${i} (${values})`);
    }
    await ali.run('CREATE large2');
    expect((await ali.attempt(`SETMETADATA large2 (${Array.from({ length: 7 }, (_, n) => `/private/e${n} "${'z'.repeat(1000)}"`).join(' ')})`)).tagged).toMatch(/^NO \[METADATA TOOMANY\]/);
    for (const name of ['large0', 'large1', 'large2', 'full']) await ali.run(`DELETE ${name}`);
  });

  test('RFC 5464 §3.3: everybody has their own; shared ones are read by who reads, changed with the right w', async () => {
    const name = others('ali', 'work');
    const bob = await shared.signIn('bob');
    expect((await bob.attempt(`GETMETADATA "${name}" /shared/comment`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
    expect((await bob.attempt(`SETMETADATA "${name}" (/private/comment "mine")`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
    await shared.grant(work, 'bob', 'lr');
    await ali.run('SETMETADATA work (/shared/comment "for all")');
    expect(await bob.run(`GETMETADATA "${name}" (/shared/comment /private/comment)`)).toEqual([`* METADATA "${name}" (/shared/comment "for all" /private/comment NIL)`]);
    await bob.run(`SETMETADATA "${name}" (/private/comment "Bob's")`);
    expect(await bob.run(`GETMETADATA "${name}" /private/comment`)).toEqual([`* METADATA "${name}" (/private/comment "Bob's")`]);
    expect((await ali.run('GETMETADATA work /private/comment')).join()).not.toContain('Bob');
    expect((await bob.attempt(`SETMETADATA "${name}" (/private/comment "x" /shared/comment "Bob was here")`)).tagged).toMatch(/^NO \[NOPERM\]/);
    expect(await bob.run(`GETMETADATA "${name}" /private/comment`)).toEqual([`* METADATA "${name}" (/private/comment "Bob's")`]);
    await shared.grant(work, 'bob', 'lrw');
    await bob.run(`SETMETADATA "${name}" (/shared/comment "Bob was here")`);
    expect(await ali.run('GETMETADATA work /shared/comment')).toEqual(['* METADATA work (/shared/comment "Bob was here")']);
  });

  test('RFC 5464 §3.2.1.1: on the server, one\'s own entries; shared ones are the administrators\'', async () => {
    await ali.run('SETMETADATA "" (/private/vendor/x/setting "1")');
    expect(await ali.run('GETMETADATA "" /private/vendor/x/setting')).toEqual(['* METADATA "" (/private/vendor/x/setting "1")']);
    const bob = await shared.signIn('bob');
    expect(await bob.run('GETMETADATA "" (/private/vendor/x/setting /shared/admin)')).toEqual(['* METADATA "" (/shared/admin "mailto:postmaster@example.com" /private/vendor/x/setting NIL)']);
    expect((await bob.attempt('SETMETADATA "" (/shared/comment "x")')).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await bob.attempt('SETMETADATA "" (/shared/admin "mailto:bob@example.com")')).tagged).toMatch(/^NO \[NOPERM\]/);
  });

  test('RFC 5464 §4.1: renaming carries them, deleting ends them, RENAME INBOX leaves and takes them', async () => {
    await ali.run('CREATE old');
    await ali.run('SETMETADATA old (/private/comment "stays")');
    await ali.run('RENAME old new');
    expect(await ali.run('GETMETADATA new /private/comment')).toEqual(['* METADATA new (/private/comment "stays")']);
    await ali.run('DELETE new');
    await ali.run('CREATE new');
    expect(await ali.run('GETMETADATA new /private/comment')).toEqual(['* METADATA new (/private/comment NIL)']);
    await ali.run('SETMETADATA INBOX (/private/comment "inbox")');
    await ali.run('RENAME INBOX "was inbox"');
    for (const name of ['INBOX', '"was inbox"']) expect(await ali.run(`GETMETADATA ${name} /private/comment`)).toEqual([`* METADATA ${name} (/private/comment "inbox")`]);
  });

  test('an account takes its own with it, and those on its mailboxes', async () => {
    const box = await shared.fill('eve', 'eves');
    await shared.grant(box, 'bob', 'lrw');
    const [eve, bob] = [await shared.signIn('eve'), await shared.signIn('bob')];
    await eve.run('SETMETADATA eves (/private/only-eve "1")');
    await eve.run('SETMETADATA "" (/private/only-eve "2")');
    await bob.run(`SETMETADATA "${others('eve', 'eves')}" (/private/only-bob "3" /shared/both "4")`);
    expect((await rows()).map((row) => row.entry)).toEqual(expect.arrayContaining(['/private/only-bob', '/private/only-eve', '/shared/both']));
    await deleteAccount(shared.server.running.open.core, address('eve'));
    expect((await rows()).map((row) => row.entry).filter((entry) => /only|both/.test(entry))).toEqual([]);
  });
});
