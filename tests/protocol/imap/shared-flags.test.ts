/** Flags in others' mailboxes (RFC 4314 §4, §5; design §5, per-user `$seen`). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import type { ImapClient } from './harness.ts';
import { others, type SharedFixture, sharedFixture } from './shared-harness.ts';

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  let ali: ImapClient;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob', 'eve']);
    ali = await shared.signIn('ali');
  });
  afterAll(() => shared.close());

  /** A mailbox of Ali's with three messages that Bob has these rights in; both have it selected. */
  async function opened(name: string, rights: string): Promise<{ id: string; bob: ImapClient; select: string[]; tagged: string }> {
    const id = await shared.fill('ali', name, 'one', 'two', 'three');
    await ali.run(`SELECT ${name}`);
    await shared.grant(id, 'bob', rights);
    const bob = await shared.signIn('bob');
    const { untagged, tagged } = await bob.attempt(`SELECT "${others('ali', name)}"`);
    return { id, bob, select: untagged, tagged };
  }
  const seen = async (client: ImapClient): Promise<string[]> => client.run('SEARCH SEEN');

  test("design §5: the owner's \\Seen and the reader's are two; neither hears of the other's", async () => {
    const { bob } = await opened('two', 'lrs');
    await ali.run('STORE 1 +FLAGS (\\Seen)');
    expect(await seen(bob)).toEqual(['* SEARCH']);
    expect(await bob.run('STORE 2 +FLAGS (\\Seen)')).toEqual(expect.arrayContaining(['* 2 FETCH (FLAGS (\\Seen))']));
    expect(await seen(bob)).toEqual(['* SEARCH 2']);
    expect(await bob.run('SEARCH UNSEEN')).toEqual(['* SEARCH 1 3']);
    expect(await bob.run('SEARCH UNSEEN TEXT hello')).toEqual(['* SEARCH 1 3']);
    expect(await seen(ali)).toEqual(['* SEARCH 1']);
    expect(await ali.run('NOOP')).toEqual([]);
    // With a message looked at by the core, too.
    expect(await bob.run('SEARCH OR SEEN TEXT nothing')).toEqual(['* SEARCH 2']);
    await bob.run('STORE 2 -FLAGS (\\Seen)');
    expect(await seen(bob)).toEqual(['* SEARCH']);
  });

  test("issue 9: the reader's second client learns it, by CONDSTORE too; a third person's does not", async () => {
    const { bob, id } = await opened('second', 'lrs');
    await shared.grant(id, 'eve', 'lrs');
    const [second, eve] = [await shared.signIn('bob', others('ali', 'second')), await shared.signIn('eve', others('ali', 'second'))];
    const highest = async (person: ImapClient): Promise<number> =>
      Number(/HIGHESTMODSEQ (\d+)/.exec((await person.run(`STATUS "${others('ali', 'second')}" (HIGHESTMODSEQ)`)).at(-1) ?? '')?.[1]);
    const [before, evesBefore] = [await highest(bob), await highest(eve)];
    const alisBefore = (await ali.run('STATUS second (HIGHESTMODSEQ)')).at(-1);
    await bob.run('STORE 1:2 +FLAGS.SILENT (\\Seen)');
    expect(await second.run('NOOP')).toEqual(['* 1 FETCH (FLAGS (\\Seen))', '* 2 FETCH (FLAGS (\\Seen))']);
    const after = await highest(bob);
    expect(after).toBeGreaterThan(before);
    expect(await bob.run(`FETCH 1:* (FLAGS) (CHANGEDSINCE ${before})`)).toEqual([`* 1 FETCH (FLAGS (\\Seen) MODSEQ (${after}))`, `* 2 FETCH (FLAGS (\\Seen) MODSEQ (${after}))`]);
    expect(await bob.run(`SEARCH MODSEQ ${after}`)).toEqual([`* SEARCH 1 2 (MODSEQ ${after})`]);
    expect(await eve.run('NOOP')).toEqual([]);
    expect(await highest(eve)).toBe(evesBefore);
    expect(await ali.run('STATUS second (HIGHESTMODSEQ)')).toEqual([alisBefore]);
    // A mod-sequence of the reader's own counts for UNCHANGEDSINCE (RFC 7162 §3.1.3).
    expect((await bob.attempt(`STORE 1,3 (UNCHANGEDSINCE ${before}) -FLAGS (\\Seen)`)).tagged).toMatch(/^OK \[MODIFIED 1\]/);
    const fresh = await shared.signIn('bob');
    expect((await fresh.run(`SELECT "${others('ali', 'second')}" (CONDSTORE)`)).join()).toContain(`HIGHESTMODSEQ ${await highest(bob)}`);
    expect(await fresh.run('FETCH 1:* (FLAGS)')).toEqual(['* 1 FETCH (FLAGS (\\Seen))', '* 2 FETCH (FLAGS (\\Seen))', '* 3 FETCH (FLAGS ())']);
  });

  test('RFC 4314 §5.1.1, §5.2: PERMANENTFLAGS and READ-ONLY by rights', async () => {
    const permanent = (lines: readonly string[]): string => /PERMANENTFLAGS \((.*?)\)/.exec(lines.join())?.[1] ?? '?';
    const cases: [rights: string, flags: RegExp, code: string][] = [
      ['lr', /^$/, 'READ-ONLY'], ['lrs', /^\\Seen$/, 'READ-WRITE'], ['lrt', /^\\Deleted$/, 'READ-WRITE'], ['lri', /^$/, 'READ-WRITE'],
      ['lrw', /^\\Answered \\Flagged \\Draft .*\\\*$/, 'READ-WRITE'], ['lrswt', /^\\Seen \\Answered .*\\Deleted.* \\\*$/, 'READ-WRITE'],
    ];
    for (const [i, [rights, flags, code]] of cases.entries()) {
      const { select, tagged } = await opened(`permanent${i}`, rights);
      expect([rights, permanent(select)]).toEqual([rights, expect.stringMatching(flags)]);
      expect([rights, tagged]).toEqual([rights, expect.stringContaining(`[${code}]`)]);
    }
  });

  test('RFC 4314 §4: STORE applies what is allowed and refuses only where nothing is', async () => {
    const { bob } = await opened('mixed', 'lrs');
    expect((await bob.attempt('STORE 1 +FLAGS (\\Flagged)')).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await bob.attempt('STORE 1 +FLAGS (\\Deleted)')).tagged).toMatch(/^NO \[NOPERM\]/);
    expect(await bob.run('STORE 1 +FLAGS (\\Seen \\Flagged \\Deleted)')).toEqual(['* 1 FETCH (FLAGS (\\Seen))']);
    // What came of it is told, since the client cannot know.
    expect(await bob.run('STORE 2 FLAGS.SILENT (\\Seen \\Flagged)')).toEqual(['* 2 FETCH (FLAGS (\\Seen))']);
    expect(await bob.run('STORE 3 +FLAGS.SILENT (\\Seen)')).toEqual([]);
    expect(await ali.run('FETCH 1:3 (FLAGS)')).toEqual(['* 1 FETCH (FLAGS (\\Recent))', '* 2 FETCH (FLAGS (\\Recent))', '* 3 FETCH (FLAGS (\\Recent))']);
  });

  test('RFC 4314 §4: w for all keywords but \\Seen, t for \\Deleted; FLAGS leaves the owner\'s \\Seen', async () => {
    const { bob } = await opened('keywords', 'lrwt');
    await ali.run('STORE 1 +FLAGS (\\Seen)');
    expect(await bob.run('STORE 1 FLAGS (\\Flagged work \\Deleted)')).toEqual(expect.arrayContaining(['* 1 FETCH (FLAGS (\\Flagged \\Deleted work))']));
    expect((await ali.run('NOOP')).at(-1)).toMatch(/^\* 1 FETCH \(FLAGS \(\\Seen \\Flagged \\Recent \\Deleted work\)/);
    expect((await bob.attempt('STORE 1 +FLAGS (\\Seen)')).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await bob.attempt('EXPUNGE')).tagged).toMatch(/^NO \[NOPERM\]/);
    await bob.run('CLOSE');
    expect(await ali.run('STATUS keywords (MESSAGES DELETED)')).toContain('* STATUS keywords (MESSAGES 3 DELETED 1)');
  });

  test('RFC 4314 §4: EXPUNGE and CLOSE with e', async () => {
    const { bob } = await opened('expunged', 'lrte');
    await bob.run('STORE 1,3 +FLAGS.SILENT (\\Deleted)');
    expect(await bob.run('UID EXPUNGE 3')).toEqual(['* 3 EXPUNGE']);
    await bob.run('CLOSE');
    expect(await ali.run('STATUS expunged (MESSAGES)')).toContain('* STATUS expunged (MESSAGES 1)');
  });

  test('RFC 4314 §4: FETCH BODY[] marks as seen with s only, and for the reader alone', async () => {
    const { bob, id } = await opened('fetched', 'lr');
    expect((await bob.run('FETCH 1 (BODY[HEADER.FIELDS (SUBJECT)])')).join()).not.toContain('Seen');
    expect(await seen(bob)).toEqual(['* SEARCH']);
    await shared.grant(id, 'bob', 'lrs');
    await bob.run('NOOP');
    expect((await bob.run('FETCH 1 (BODY[HEADER.FIELDS (SUBJECT)])')).join()).toContain('FLAGS (\\Seen)');
    expect(await seen(ali)).toEqual(['* SEARCH']);
  });

  test('RFC 8621 §2, design §5: keywords of a message that lies in several visible mailboxes need the right in all of them', async () => {
    const { bob } = await opened('both', 'lrsw');
    const other = await shared.fill('ali', 'both-too');
    await ali.run('COPY 1 both-too');
    await ali.run('CREATE both-private');
    await ali.run('COPY 2 both-private');
    await shared.grant(other, 'bob', 'lr');
    await bob.run('NOOP');
    // The first one does not allow it, the second one's other mailbox cannot be seen.
    expect(await bob.run('STORE 1:2 +FLAGS (\\Flagged)')).toEqual(['* 1 FETCH (FLAGS ())', '* 2 FETCH (FLAGS (\\Flagged))']);
    expect((await bob.attempt('STORE 1 +FLAGS (\\Seen)')).tagged).toMatch(/^NO \[NOPERM\]/);
    await shared.grant(other, 'bob', 'lrs');
    await bob.run('STORE 1 +FLAGS (\\Seen)');
    // Seen here is seen there: it is the reader's mark on the Email.
    const there = await shared.signIn('bob', others('ali', 'both-too'));
    expect(await seen(there)).toEqual(['* SEARCH 1']);
  });

  test('issue 9: a thousand messages marked as read change nothing for the owner', async () => {
    const { bob } = await opened('many', 'lrs');
    await shared.fill('ali', 'many', ...Array.from({ length: 60 }, (_, i) => `more ${i}`));
    await ali.run('NOOP');
    const [before] = await ali.run('STATUS many (UNSEEN HIGHESTMODSEQ)');
    const second = await shared.signIn('bob', others('ali', 'many'));
    await bob.run('NOOP');
    await bob.run('STORE 1:* +FLAGS.SILENT (\\Seen)');
    expect(await ali.run('NOOP')).toEqual([]);
    expect(await ali.run('STATUS many (UNSEEN HIGHESTMODSEQ)')).toEqual([before]);
    expect(await second.run('NOOP')).toHaveLength(63);
    expect(await bob.run(`STATUS "${others('ali', 'many')}" (UNSEEN)`)).toEqual([`* STATUS "${others('ali', 'many')}" (UNSEEN 0)`]);
  });
});
