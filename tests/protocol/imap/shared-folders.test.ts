/** Others' mailboxes by name (RFC 2342, RFC 4314 §4): LIST, STATUS, CREATE, RENAME, DELETE, SUBSCRIBE, quota roots. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import type { ImapClient } from './harness.ts';
import { address, others, type SharedFixture, sharedFixture } from './shared-harness.ts';

const owner = address('ali');
const level = `* LIST (\\HasChildren \\NonExistent \\Noselect) "/"`;

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  let ali: ImapClient;
  let bob: ImapClient;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob', 'eve']);
    ali = await shared.signIn('ali');
    bob = await shared.signIn('bob');
    await ali.run('CREATE a/b/c');
    await ali.run('CREATE a/secret/open');
  });
  afterAll(() => shared.close());

  const listed = async (client: ImapClient, pattern: string): Promise<string[]> => client.run(`LIST "" "${pattern}"`);

  test('RFC 2342 §5: with nothing shared, there are the roots in NAMESPACE and nothing in LIST', async () => {
    expect(await listed(bob, 'Other*')).toEqual([]);
    expect(await listed(bob, 'Shared%')).toEqual([]);
    expect((await listed(bob, '%')).join()).not.toContain('Other');
  });

  test('design §7: a grant shows at the next LIST, from the topmost mailbox that may be seen; "*" lists mailboxes, "%" also the levels above', async () => {
    await shared.grant(await idOf('a/b'), 'bob', 'lr');
    await shared.grant(await idOf('a/b/c'), 'bob', 'lr');
    await shared.grant(await idOf('a/secret/open'), 'bob', 'lr');
    await shared.grant(await idOf('INBOX'), 'bob', 'lr');
    // Only both l and r make a mailbox visible.
    await shared.grant(await idOf('a'), 'bob', 'l');
    expect((await listed(bob, '*')).filter((line) => line.includes('Other Users'))).toEqual([
      `* LIST (\\HasChildren) "/" "${others('ali', 'b')}"`, `* LIST (\\HasNoChildren) "/" "${others('ali', 'b/c')}"`,
      `* LIST (\\HasNoChildren) "/" "${others('ali', 'open')}"`, `* LIST (\\HasNoChildren) "/" "${others('ali', 'INBOX')}"`,
    ]);
    expect(await listed(bob, '%')).toContain(`${level} "Other Users"`);
    expect(await listed(bob, 'Other Users/%')).toEqual([`${level} "Other Users/${owner}"`]);
    expect(await bob.run('LIST "Other Users/" %')).toEqual([`${level} "Other Users/${owner}"`]);
    expect(await listed(bob, `Other Users/${owner}/%`)).toEqual([
      `* LIST (\\HasChildren) "/" "${others('ali', 'b')}"`, `* LIST (\\HasNoChildren) "/" "${others('ali', 'open')}"`, `* LIST (\\HasNoChildren) "/" "${others('ali', 'INBOX')}"`,
    ]);
    expect((await bob.run('XLIST "" %')).filter((line) => line.includes('Other'))).toEqual(['* XLIST (\\HasChildren \\Noselect) "/" "Other Users"']);
    expect((await listed(ali, '*')).join()).not.toContain('Other Users');
  });

  test("RFC 6154: another's Sent is not one's own Sent", async () => {
    await shared.grant(await idOf('Sent'), 'bob', 'lr');
    expect(await listed(bob, others('ali', 'Sent'))).toEqual([`* LIST (\\HasNoChildren) "/" "${others('ali', 'Sent')}"`]);
    expect((await bob.run('LIST (SPECIAL-USE) "" *')).join()).not.toContain('Other');
  });

  test('sharing.md: two visible mailboxes of one name are told apart', async () => {
    await ali.run('CREATE x/same');
    await ali.run('CREATE y/same');
    const [first, second] = [await idOf('x/same'), await idOf('y/same')];
    await shared.grant(first, 'eve', 'lr');
    await shared.grant(second, 'eve', 'lr');
    const eve = await shared.signIn('eve');
    expect((await listed(eve, 'Other*')).map((line) => line.split('"/" ')[1])).toEqual([`"${others('ali', 'same')}"`, `"${others('ali', `same (${second})`)}"`]);
    expect(await eve.run(`STATUS "${others('ali', `same (${second})`)}" (MAILBOXID)`)).toEqual([`* STATUS "${others('ali', `same (${second})`)}" (MAILBOXID (${second}))`]);
  });

  test('RFC 9051 §6.3.11: STATUS with the counters of the reader', async () => {
    const id = await shared.fill('ali', 'counted', 'one', 'two', 'three');
    await ali.run('SELECT counted');
    await ali.run('STORE 1:2 +FLAGS (\\Seen)');
    await shared.grant(id, 'bob', 'lrs');
    const name = others('ali', 'counted');
    expect(await bob.run(`STATUS "${name}" (MESSAGES UNSEEN RECENT)`)).toEqual([`* STATUS "${name}" (MESSAGES 3 UNSEEN 3 RECENT 0)`]);
    await bob.run(`SELECT "${name}"`);
    await bob.run('STORE 3 +FLAGS (\\Seen)');
    expect(await bob.run(`STATUS "${name}" (MESSAGES UNSEEN)`)).toEqual([`* STATUS "${name}" (MESSAGES 3 UNSEEN 2)`]);
    expect(await ali.run('STATUS counted (UNSEEN)')).toEqual(['* STATUS counted (UNSEEN 1)']);
  });

  test('RFC 4314 §4: SUBSCRIBE and LSUB are everybody\'s own; UNSUBSCRIBE works when it has gone', async () => {
    const name = others('ali', 'b/c');
    expect((await bob.run('LSUB "" "*"')).join()).not.toContain('Other');
    await bob.run(`SUBSCRIBE "${name}"`);
    expect(await bob.run('LSUB "" "Other*"')).toEqual([`* LSUB () "/" "${name}"`]);
    expect(await bob.run('LSUB "" "%"')).toContain('* LSUB (\\Noselect) "/" "Other Users"');
    expect(await bob.run('LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"')).toContain(`${level} "Other Users" ("CHILDINFO" ("SUBSCRIBED"))`);
    expect(await ali.run('LSUB "" "a/b/c"')).toEqual(['* LSUB () "/" a/b/c']);
    await bob.run(`UNSUBSCRIBE "${name}"`);
    expect(await ali.run('LSUB "" "a/b/c"')).toEqual(['* LSUB () "/" a/b/c']);
    expect((await bob.attempt(`SUBSCRIBE "${others('ali', 'never')}"`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
    await bob.run(`UNSUBSCRIBE "${others('ali', 'never')}"`);
  });

  test('RFC 4314 §4: CREATE needs k on the nearest mailbox above, and the new one is shared as that is', async () => {
    const name = others('ali', 'b/new/deep');
    expect((await bob.attempt(`CREATE "${name}"`)).tagged).toMatch(/^NO \[NOPERM\]/);
    await shared.grant(await idOf('a/b'), 'bob', 'lrk');
    await bob.run(`CREATE "${name}"`);
    expect(await bob.run(`MYRIGHTS "${name}"`)).toEqual([`* MYRIGHTS "${name}" lrkc`]);
    expect(await listed(ali, 'a/b/n*')).toEqual(['* LIST (\\HasChildren) "/" a/b/new', '* LIST (\\HasNoChildren) "/" a/b/new/deep']);
    for (const top of [others('ali', 'top'), `Other Users/${address('eve')}/x`, 'Other Users/x', 'Other Users', 'Shared Folders/x']) {
      expect((await bob.attempt(`CREATE "${top}"`)).tagged).toMatch(/^NO \[(NOPERM|CANNOT)\]/);
    }
    expect((await bob.attempt(`CREATE "${others('ali', 'b/c')}"`)).tagged).toMatch(/^NO \[ALREADYEXISTS\]/);
  });

  test('RFC 4314 §4: RENAME needs x, and k in the new place; inside one account only', async () => {
    const from = others('ali', 'b/new/deep');
    expect((await bob.attempt(`RENAME "${from}" "${others('ali', 'b/new/other')}"`)).tagged).toMatch(/^NO \[NOPERM\]/);
    await shared.grant(await idOf('a/b/new/deep'), 'bob', 'lrx');
    await bob.run(`RENAME "${from}" "${others('ali', 'b/new/other')}"`);
    await bob.run(`RENAME "${others('ali', 'b/new/other')}" "${others('ali', 'b/moved')}"`);
    expect(await listed(ali, 'a/b/%')).toEqual(['* LIST (\\HasNoChildren) "/" a/b/c', '* LIST (\\HasNoChildren) "/" a/b/moved', '* LIST (\\HasNoChildren) "/" a/b/new']);
    const moved = others('ali', 'b/moved');
    // No k in c.
    expect((await bob.attempt(`RENAME "${moved}" "${others('ali', 'b/c/moved')}"`)).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await bob.attempt(`RENAME "${moved}" "${others('ali', 'moved')}"`)).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await bob.attempt(`RENAME "${moved}" mine`)).tagged).toMatch(/^NO \[CANNOT\]/);
    await bob.run('CREATE mine');
    expect((await bob.attempt(`RENAME mine "${others('ali', 'b/mine')}"`)).tagged).toMatch(/^NO \[CANNOT\]/);
    // At the top of what they see, the place in the owner's tree stays.
    await shared.grant(await idOf('a/secret/open'), 'bob', 'lrx');
    await bob.run(`RENAME "${others('ali', 'open')}" "${others('ali', 'opened')}"`);
    expect(await listed(ali, 'a/secret/%')).toEqual(['* LIST (\\HasNoChildren) "/" a/secret/opened']);
    expect((await bob.attempt(`RENAME "${others('ali', 'INBOX')}" "${others('ali', 'b/inbox')}"`)).tagged).toMatch(/^NO \[NOPERM\]/);
  });

  test('RFC 4314 §4: DELETE needs x, and t and e where there is mail in it; the grants go with it', async () => {
    const name = others('ali', 'b/moved');
    const id = await shared.fill('ali', 'a/b/moved', 'precious');
    expect((await bob.attempt(`DELETE "${others('ali', 'b/c')}"`)).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await bob.attempt(`DELETE "${name}"`)).tagged).toMatch(/^NO \[NOPERM\]/);
    await shared.grant(id, 'bob', 'lrxte');
    await bob.run(`DELETE "${name}"`);
    expect(await listed(ali, 'a/b/moved')).toEqual([]);
    expect((await bob.attempt(`SELECT "${name}"`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
  });

  test('RFC 9208 §4.1.2: the quota root of others is shown to who may put messages there', async () => {
    const name = others('ali', 'b/c');
    expect(await bob.run(`GETQUOTAROOT "${name}"`)).toEqual([`* QUOTAROOT "${name}"`]);
    expect((await bob.attempt(`GETQUOTA "Other Users/${owner}"`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
    await shared.grant(await idOf('a/b/c'), 'bob', 'lri');
    expect(await bob.run(`GETQUOTAROOT "${name}"`)).toEqual([
      `* QUOTAROOT "${name}" "Other Users/${owner}"`, expect.stringMatching(/^\* QUOTA "Other Users\/ali@example.com" \((STORAGE \d+ \d+ )?MAILBOX \d+ \d+\)$/),
    ]);
    expect(await bob.run(`GETQUOTA "Other Users/${owner}"`)).toHaveLength(1);
    expect((await bob.attempt('GETQUOTA "Other Users/eve@example.com"')).tagged).toMatch(/^NO \[NONEXISTENT\]/);
  });

  test('design §5: a group\'s mailboxes are below Shared Folders, for its members, at once', async () => {
    const sales = await shared.group('sales', 'bob');
    const name = `Shared Folders/${address('sales')}/INBOX`;
    expect(await listed(bob, 'Shared*')).toEqual([`* LIST (\\HasNoChildren) "/" "${name}"`]);
    expect(await bob.run(`MYRIGHTS "${name}"`)).toEqual([`* MYRIGHTS "${name}" lrswipkxtecd`]);
    await bob.run(`CREATE "${name}/offers"`);
    expect(await listed(bob, 'Shared*')).toHaveLength(2);
    const eve = await shared.signIn('eve');
    expect(await listed(eve, 'Shared*')).toEqual([]);
    expect(sales.id).toBeGreaterThan(0);
  });

  async function idOf(path: string): Promise<string> {
    const [status] = await ali.run(`STATUS "${path}" (MAILBOXID)`);
    return /MAILBOXID \((.*?)\)/.exec(status ?? '')?.[1] as string;
  }
});
