/** NOTIFY (RFC 5465): what is told without being asked for, to whom, and when. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import type { ImapClient } from './harness.ts';
import { address, others, type SharedFixture, sharedFixture } from './shared-harness.ts';

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob']);
    await shared.fill('ali', 'box', 'one', 'two', 'three');
    await shared.fill('ali', 'lists/a', 'first');
    await shared.fill('ali', 'lists/b');
  });
  afterAll(() => shared.close());

  const pair = async (mailbox?: string): Promise<[ImapClient, ImapClient]> => [await shared.signIn('ali', mailbox), await shared.signIn('ali')];
  /** Nothing has come before this command's answer. */
  const silent = async (client: ImapClient): Promise<void> => expect(await client.run('NOOP')).toEqual([]);

  test('RFC 5465 §3.1: SET STATUS says how the mailboxes are', async () => {
    const [client] = await pair();
    expect((await client.run('CAPABILITY'))[0]).toMatch(/ NOTIFY( |$)/);
    expect(await client.run('NOTIFY SET STATUS (subtree lists (MessageNew MessageExpunge FlagChange)) (mailboxes box (MailboxName))')).toEqual([
      expect.stringMatching(/^\* STATUS lists \(MESSAGES 0 UIDNEXT 1 UIDVALIDITY \d+ HIGHESTMODSEQ \d+\)$/),
      expect.stringMatching(/^\* STATUS lists\/a \(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \d+ HIGHESTMODSEQ \d+\)$/),
      expect.stringMatching(/^\* STATUS lists\/b \(MESSAGES 0 UIDNEXT 1 UIDVALIDITY \d+ HIGHESTMODSEQ \d+\)$/),
    ]);
    expect(await client.run('NOTIFY SET (subtree lists (MessageNew MessageExpunge))')).toEqual([]);
  });

  test('RFC 5465 §5.1–§5.3: other mailboxes, between commands: what came, went, was read', async () => {
    const [client, other] = await pair();
    await client.run('NOTIFY SET (mailboxes (box lists/a) (MessageNew MessageExpunge FlagChange))');
    await other.run('APPEND lists/a {4+}\r\nA: 1');
    await client.talk('S: * STATUS lists/a (UIDNEXT 3 MESSAGES 2 UNSEEN 2)');
    await other.run('SELECT lists/a');
    await other.run('STORE 2 +FLAGS (\\Seen)');
    await client.talk('S: * STATUS lists/a (UNSEEN 1)');
    await client.run('ENABLE CONDSTORE');
    await other.run('STORE 2 +FLAGS (\\Flagged)');
    await client.talk('S: * STATUS lists/a (HIGHESTMODSEQ * UIDVALIDITY *)');
    await other.run('STORE 2 +FLAGS (\\Deleted)');
    await client.talk('S: * STATUS lists/a (HIGHESTMODSEQ * UIDVALIDITY *)');
    await other.run('EXPUNGE');
    await client.talk('S: * STATUS lists/a (UIDNEXT 3 MESSAGES 1 UNSEEN 1 HIGHESTMODSEQ * UIDVALIDITY *)');
    // One that nobody asked about.
    await other.run('APPEND lists/b {4+}\r\nA: 1');
    await silent(client);
  });

  test('RFC 5465 §5.2: SELECTED, with what FETCH says of new messages; not of one\'s own', async () => {
    const [client, other] = await pair('box');
    await client.run('NOTIFY SET (selected (MessageNew (UID BODY.PEEK[HEADER.FIELDS (Subject)]) MessageExpunge FlagChange))');
    await other.run('APPEND box {12+}\r\nSubject: new');
    await client.talk('S: * 4 EXISTS\nS: * * RECENT\nS: * 4 FETCH (UID 4 BODY[HEADER.FIELDS (Subject)] {14}');
    expect(await client.bytes(14)).toBe('Subject: new\r\n');
    await client.talk('S: )');
    await client.talk('C: a APPEND box {4+}\nC: A: 1\nS: * 5 EXISTS\nS: * * RECENT\nS: a OK *');
    await silent(client);
    await other.run('SELECT box');
    await other.run('UID STORE 4:5 +FLAGS (\\Deleted)');
    await client.talk('S: * 4 FETCH (FLAGS (\\Recent \\Deleted) UID 4)\nS: * 5 FETCH (FLAGS (\\Recent \\Deleted) UID 5)');
    await other.run('UID EXPUNGE 5');
    await client.talk('S: * 5 EXPUNGE');
    await other.run('EXPUNGE');
    await client.talk('S: * 4 EXPUNGE');
  });

  test('RFC 5465 §6.1.2: SELECTED-DELAYED: EXPUNGE waits for a command that allows it, or for IDLE', async () => {
    await shared.fill('ali', 'delayed', 'one', 'two', 'three');
    const [client, other] = await pair('delayed');
    await client.run('NOTIFY SET (selected-delayed (MessageNew MessageExpunge))');
    await other.run('SELECT delayed');
    await other.run('STORE 1 +FLAGS (\\Deleted)');
    await other.run('EXPUNGE');
    await other.run('APPEND delayed {4+}\r\nA: 1');
    await client.talk('S: * 4 EXISTS\nS: * * RECENT');
    expect(await client.run('NOOP')).toEqual(['* 1 EXPUNGE']);
    await other.run('STORE 1 +FLAGS (\\Deleted)');
    await client.talk('C: i IDLE\nS: + *');
    await other.run('EXPUNGE');
    await client.talk('S: * 1 EXPUNGE\nC: DONE\nS: i OK *');
  });

  test('RFC 5465 §3.1: without SELECTED, and after NONE, nothing is told of the selected mailbox but what a command does itself', async () => {
    await shared.fill('ali', 'quiet', 'one', 'two');
    const [client, other] = await pair('quiet');
    for (const line of ['NOTIFY NONE', 'NOTIFY SET (mailboxes lists/a (MailboxName))', 'NOTIFY SET (selected NONE)']) {
      await client.run(line);
      await other.run('APPEND quiet {4+}\r\nA: 1');
      await silent(client);
    }
    await client.run('UID STORE 1 +FLAGS (\\Deleted)');
    expect(await client.run('EXPUNGE')).toEqual(['* 1 EXPUNGE']);
    // SET tells what has come meanwhile, as NOOP does.
    expect(await client.run('NOTIFY SET (selected (MessageNew MessageExpunge))')).toContain('* 4 EXISTS');
  });

  test('RFC 5465 §5.4, §5.5: names made, renamed, gone; subscriptions', async () => {
    const [client, other] = await pair();
    await client.run('NOTIFY SET (personal (MailboxName SubscriptionChange))');
    await other.run('CREATE names/x');
    await client.talk('S: * LIST (\\HasChildren \\Subscribed) "/" names\nS: * LIST (\\HasNoChildren \\Subscribed) "/" names/x\nS: * LIST (\\HasChildren \\Subscribed) "/" names');
    await other.run('RENAME names called');
    await client.talk('S: * LIST (\\HasChildren \\Subscribed) "/" called ("OLDNAME" (names))');
    await other.run('UNSUBSCRIBE called/x');
    await client.talk('S: * LIST (\\HasNoChildren) "/" called/x');
    await other.run('DELETE called/x');
    await client.talk('S: * LIST (\\NonExistent) "/" called/x\nS: * LIST (\\HasNoChildren \\Subscribed) "/" called');
    // What the client does itself is nothing to tell it.
    await client.run('CREATE mine/too');
    await client.run('RENAME mine yours');
    await client.run('UNSUBSCRIBE yours');
    await client.run('DELETE yours/too');
    await silent(client);
  });

  test('RFC 5465 §5.6, §5.7: metadata of mailboxes and of the server', async () => {
    const [client, other] = await pair();
    await client.run('NOTIFY SET (personal (MailboxMetadataChange ServerMetadataChange))');
    await other.run('SETMETADATA box (/private/comment "x" /shared/comment NIL)');
    await client.talk('S: * METADATA box /shared/comment\nS: * METADATA box /private/comment');
    await other.run('SETMETADATA "" (/private/vendor/x/y "1")');
    await client.talk('S: * METADATA "" /private/vendor/x/y');
    await client.run('SETMETADATA box (/private/comment NIL)');
    await silent(client);
  });

  test('RFC 5465 §5.9, §3.1: others\' mailboxes as far as they may be seen; a right given is a name made, one taken a name gone', async () => {
    const id = await shared.fill('bob', 'team', 'one');
    const [client] = await pair();
    const name = others('bob', 'team');
    await client.run(`NOTIFY SET (mailboxes "${name}" (MessageNew MessageExpunge MailboxName))`);
    await shared.fill('bob', 'team', 'two');
    await silent(client);
    await shared.grant(id, 'ali', 'lr');
    await client.talk(`S: * LIST (\\HasNoChildren) "/" "${name}"`);
    await shared.fill('bob', 'team', 'three');
    await client.talk(`S: * STATUS "${name}" (UIDNEXT 4 MESSAGES 3 UNSEEN 3)`);
    const bob = await shared.signIn('bob');
    await bob.run(`DELETEACL team ${address('ali')}`);
    await client.talk(`S: * LIST (\\NonExistent) "/" "${name}"`);
  });

  test('RFC 5465 §3.1, §5: BADEVENT, and what does not go together', async () => {
    const [client] = await pair();
    expect((await client.attempt('NOTIFY SET (personal (MessageNew MessageExpunge AnnotationChange))')).tagged)
      .toMatch(/^NO \[BADEVENT \(MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange\)\]/);
    for (const line of [
      'NOTIFY', 'NOTIFY SET', 'NOTIFY MORE', 'NOTIFY SET (personal)', 'NOTIFY SET (personal ())', 'NOTIFY SET (everything (MailboxName))', 'NOTIFY SET (personal (MessageNew))',
      'NOTIFY SET (personal (FlagChange))', 'NOTIFY SET (selected (MailboxName))', 'NOTIFY SET (personal (MessageNew (UID) MessageExpunge))',
      'NOTIFY SET (selected NONE) (selected-delayed NONE)', 'NOTIFY SET (mailboxes () (MailboxName))', 'NOTIFY SET (selected (MessageNew () MessageExpunge))', 'NOTIFY NONE (personal NONE)',
    ]) expect((await client.attempt(line)).tagged, line).toMatch(/^BAD/);
    await client.run('NOTIFY SET (selected (MessageNew (UID FLAGS) MessageExpunge)) (subtree (lists box) (MessageNew MessageExpunge)) (subscribed (SubscriptionChange)) (inboxes NONE)');
  });

  test('RFC 8437 §4.1: UNAUTHENTICATE ends it; a command in the middle of what is told has its answer behind it', async () => {
    const [client, other] = await pair();
    await client.run('NOTIFY SET (personal (MessageNew MessageExpunge))');
    for (let n = 0; n < 20; n++) {
      other.send(`x${n} APPEND lists/b {4+}\r\nA: 1\r\n`);
      const { untagged, tagged } = await client.attempt('STATUS lists/a (UIDVALIDITY)');
      expect(tagged).toMatch(/^OK/);
      expect(untagged.every((line) => /^\* STATUS \S+ \([^)]*\)$/.test(line))).toBe(true);
    }
    await client.run('UNAUTHENTICATE');
    await shared.fill('ali', 'lists/b', 'late');
    await silent(client);
  });
});
