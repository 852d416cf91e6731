/** RFC 4314 §4: to whom a mailbox may not be seen, every command answers as if there were none of its name; strangers, members who left, narrow sign-ins. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAppPassword } from '../../../api/access/app-passwords.ts';
import { createAccessService } from '../../../api/access/index.ts';
import { removeGroupMembers } from '../../../api/people/groups.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { PASSWORD } from '../../setup/server.ts';
import { ImapClient } from './harness.ts';
import { address, others, type SharedFixture, sharedFixture } from './shared-harness.ts';

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  let open = '';
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob', 'eve']);
    await shared.fill('ali', 'Secret', 'Private subject');
    open = await shared.fill('ali', 'Secret/Open', 'Public subject');
    await shared.grant(open, 'bob', 'lrswikxtea');
  });
  afterAll(() => shared.close());

  test('the same answers for what is hidden and for what never was, but for the name', async () => {
    const bob = await shared.signIn('bob', others('ali', 'Open'));
    const commands = (name: string): string[] => [
      `STATUS "${name}" (MESSAGES UIDNEXT UIDVALIDITY)`, `LIST "" "${name}"`, `LIST "" "${name}/%"`, `LIST (SUBSCRIBED) "" "${name}*" RETURN (CHILDREN)`, `LSUB "" "${name}"`,
      `MYRIGHTS "${name}"`, `GETACL "${name}"`, `SETACL "${name}" ${address('eve')} lr`, `DELETEACL "${name}" ${address('eve')}`, `LISTRIGHTS "${name}" anyone`,
      `GETQUOTAROOT "${name}"`, `SUBSCRIBE "${name}"`, `UNSUBSCRIBE "${name}"`, `DELETE "${name}"`, `RENAME "${name}" "${name}2"`, `CREATE "${name}"`, `CREATE "${name}/Below"`,
      `COPY 1 "${name}"`, `MOVE 1 "${name}"`, `APPEND "${name}" {3+}\r\nx:y`, `RENAME "${others('ali', 'Open')}" "${name}/x"`, `SELECT "${name}"`,
    ];
    const ask = async (path: string): Promise<string[]> => {
      const name = others('ali', path);
      const answers: string[] = [];
      for (const command of commands(name)) {
        const { untagged, tagged } = await bob.attempt(command);
        answers.push([command, ...untagged, tagged].join('\n').replaceAll(name, '<name>'));
      }
      await bob.run(`SELECT "${others('ali', 'Open')}"`);
      return answers;
    };
    expect(await ask('Secret')).toEqual(await ask('Never'));
    expect(await ask('Secret/Open')).toEqual(await ask('Never/Open'));
    // And nothing of it has happened.
    const ali = await shared.signIn('ali');
    expect((await ali.run('LIST "" "Secret*"')).length).toBe(2);
    expect((await ali.run('STATUS Secret (MESSAGES)')).join()).toContain('MESSAGES 1');
    expect((await ali.run('STATUS Secret/Open (MESSAGES)')).join()).toContain('MESSAGES 1');
  });

  test('to a stranger there is no such account; a search in a shared folder finds nothing of the others', async () => {
    const eve = await shared.signIn('eve');
    expect(await eve.run('LIST "" "Other Users/*"')).toEqual([]);
    const answer = async (person: string): Promise<string> => (await eve.attempt(`SELECT "${others(person, 'Open')}"`)).tagged.replaceAll(person, '');
    expect(await answer('ali')).toBe(await answer('nobody'));
    const bob = await shared.signIn('bob', others('ali', 'Open'));
    expect((await bob.run('UID SEARCH SUBJECT Private')).join()).toMatch(/^\* SEARCH\s*$/);
    expect((await bob.run('UID SEARCH SUBJECT Public')).join()).toMatch(/^\* SEARCH \d+/);
  });

  test('an app password for mail:read reads others’ folders, too, and changes nothing there: no flag, no grant, no subscription', async () => {
    const { core } = shared.server.running.open;
    const access = createAccessService(core);
    const ctx = await access.signIn({ user: address('bob'), password: PASSWORD }, { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: true });
    const { password } = await createAppPassword(ctx, { label: 'reader', scopes: ['mail:read'] });
    await access.close();
    const bob = new ImapClient(connect(shared.server.ports.imap, '127.0.0.1'));
    await bob.line();
    await bob.run(`LOGIN ${address('bob')} "${password}"`);
    const name = others('ali', 'Open');
    await bob.run(`SELECT "${name}"`);
    expect((await bob.run('FETCH 1 (BODY[HEADER.FIELDS (SUBJECT)])')).join('\n')).toContain('Public subject');
    for (const command of [
      'STORE 1 +FLAGS (\\Flagged)', 'STORE 1 +FLAGS (\\Deleted)', `SETACL "${name}" ${address('eve')} lr`, `SUBSCRIBE "${name}"`, `CREATE "${name}/x"`, 'COPY 1 INBOX',
      `APPEND "${name}" {3+}\r\nx:y`, `DELETE "${name}"`, 'EXPUNGE',
    ]) {
      expect([command, (await bob.attempt(command)).tagged]).toEqual([command, expect.stringMatching(/^NO /)]);
    }
    const ali = await shared.signIn('ali', 'Secret/Open');
    expect((await ali.run('FETCH 1 (FLAGS)')).join()).not.toMatch(/Flagged|Deleted|Seen/);
    bob.socket.destroy();
  });

  test('design §4, Bus: who leaves a group loses what is shared with it in sessions that are open, in IDLE at once', async () => {
    const group = await shared.group('crew', 'bob', 'eve');
    const mailbox = await shared.fill('ali', 'ForCrew', 'one');
    await shared.grant(mailbox, group.id, 'lrs');
    const [idle, busy] = [await shared.signIn('bob', others('ali', 'ForCrew')), await shared.signIn('bob', others('ali', 'ForCrew'))];
    idle.send('i IDLE\r\n');
    expect(await idle.line()).toMatch(/^\+/);
    await removeGroupMembers(shared.server.running.open.core, address('crew'), [address('bob')]);
    expect(await idle.line()).toMatch(/^\* BYE/);
    const { untagged, tagged } = await busy.attempt('FETCH 1 (BODY.PEEK[])').catch(() => ({ untagged: ['* BYE'], tagged: '' }));
    expect([...untagged, tagged].join('\n')).not.toContain('Subject');
    // Whoever is still in it keeps it.
    const eve = await shared.signIn('eve', others('ali', 'ForCrew'));
    expect((await eve.run('FETCH 1 (BODY.PEEK[])')).join('\n')).toContain('Subject');
  });
});
