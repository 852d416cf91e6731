/** Rights that change while sessions are open, and who is woken by what (contract, Answers; design §4, Bus; RFC 4314 §5.1.1). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../../api/in-process/messagerie-api.ts';
import type { ChangeNotice } from '../../../api/client/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { PASSWORD } from '../../setup/server.ts';
import type { ImapClient } from './harness.ts';
import { address, others, type SharedFixture, sharedFixture } from './shared-harness.ts';

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  let ali: ImapClient;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob', 'eve']);
    ali = await shared.signIn('ali');
  });
  afterAll(() => shared.close());

  const idle = async (client: ImapClient): Promise<void> => client.talk(`
    C: i IDLE
    S: + idling`);

  /** Lines until the end; none of them may take messages away. */
  async function ended(client: ImapClient): Promise<string[]> {
    const lines = await client.rest();
    expect(lines.join('\n')).not.toContain('EXPUNGE');
    return lines;
  }

  test('contract: revoked: BYE at once in IDLE and between commands, never EXPUNGE', async () => {
    const id = await shared.fill('ali', 'revoked', 'one', 'two');
    await ali.run(`SETACL revoked ${address('bob')} lrs`);
    const [idling, waiting] = [await shared.signIn('bob', others('ali', 'revoked')), await shared.signIn('bob', others('ali', 'revoked'))];
    const elsewhere = await shared.signIn('bob', 'INBOX');
    await idle(idling);
    await ali.run(`DELETEACL revoked ${address('bob')}`);
    expect((await ended(idling)).at(-1)).toMatch(/^\* BYE \[UNAVAILABLE\]/);
    expect((await ended(waiting)).at(-1)).toMatch(/^\* BYE \[UNAVAILABLE\]/);
    expect((await elsewhere.run('LIST "" "Other*"')).join()).not.toContain('revoked');
    expect((await elsewhere.attempt(`SELECT "${others('ali', 'revoked')}"`)).tagged).toMatch(/^NO \[NONEXISTENT\]/);
    expect(id).not.toBe('');
  });

  test('RFC 4314 §5.1.1: other rights: PERMANENTFLAGS anew, STORE by what holds now', async () => {
    await shared.fill('ali', 'other', 'one');
    await ali.run(`SETACL other ${address('bob')} lr`);
    const bob = await shared.signIn('bob', others('ali', 'other'));
    expect((await bob.attempt('STORE 1 +FLAGS (\\Seen)')).tagged).toMatch(/^NO \[NOPERM\]/);
    await ali.run(`SETACL other ${address('bob')} lrst`);
    expect((await bob.run('NOOP')).join()).toContain('PERMANENTFLAGS (\\Seen \\Deleted)');
    await bob.run('STORE 1 +FLAGS (\\Seen)');
    await ali.run(`SETACL other ${address('bob')} lr`);
    expect((await bob.attempt('STORE 1 -FLAGS (\\Seen)')).tagged).toMatch(/^NO \[NOPERM\]/);
    const eve = await shared.signIn('eve');
    expect((await eve.run('LIST "" "Other*"')).join()).not.toContain('other');
    await ali.run('SETACL other anyone lr');
    expect((await eve.run('LIST "" "Other*"')).join()).toContain(others('ali', 'other'));
    await ali.run('DELETEACL other anyone');
  });

  test('contract: a mailbox that is deleted sends its readers away', async () => {
    await shared.fill('ali', 'doomed', 'one');
    await ali.run(`SETACL doomed ${address('bob')} lrs`);
    const bob = await shared.signIn('bob', others('ali', 'doomed'));
    await idle(bob);
    await ali.run('DELETE doomed');
    expect((await ended(bob)).at(-1)).toMatch(/^\* BYE/);
  });

  test('issue 9: a change of membership takes effect at once', async () => {
    const { inbox } = await shared.group('team', 'bob');
    const name = `Shared Folders/${address('team')}/INBOX`;
    expect(inbox).not.toBe('');
    const bob = await shared.signIn('bob', name);
    await idle(bob);
    const { removeGroupMembers } = await import('../../../api/people/groups.ts');
    await removeGroupMembers(shared.server.running.open.core, address('team'), [address('bob')]);
    expect((await ended(bob)).at(-1)).toMatch(/^\* BYE/);
  });

  test("design §5: what a reader marks as read wakes their other sessions and nobody else; what the owner reads wakes no reader", async () => {
    const id = await shared.fill('ali', 'quiet', 'one', 'two');
    await shared.grant(id, 'bob', 'lrsw');
    await shared.grant(id, 'eve', 'lrs');
    const name = others('ali', 'quiet');
    const [owner, reader, second, third] = [await shared.signIn('ali', 'quiet'), await shared.signIn('bob', name), await shared.signIn('bob', name), await shared.signIn('eve', name)];
    await owner.run('FETCH 1:* (FLAGS)');
    for (const each of [owner, second, third]) await idle(each);
    await reader.run('STORE 1 +FLAGS.SILENT (\\Seen)');
    expect(await second.line()).toBe('* 1 FETCH (FLAGS (\\Seen))');
    await ali.run('SELECT quiet');
    await ali.run('STORE 2 +FLAGS.SILENT (\\Seen)');
    expect(await owner.line()).toMatch(/^\* 2 FETCH \(FLAGS \(\\Seen/);
    // Something that all may hear of; nothing came before it.
    await reader.run('STORE 1 +FLAGS.SILENT (\\Flagged)');
    expect(await owner.line()).toMatch(/^\* 1 FETCH \(FLAGS \(\\Flagged/);
    expect(await second.line()).toBe('* 1 FETCH (FLAGS (\\Seen \\Flagged))');
    expect(await third.line()).toBe('* 1 FETCH (FLAGS (\\Flagged))');
  });

  test('new mail in a shared mailbox is told to all its readers', async () => {
    const id = await shared.fill('ali', 'news');
    await shared.grant(id, 'bob', 'lr');
    const bob = await shared.signIn('bob', others('ali', 'news'));
    await idle(bob);
    await shared.fill('ali', 'news', 'fresh');
    expect([await bob.line(), await bob.line()]).toEqual(['* 1 EXISTS', '* 0 RECENT']);
  });

  test('client.subscribe: changes of shared accounts, of readable mailboxes only; rights; a reader is told of their own', async () => {
    const { core } = shared.server.running.open;
    const [open, secret] = [await shared.fill('ali', 'told', 'one'), await shared.fill('ali', 'untold')];
    await shared.grant(open, 'bob', 'lrs');
    const ctx = await shared.server.running.open.access.signIn({ user: address('bob'), password: PASSWORD }, { protocol: 'imap', remoteAddress: '127.0.0.1', tls: false });
    const bob = createClient({ core, access: {} as never, transport: {} as never, legacy: {} as never }, ctx);
    const accountId = `a${(await shared.number('ali')).toString(32)}`;
    const heard: ChangeNotice[] = [];
    let wake = (): void => undefined;
    const end = bob.subscribe((notice) => {
      heard.push(notice);
      wake();
    });
    const next = async (): Promise<ChangeNotice> => {
      while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return heard.shift() as ChangeNotice;
    };
    try {
      await shared.fill('ali', 'untold', 'hidden');
      await shared.fill('ali', 'told', 'shown');
      expect(await next()).toMatchObject({ accountId, mailboxIds: [open], changed: { Email: expect.stringContaining('~'), Mailbox: expect.stringContaining('~') } });
      const reader = await shared.signIn('bob', others('ali', 'told'));
      await reader.run('STORE 1 +FLAGS (\\Seen)');
      expect(await next()).toMatchObject({ accountId, mailboxIds: [open], changed: { Email: expect.any(String) } });
      await shared.grant(secret, 'bob', 'lr');
      const more = await next();
      expect(more).toMatchObject({ accountId, rightsChanged: true });
      expect(more.mailboxIds).toContain(secret);
      expect(heard).toEqual([]);
    } finally {
      end();
    }
  });
});
