/** ACL (RFC 4314) and LIST-MYRIGHTS (RFC 8440): the commands, and the same grants in JMAP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import type { ImapClient } from './harness.ts';
import { address, others, type SharedFixture, sharedFixture } from './shared-harness.ts';

const ALL = 'lrswipkxteacd';

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  let ali: ImapClient;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob', 'eve']);
    ali = await shared.signIn('ali');
    await ali.run('CREATE work');
  });
  afterAll(() => shared.close());

  test('RFC 4314 §3: the owner has every right, with the virtual c and d; nobody else has any', async () => {
    await ali.talk(`
      C: a MYRIGHTS work
      S: * MYRIGHTS work ${ALL}
      S: a OK *
      C: b GETACL work
      S: * ACL work ${address('ali')} ${ALL}
      S: b OK *
      C: c GETACL nowhere
      S: c NO [NONEXISTENT] *`);
    const bob = await shared.signIn('bob');
    for (const command of ['MYRIGHTS', 'GETACL', 'SELECT', 'DELETE']) {
      expect((await bob.attempt(`${command} "${others('ali', 'work')}"`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
    }
    expect((await bob.attempt(`SETACL "${others('ali', 'work')}" ${address('bob')} lr`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
  });

  test('RFC 4314 §3.1, §3.2: SETACL replaces, adds with +, takes with -, DELETEACL takes all', async () => {
    const acl = async (): Promise<string[]> => ali.run('GETACL work');
    const owner = `* ACL work ${address('ali')} ${ALL}`;
    await ali.run(`SETACL work ${address('bob')} lrs`);
    expect(await acl()).toEqual([`${owner} ${address('bob')} lrs`]);
    await ali.run(`SETACL work Bob@Example.COM +wt`);
    expect(await acl()).toEqual([`${owner} ${address('bob')} lrswtd`]);
    await ali.run(`SETACL work ${address('bob')} -d`);
    expect(await acl()).toEqual([`${owner} ${address('bob')} lrsw`]);
    await ali.run(`SETACL work ${address('bob')} +c`);
    expect(await acl()).toEqual([`${owner} ${address('bob')} lrswkxcd`]);
    await ali.run(`SETACL work anyone lr`);
    expect(await acl()).toEqual([`${owner} anyone lr ${address('bob')} lrswkxcd`]);
    await ali.run(`DELETEACL work anyone`);
    await ali.run(`SETACL work ${address('bob')} ""`);
    expect(await acl()).toEqual([owner]);
  });

  test('RFC 4314 §3.1: unknown rights, capitals, nobody, negative rights, and the owner are refused', async () => {
    for (const wrong of ['lrq', 'LR', 'lr0', '+?']) expect((await ali.attempt(`SETACL work ${address('bob')} ${wrong}`)).tagged).toMatch(/^BAD/);
    expect((await ali.attempt(`SETACL work "" lr`)).tagged).toMatch(/^BAD/);
    expect((await ali.attempt(`SETACL work nobody@example.com lr`)).tagged).toMatch(/^NO/);
    expect((await ali.attempt(`SETACL work "-${address('bob')}" lr`)).tagged).toMatch(/^NO \[CANNOT\]/);
    expect((await ali.attempt(`SETACL work ${address('ali')} lr`)).tagged).toMatch(/^NO \[NOPERM\]/);
    expect((await ali.attempt(`DELETEACL work ${address('ali')}`)).tagged).toMatch(/^NO \[NOPERM\]/);
    expect(await ali.run('GETACL work')).toEqual([`* ACL work ${address('ali')} ${ALL}`]);
  });

  test('RFC 4314 §3.4: LISTRIGHTS: each right by itself, the identifier as it was written', async () => {
    await ali.talk(`
      C: a LISTRIGHTS work Bob@Example.com
      S: * LISTRIGHTS work Bob@Example.com "" l r s w i p k x t e a c d
      S: a OK *
      C: b LISTRIGHTS work anyone
      S: * LISTRIGHTS work anyone "" l r s w i p k x t e a c d
      S: b OK *
      C: c LISTRIGHTS work ${address('ali')}
      S: * LISTRIGHTS work ${address('ali')} ${ALL}
      S: c OK *`);
  });

  test('RFC 4314 §4: without a, neither GETACL nor SETACL; with it, both, but no more rights for oneself, and none for others that one does not have', async () => {
    await ali.run(`SETACL work ${address('bob')} lr`);
    const bob = await shared.signIn('bob');
    const name = others('ali', 'work');
    await bob.talk(`
      C: a MYRIGHTS "${name}"
      S: * MYRIGHTS "${name}" lr
      S: a OK *
      C: b GETACL "${name}"
      S: b NO [NOPERM] *
      C: c LISTRIGHTS "${name}" anyone
      S: c NO [NOPERM] *
      C: d SETACL "${name}" ${address('eve')} lr
      S: d NO [NOPERM] *`);
    await ali.run(`SETACL work ${address('bob')} +a`);
    await bob.talk(`
      C: e SETACL "${name}" ${address('eve')} lrs
      S: e NO [NOPERM] *
      C: e2 SETACL "${name}" ${address('eve')} lr
      S: e2 OK *
      C: e3 SETACL "${name}" anyone +w
      S: e3 NO [NOPERM] *
      C: e4 LISTRIGHTS "${name}" ${address('eve')}
      S: * LISTRIGHTS "${name}" ${address('eve')} "" l r a
      S: e4 OK *
      C: f GETACL "${name}"
      S: * ACL "${name}" ${address('ali')} ${ALL} ${address('bob')} lra ${address('eve')} lr
      S: f OK *
      C: g SETACL "${name}" ${address('bob')} +w
      S: g NO [NOPERM] *
      C: h DELETEACL "${name}" ${address('eve')}
      S: h OK *`);
    await ali.run(`DELETEACL work ${address('bob')}`);
  });

  test('RFC 8440: LIST … RETURN (MYRIGHTS), for mailboxes that match and that there are', async () => {
    await ali.run(`SETACL work ${address('bob')} lrs`);
    const bob = await shared.signIn('bob');
    const name = others('ali', 'work');
    await bob.talk(`
      C: a LIST "" ("INBOX" "Other Users/%/%") RETURN (MYRIGHTS)
      S: * LIST (\\HasNoChildren) "/" INBOX
      S: * MYRIGHTS INBOX ${ALL}
      S: * LIST (\\HasNoChildren) "/" "${name}"
      S: * MYRIGHTS "${name}" lrs
      S: a OK *
      C: b LIST "" "Other Users/%" RETURN (MYRIGHTS STATUS (MESSAGES))
      S: * LIST (\\HasChildren \\NonExistent \\Noselect) "/" "Other Users/${address('ali')}"
      S: b OK *`);
    await ali.run(`DELETEACL work ${address('bob')}`);
  });

  test('issue 9: the same grant seen and set both ways, in IMAP and in JMAP', async () => {
    const accountId = `a${(await shared.number('ali')).toString(32)}`;
    const bob = `p${(await shared.number('bob')).toString(32)}`;
    const [status] = await ali.run('STATUS work (MAILBOXID)');
    const id = /\((f[^)]+)\)/.exec(status ?? '')?.[1] as string;
    const shareWith = async (): Promise<Record<string, Record<string, boolean>> | null> => {
      const [answer] = await shared.jmap('ali', ['Mailbox/get', { accountId, ids: [id], properties: ['shareWith'] }, 'g']);
      return (answer?.[1]['list'] as { shareWith: Record<string, Record<string, boolean>> | null }[])[0]?.shareWith ?? null;
    };
    await ali.run(`SETACL work ${address('bob')} lrswt`);
    expect(await shareWith()).toEqual({ [bob]: expect.objectContaining({ mayReadItems: true, maySetSeen: true, maySetKeywords: true, mayAddItems: false, mayRemoveItems: false }) });
    const [answer] = await shared.jmap('ali', ['Mailbox/set', { accountId, update: { [id]: { [`shareWith/${bob}/mayRemoveItems`]: true, [`shareWith/${bob}/maySetKeywords`]: false } } }, 's']);
    expect(answer?.[1]).toMatchObject({ updated: { [id]: null } });
    expect(await ali.run('GETACL work')).toEqual([`* ACL work ${address('ali')} ${ALL} ${address('bob')} lrsted`]);
    await ali.run(`DELETEACL work ${address('bob')}`);
    expect(Object.keys((await shareWith()) ?? {})).toEqual([]);
  });

  test('limits.grantChangesPerMinute: SETACL is answered NO [LIMIT]', async () => {
    const slow = await sharedFixture(makeUrl, ['ali', 'bob'], { yaml: 'limits: {grantChangesPerMinute: 2}' });
    try {
      const owner = await slow.signIn('ali');
      await owner.run('CREATE work');
      await owner.talk(`
        C: a SETACL work ${address('bob')} lr
        S: a OK *
        C: b DELETEACL work ${address('bob')}
        S: b OK *
        C: c SETACL work ${address('bob')} lr
        S: c NO [LIMIT] You have changed who may use folders 2 times within a minute; go on in * s.
        C: d GETACL work
        S: * ACL work ${address('ali')} ${ALL}
        S: d OK *`);
    } finally {
      await slow.close();
    }
  });
});
