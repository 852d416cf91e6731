/** APPEND, COPY and MOVE into and out of others' mailboxes (RFC 4314 §4; COPYUID: RFC 4315 §3; design §5). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, message } from './harness.ts';
import { address, others, type SharedFixture, sharedFixture } from './shared-harness.ts';

eachDatabase((_name, makeUrl) => {
  let shared: SharedFixture;
  let ali: ImapClient;
  beforeAll(async () => {
    shared = await sharedFixture(makeUrl, ['ali', 'bob', 'eve']);
    ali = await shared.signIn('ali');
  });
  afterAll(() => shared.close());

  const append = (name: string, flags: string, text = message('added').replace(/\n/g, '\r\n')): string => `APPEND "${name}" (${flags}) {${Buffer.byteLength(text)}+}\r\n${text}`;
  const subjects = async (client: ImapClient): Promise<string[]> =>
    (await client.run('FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])')).join('\n').match(/Subject: .*/g)?.map((line) => line.slice(9)) ?? [];
  const flagsOf = async (client: ImapClient): Promise<string[]> => (await client.run('FETCH 1:* (FLAGS)')).map((line) => line.replace(/ ?\\Recent/, ''));

  test('RFC 4314 §4: APPEND needs i, before the message is sent; flags that are not allowed are left out', async () => {
    const id = await shared.fill('ali', 'inbox-of-all');
    const name = others('ali', 'inbox-of-all');
    const bob = await shared.signIn('bob');
    bob.send(`a APPEND "${name}" {5}\r\n`);
    expect(await bob.line()).toMatch(/^a NO \[TRYCREATE\]/);
    await shared.grant(id, 'bob', 'lr');
    bob.send(`b APPEND "${name}" {5}\r\n`);
    expect(await bob.line()).toMatch(/^b NO \[NOPERM\]/);
    await shared.grant(id, 'bob', 'lri');
    await bob.run(append(name, '\\Seen \\Flagged \\Deleted work'));
    await shared.grant(id, 'bob', 'lriswt');
    const { tagged } = await bob.attempt(append(name, '\\Seen \\Flagged \\Deleted work', message('second').replace(/\n/g, '\r\n')));
    expect(tagged).toMatch(/^OK \[APPENDUID \d+ 2\]/);
    await bob.run(`SELECT "${name}"`);
    expect(await flagsOf(bob)).toEqual(['* 1 FETCH (FLAGS ())', '* 2 FETCH (FLAGS (\\Seen \\Flagged \\Deleted work))']);
    await ali.run('SELECT inbox-of-all');
    // Seen is who put it there.
    expect(await flagsOf(ali)).toEqual(['* 1 FETCH (FLAGS ())', '* 2 FETCH (FLAGS (\\Flagged \\Deleted work))']);
  });

  test('COPY from a shared mailbox into one\'s own: keywords come along, \\Seen is what the reader has', async () => {
    const id = await shared.fill('ali', 'source', 'one', 'two');
    await ali.run('SELECT source');
    await ali.run('STORE 1 +FLAGS (\\Seen \\Flagged)');
    await shared.grant(id, 'bob', 'lrs');
    const bob = await shared.signIn('bob', others('ali', 'source'));
    await bob.run('CREATE mine');
    await bob.run('STORE 2 +FLAGS (\\Seen)');
    const { tagged } = await bob.attempt('COPY 1:2 mine');
    expect(tagged).toMatch(/^OK \[COPYUID \d+ 1:2 1:2\]/);
    await bob.run('SELECT mine');
    expect(await subjects(bob)).toEqual(['one', 'two']);
    expect(await flagsOf(bob)).toEqual(['* 1 FETCH (FLAGS (\\Flagged))', '* 2 FETCH (FLAGS (\\Seen))']);
    expect(await subjects(ali)).toEqual(['one', 'two']);
  });

  test('RFC 4314 §4: COPY into a shared mailbox needs i; TRYCREATE where it is not to be seen', async () => {
    const id = await shared.fill('ali', 'target');
    const name = others('ali', 'target');
    await shared.fill('bob', 'outbox', 'from bob', 'also from bob');
    const bob = await shared.signIn('bob', 'outbox');
    await bob.run('STORE 1 +FLAGS.SILENT (\\Seen \\Flagged)');
    expect((await bob.attempt(`COPY 1:2 "${name}"`)).tagged).toMatch(/^NO \[TRYCREATE\]/);
    await shared.grant(id, 'bob', 'lr');
    expect((await bob.attempt(`COPY 1:2 "${name}"`)).tagged).toMatch(/^NO \[NOPERM\]/);
    await shared.grant(id, 'bob', 'lris');
    expect((await bob.attempt(`COPY 1:2 "${name}"`)).tagged).toMatch(/^OK \[COPYUID \d+ 1:2 1:2\]/);
    const there = await shared.signIn('bob', name);
    expect(await flagsOf(there)).toEqual(['* 1 FETCH (FLAGS (\\Seen))', '* 2 FETCH (FLAGS ())']);
    await ali.run('SELECT target');
    expect(await flagsOf(ali)).toEqual(['* 1 FETCH (FLAGS ())', '* 2 FETCH (FLAGS ())']);
    expect(await subjects(ali)).toEqual(['from bob', 'also from bob']);
  });

  test('MOVE out of a shared mailbox needs t and e; EXPUNGE is told to everybody who has it open; the Email keeps its id', async () => {
    const id = await shared.fill('ali', 'moved', 'one', 'two', 'three');
    await shared.grant(id, 'bob', 'lrt');
    await ali.run('SELECT moved');
    const bob = await shared.signIn('bob', others('ali', 'moved'));
    await bob.run('CREATE taken');
    expect((await bob.attempt('MOVE 1 taken')).tagged).toMatch(/^NO \[NOPERM\]/);
    await shared.grant(id, 'bob', 'lrte');
    const [, emailId] = /EMAILID \((.*?)\)/.exec((await bob.run('FETCH 2 (EMAILID)')).join()) ?? [];
    await bob.talk(`
      C: m MOVE 2 taken
      S: * OK [COPYUID * 2 1] Moved
      S: * 2 EXPUNGE
      S: m OK MOVE completed`);
    expect(await ali.run('NOOP')).toEqual(['* 2 EXPUNGE']);
    await bob.run('SELECT taken');
    expect(await bob.run('FETCH 1 (EMAILID)')).toEqual([`* 1 FETCH (EMAILID (${emailId}))`]);
    expect(await subjects(ali)).toEqual(['one', 'three']);
  });

  test('MOVE between two others, and inside one other account', async () => {
    const [from, inside] = [await shared.fill('ali', 'from', 'a', 'b'), await shared.fill('ali', 'inside')];
    const to = await shared.fill('eve', 'to');
    for (const id of [from, inside, to]) await shared.grant(id, 'bob', 'lrite');
    const bob = await shared.signIn('bob', others('ali', 'from'));
    expect(await bob.run(`MOVE 1 "${others('eve', 'to')}"`)).toEqual([expect.stringMatching(/COPYUID \d+ 1 1/), '* 1 EXPUNGE']);
    expect(await bob.run(`MOVE 1 "${others('ali', 'inside')}"`)).toEqual([expect.stringMatching(/COPYUID \d+ 2 1/), '* 1 EXPUNGE']);
    const eve = await shared.signIn('eve', 'to');
    expect(await subjects(eve)).toEqual(['a']);
    expect(await ali.run('STATUS inside (MESSAGES)')).toContain('* STATUS inside (MESSAGES 1)');
    expect(await ali.run('STATUS from (MESSAGES)')).toContain('* STATUS from (MESSAGES 0)');
  });

  test('design §5: a message that lies in a private mailbox as well stays there when a sharee moves it', async () => {
    const id = await shared.fill('ali', 'half', 'kept');
    await ali.run('SELECT half');
    await ali.run('CREATE private');
    await ali.run('COPY 1 private');
    await shared.grant(id, 'bob', 'lrte');
    const bob = await shared.signIn('bob', others('ali', 'half'));
    await bob.run('MOVE 1 INBOX');
    expect(await ali.run('STATUS private (MESSAGES)')).toContain('* STATUS private (MESSAGES 1)');
    expect(await ali.run('STATUS half (MESSAGES)')).toContain('* STATUS half (MESSAGES 0)');
  });

  test('design §5: what moves into a group keeps the mark of who moved it, and those of others who may read it there; each is changed apart', async () => {
    const id = await shared.fill('ali', 'to-crew', 'read by two');
    await shared.grant(id, 'bob', 'lrste');
    await shared.grant(id, 'eve', 'lrs');
    await shared.group('crew', 'bob', 'eve');
    const crew = `Shared Folders/${address('crew')}/INBOX`;
    const [bob, eve] = [await shared.signIn('bob', others('ali', 'to-crew')), await shared.signIn('eve', others('ali', 'to-crew'))];
    for (const each of [bob, eve]) await each.run('STORE 1 +FLAGS (\\Seen)');
    await bob.run(`MOVE 1 "${crew}"`);
    for (const each of [bob, eve]) await each.run(`SELECT "${crew}"`);
    expect([await flagsOf(bob), await flagsOf(eve)]).toEqual([['* 1 FETCH (FLAGS (\\Seen))'], ['* 1 FETCH (FLAGS (\\Seen))']]);
    expect(await eve.run(`STATUS "${crew}" (UNSEEN)`)).toContain(`* STATUS "${crew}" (UNSEEN 0)`);
    await eve.run('STORE 1 -FLAGS (\\Seen)');
    expect(await eve.run(`STATUS "${crew}" (UNSEEN)`)).toContain(`* STATUS "${crew}" (UNSEEN 1)`);
    await eve.run('STORE 1 +FLAGS (\\Seen)');
    expect(await eve.run('SEARCH SEEN')).toContain('* SEARCH 1');
    expect(await eve.run(`STATUS "${crew}" (UNSEEN)`)).toContain(`* STATUS "${crew}" (UNSEEN 0)`);
    await bob.run('STORE 1 -FLAGS (\\Seen)');
    expect(await eve.run('SEARCH SEEN')).toContain('* SEARCH 1');
  });

  test('design §5: the owner pays: over quota is refused, nothing half done', async () => {
    const small = await sharedFixture(makeUrl, ['tom']);
    try {
      await small.server.addUser('mia', { quotaBytes: 1200 });
      const id = await small.fill('mia', 'box');
      await small.grant(id, 'tom', 'lri');
      await small.fill('tom', 'out', ...Array.from({ length: 8 }, (_, i) => `big ${i}`));
      const tom = await small.signIn('tom', 'out');
      const name = others('mia', 'box');
      expect((await tom.attempt(`COPY 1:8 "${name}"`)).tagged).toMatch(/^NO \[OVERQUOTA\]/);
      expect(await tom.run(`STATUS "${name}" (MESSAGES)`)).toEqual([`* STATUS "${name}" (MESSAGES 0)`]);
      await tom.run(`COPY 1:2 "${name}"`);
      tom.send(`q APPEND "${name}" {5000}\r\n`);
      expect(await tom.line()).toMatch(/^q NO \[OVERQUOTA\]/);
      expect((await tom.run(`GETQUOTAROOT "${name}"`))[1]).toMatch(new RegExp(`^\\* QUOTA "Other Users/${address('mia')}" \\(STORAGE 1 2 MAILBOX \\d+ 10000\\)$`));
    } finally {
      await small.close();
    }
  });
});
