/** POP3 over the real core: where deleted messages go, folders by name, and what IMAP sees meanwhile. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setPop3Deletions, type Pop3Deletions } from '../../../db/repositories/accounts.ts';
import { maildropName } from '../../../shims/pop3/maildrop-name.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { needs } from '../../setup/programs.ts';
import { PASSWORD } from '../../setup/server.ts';
import { address, type SharedFixture, sharedFixture } from '../imap/shared-harness.ts';
import { dialogue, type Dialogue } from '../smtp/dialogue.ts';

const run = promisify(execFile);

test('user+folder, before or behind the domain', () => {
  expect(maildropName('ali@example.com')).toEqual({ user: 'ali@example.com', folder: undefined });
  expect(maildropName('ali+Lists/a@example.com')).toEqual({ user: 'ali@example.com', folder: 'Lists/a' });
  expect(maildropName('ali@example.com+Lists/a')).toEqual({ user: 'ali@example.com', folder: 'Lists/a' });
  expect(maildropName('ali+été')).toEqual({ user: 'ali', folder: 'été' });
  expect(maildropName('ali+@example.com')).toEqual({ user: 'ali@example.com', folder: undefined });
  expect(maildropName('+x@example.com')).toEqual({ user: '+x@example.com', folder: undefined });
});

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  const open: Dialogue[] = [];
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob']);
  });
  afterAll(async () => {
    for (const peer of open) peer.close();
    await shared.close();
  });

  const pop3 = async (user: string): Promise<Dialogue> => {
    const peer = await dialogue(shared.server.ports.pop3, {});
    open.push(peer);
    await peer.talk(`S: +OK *\nC: USER ${user}\nS: +OK *\nC: PASS ${PASSWORD}`);
    return peer;
  };
  const signedIn = async (user: string): Promise<Dialogue> => {
    const peer = await pop3(user);
    await peer.talk('S: +OK *');
    return peer;
  };
  const deletions = async (person: string, wanted: Pop3Deletions): Promise<void> => {
    const id = await shared.number(person);
    await shared.server.running.open.core.db.write([id], (tx) => setPop3Deletions(tx, id, wanted));
  };
  const count = async (person: string, mailbox: string): Promise<string> => {
    const client = await shared.signIn(person);
    const [line = ''] = await client.run(`STATUS "${mailbox}" (MESSAGES UNSEEN)`);
    return line.replace(/^.*\(/, '(');
  };

  test('deleted messages go to Trash; IMAP sees that at once', async () => {
    await shared.fill('ali', 'INBOX', 'one', 'two', 'three');
    const imap = await shared.signIn('ali', 'INBOX');
    await imap.talk('C: i IDLE\nS: + *');
    const peer = await signedIn(address('ali'));
    await peer.talk('C: DELE 1\nS: +OK *\nC: DELE 3\nS: +OK *\nC: QUIT\nS: +OK Goodbye, 2 messages deleted');
    await imap.talk('S: * 3 EXPUNGE\nS: * 1 EXPUNGE\nC: DONE\nS: i OK *');
    expect(await count('ali', 'INBOX')).toBe('(MESSAGES 1 UNSEEN 1)');
    expect(await count('ali', 'Trash')).toBe('(MESSAGES 2 UNSEEN 2)');
  });

  test('out of Trash they go for good', async () => {
    const peer = await signedIn('ali+Trash@example.com');
    await peer.talk('C: DELE 1\nS: +OK *\nC: QUIT\nS: +OK Goodbye, 1 messages deleted');
    expect(await count('ali', 'Trash')).toBe('(MESSAGES 1 UNSEEN 1)');
  });

  test('per account: removed at once, or kept', async () => {
    await shared.fill('bob', 'INBOX', 'one', 'two');
    await deletions('bob', 'keep');
    await (await signedIn(address('bob'))).talk('C: DELE 1\nS: +OK *\nC: QUIT\nS: +OK Goodbye');
    expect(await count('bob', 'INBOX')).toBe('(MESSAGES 2 UNSEEN 2)');
    await deletions('bob', 'remove');
    await (await signedIn(address('bob'))).talk('C: DELE 1\nS: +OK *\nC: QUIT\nS: +OK Goodbye, 1 messages deleted');
    expect(await count('bob', 'INBOX')).toBe('(MESSAGES 1 UNSEEN 1)');
    expect(await count('bob', 'Trash')).toBe('(MESSAGES 0 UNSEEN 0)');
  });

  test('user+folder serves a folder of one\'s own; each has a lock of its own, and IMAP none', async () => {
    await shared.fill('ali', Buffer.from('Lists/été').toString('latin1'), 'a', 'b', 'c');
    const team = await shared.fill('bob', 'team', 'x');
    await shared.grant(team, 'ali', 'lrswite');
    const list = await signedIn('ali+Lists/été@example.com');
    const inbox = await signedIn(address('ali'));
    await list.talk('C: STAT\nS: +OK 3 *');
    await inbox.talk('C: STAT\nS: +OK 1 *');
    await (await pop3('ali@example.com+Lists/été')).talk('S: -ERR [IN-USE] *');
    await (await pop3('ali+Nowhere@example.com')).talk('S: -ERR [SYS/PERM] *');
    await (await pop3(`ali+Other Users/${address('bob')}/team@example.com`)).talk('S: -ERR *');
    const imap = await shared.signIn('ali', 'INBOX');
    await imap.run('STORE 1 +FLAGS (\\Flagged)');
    await list.talk('C: QUIT\nS: +OK *');
    await inbox.talk('C: QUIT\nS: +OK *');
  });

  test('one after the other, back and forth, and past what was deleted: each number is its message', async () => {
    await shared.fill('bob', 'row', ...Array.from({ length: 40 }, (_, n) => `number ${n + 1}`));
    const peer = await signedIn('bob+row@example.com');
    const subject = async (number: number): Promise<string> => {
      await peer.talk(`C: RETR ${number}\nS: +OK *`);
      let found = '';
      for (let line = await peer.line(); line !== '.'; line = await peer.line()) if (line?.startsWith('Subject: ')) found = line.slice(9);
      return found;
    };
    for (let number = 1; number <= 5; number++) expect(await subject(number)).toBe(`number ${number}`);
    await peer.talk('C: DELE 7\nS: +OK *\nC: RETR 7\nS: -ERR *');
    for (const number of [6, 8, 9, 3, 40, 10, 11, 12, 39, 40]) expect(await subject(number)).toBe(`number ${number}`);
    for (let number = 13; number <= 40; number++) expect(await subject(number)).toBe(`number ${number}`);
    await peer.talk('C: QUIT\nS: +OK Goodbye, 1 messages deleted');
  });

  test('what is not deleted stays, and is read once it was downloaded', async () => {
    const peer = await signedIn(address('ali'));
    await peer.talk('C: RETR 1\nS: +OK *');
    for (let line = await peer.line(); line !== '.'; line = await peer.line()) expect(line).toBeDefined();
    await peer.talk('C: QUIT\nS: +OK Goodbye');
    expect(await count('ali', 'INBOX')).toBe('(MESSAGES 1 UNSEEN 0)');
    await (await signedIn(address('ali'))).talk('C: STAT\nS: +OK 1 *');
  });

  needs('python3')('poplib', () => {
    test('signs in, lists, reads, deletes, in UTF-8', async () => {
      await shared.fill('ali', 'poplib', 'first', 'second');
      const script = `
import poplib, sys
host, port, user, password = '127.0.0.1', int(sys.argv[1]), sys.argv[2], sys.argv[3]
box = poplib.POP3(host, port, timeout=20)
assert 'UTF8' in box.capa(), box.capa()
box.utf8()
box.user(user)
box.pass_(password)
assert box.stat()[0] == 2
assert len(box.list()[1]) == 2 and len(box.uidl()[1]) == 2
assert any(line == b'Subject: second' for line in box.retr(2)[1])
assert any(line == b'Subject: first' for line in box.top(1, 0)[1])
try:
    box._shortcmd('LAST')
except poplib.error_proto as refusal:
    assert b'UIDL' in refusal.args[0]
box.dele(1)
box.rset()
box.dele(2)
box.quit()
print('done')
`;
      const { stdout } = await run('python3', ['-c', script, String(shared.server.ports.pop3), 'ali+poplib@example.com', PASSWORD]);
      expect(stdout).toBe('done\n');
      expect(await count('ali', 'poplib')).toMatch(/^\(MESSAGES 1 /);
    });
  });
});
