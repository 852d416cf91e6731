import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapClient, type ImapFixture, imapFixture, message } from './harness.ts';

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl, { quotaBytes: 1024 * 1024 });
    client = await imap.signIn();
  });
  afterAll(() => imap.close());

  test('RFC 9051 §6.3.9, RFC 6154 §2: LIST shows special uses and children without being asked', async () => {
    expect(await client.run('LIST "" %')).toEqual(expect.arrayContaining([
      '* LIST (\\HasNoChildren) "/" INBOX', '* LIST (\\HasNoChildren \\Drafts) "/" Drafts', '* LIST (\\HasNoChildren \\Sent) "/" Sent',
      '* LIST (\\HasNoChildren \\Trash) "/" Trash', '* LIST (\\HasNoChildren \\Junk) "/" Junk', '* LIST (\\HasNoChildren \\Archive) "/" Archive',
    ]));
    expect(await client.run('LIST "" ""')).toEqual(['* LIST (\\Noselect) "/" ""']);
    expect(await client.run('LIST "" inb%')).toEqual(['* LIST (\\HasNoChildren) "/" INBOX']);
  });

  test('RFC 9051 §6.3.4, RFC 8474 §4.1: CREATE makes what is above, answers MAILBOXID, subscribes', async () => {
    const { tagged } = await client.attempt('CREATE work/2026/plans');
    expect(tagged).toMatch(/^OK \[MAILBOXID \(f[0-9a-v]+\)\] CREATE completed$/);
    expect(await client.run('LIST "" work*')).toEqual([
      '* LIST (\\HasChildren) "/" work', '* LIST (\\HasChildren) "/" work/2026', '* LIST (\\HasNoChildren) "/" work/2026/plans',
    ]);
    expect(await client.run('LIST work/ %')).toEqual(['* LIST (\\HasChildren) "/" work/2026']);
    expect(await client.run('LSUB "" work/*')).toContain('* LSUB () "/" work/2026/plans');
    await client.talk(`
      C: a CREATE work
      S: a NO [ALREADYEXISTS] *
      C: b CREATE inbox
      S: b NO *`);
  });

  test('design §5: a separator at the end does not subscribe', async () => {
    await client.run('CREATE level/');
    expect(await client.run('LSUB "" level')).toEqual([]);
    expect(await client.run('LIST "" level')).toEqual(['* LIST (\\HasNoChildren) "/" level']);
  });

  test('RFC 6154 §3: CREATE with a special use', async () => {
    await client.talk(`
      C: a CREATE Wichtiges (USE (\\Important))
      S: a OK [MAILBOXID *] CREATE completed
      C: b CREATE Other (USE (\\Nonsense))
      S: b NO [USEATTR] *
      C: c LIST (SPECIAL-USE) "" W*
      S: * LIST (\\HasNoChildren \\Important) "/" Wichtiges
      S: c OK *
      C: d CREATE Twice (USE (\\Important \\Flagged))
      S: d NO [USEATTR] *
      C: e CREATE Again (USE (\\important))
      S: e NO [USEATTR] The folder "Wichtiges" has the role important; only one can.
      C: f CREATE "Other Users/zoe@example.org/X" (USE (\\Flagged))
      S: f NO [USEATTR] *
      C: g LIST "" (Other Twice Again)
      S: g OK *
      C: h CREATE Plain (USE ())
      S: h OK *
      C: i CREATE Bad (USE \\Sent)
      S: i BAD *
      C: j CREATE Bad (USE (Sent))
      S: j BAD *`);
  });

  test('RFC 3501 §5.1.3: names in modified UTF-7 and in UTF-8 are the same mailbox', async () => {
    await client.talk(`
      C: a CREATE "&AMk-l&AOk-ments &- plus"
      S: a OK *
      C: b LIST "" "&AMk-*"
      S: * LIST (\\HasNoChildren) "/" "&AMk-l&AOk-ments &- plus"
      S: b OK *`);
    client.send(`c STATUS ${Buffer.from('"Éléments & plus"').toString('latin1')} (MESSAGES)\r\n`);
    await client.talk(`
      S: * STATUS "&AMk-l&AOk-ments &- plus" (MESSAGES 0)
      S: c OK *`);
  });

  test('RFC 9051 §6.3.6: RENAME, of INBOX too', async () => {
    await client.run('CREATE old');
    await client.run('RENAME old new/name');
    expect(await client.run('LIST "" new/*')).toEqual(['* LIST (\\HasNoChildren) "/" new/name']);
    await client.talk(`
      C: a RENAME old x
      S: a NO [NONEXISTENT] *`);
    await imap.mail.add(message('in the inbox'));
    const watching = await imap.signIn('INBOX');
    await client.run('RENAME INBOX before');
    expect(await client.run('STATUS before (MESSAGES)')).toEqual(['* STATUS before (MESSAGES 1)']);
    expect(await client.run('STATUS INBOX (MESSAGES)')).toEqual(['* STATUS INBOX (MESSAGES 0)']);
    expect(await watching.run('NOOP')).toEqual(['* 1 EXPUNGE']);
  });

  test('RFC 9051 §6.3.5: DELETE; the inbox and what has children stay', async () => {
    await client.run('CREATE parent/child');
    await client.talk(`
      C: a DELETE INBOX
      S: a NO *
      C: b DELETE parent
      S: b NO [HASCHILDREN] *
      C: c DELETE parent/child
      S: c OK DELETE completed
      C: d DELETE parent/child
      S: d NO [NONEXISTENT] *`);
  });

  test('DELETE of the selected mailbox: its own session goes on, another is sent away (never EXPUNGE)', async () => {
    await imap.mailbox('doomed', message('one'));
    const own = await imap.signIn('doomed');
    const other = await imap.signIn('doomed');
    await own.talk(`
      C: a DELETE doomed
      S: a OK DELETE completed
      C: b NOOP
      S: b OK NOOP completed`);
    other.send('a NOOP\r\n');
    expect(await other.line()).toMatch(/^(a OK|\* BYE)/);
    other.send('b NOOP\r\n');
    let line = await other.line();
    while (line !== undefined && !line.startsWith('* BYE')) {
      expect(line).not.toContain('EXPUNGE');
      line = await other.line();
    }
  });

  test('DELETE of the selected mailbox that is refused leaves it selected', async () => {
    await imap.mailbox('kept', message('one'));
    await client.run('CREATE kept/child');
    const own = await imap.signIn('kept');
    await own.talk(`
      C: a DELETE kept
      S: a NO [HASCHILDREN] *
      C: b FETCH 1 (UID)
      S: * 1 FETCH (UID 1)
      S: b OK *
      C: c SELECT INBOX`);
    while (!(await own.line())?.startsWith('c OK'));
    await own.talk(`
      C: d DELETE INBOX
      S: d NO *
      C: e CHECK
      S: e OK *`);
    await client.run('DELETE kept/child');
    await own.run('SELECT kept');
    // In the same breath as the DELETE that succeeds, its session is left in the state "authenticated".
    await own.talk(`
      C: f DELETE kept
      C: g CHECK
      S: f OK *
      S: g BAD CHECK is not possible in state "authenticated"`);
  });

  test('RFC 5258 §3: selection and return options', async () => {
    await client.run('CREATE tree/leaf');
    await client.run('UNSUBSCRIBE tree');
    expect(await client.run('LIST (SUBSCRIBED) "" tree*')).toEqual(['* LIST (\\HasNoChildren \\Subscribed) "/" tree/leaf']);
    expect(await client.run('LIST (SUBSCRIBED RECURSIVEMATCH) "" tree')).toEqual(['* LIST (\\HasChildren) "/" tree ("CHILDINFO" ("SUBSCRIBED"))']);
    expect(await client.run('LIST "" (tree tree/leaf) RETURN (SUBSCRIBED CHILDREN)')).toEqual([
      '* LIST (\\HasChildren) "/" tree', '* LIST (\\HasNoChildren \\Subscribed) "/" tree/leaf',
    ]);
    expect((await client.attempt('LIST (RECURSIVEMATCH) "" *')).tagged).toMatch(/^BAD/);
    expect(await client.run('LSUB "" tr%')).toEqual(['* LSUB (\\Noselect) "/" tree']);
    await client.run('SUBSCRIBE tree');
    expect(await client.run('LSUB "" tr%')).toEqual(['* LSUB () "/" tree']);
    expect((await client.attempt('SUBSCRIBE missing')).tagged).toMatch(/^NO \[NONEXISTENT\]/);
  });

  test('RFC 5819: LIST with STATUS', async () => {
    await imap.mailbox('counted', message('one'), [message('two'), { keywords: ['$seen'] }]);
    await client.talk(`
      C: a LIST "" counted RETURN (STATUS (MESSAGES UNSEEN))
      S: * LIST (\\HasNoChildren) "/" counted
      S: * STATUS counted (MESSAGES 2 UNSEEN 1)
      S: a OK LIST completed`);
  });

  test('XLIST', async () => {
    expect(await client.run('XLIST "" *')).toEqual(expect.arrayContaining([
      '* XLIST (\\HasNoChildren \\Inbox) "/" INBOX', '* XLIST (\\HasNoChildren \\Spam) "/" Junk', '* XLIST (\\HasNoChildren \\Sent) "/" Sent',
    ]));
  });

  test('RFC 2342: NAMESPACE', async () => {
    expect(await client.run('NAMESPACE')).toEqual(['* NAMESPACE (("" "/")) (("Other Users/" "/")) (("Shared Folders/" "/"))']);
  });

  test('RFC 9051 §6.3.11, RFC 8438, RFC 8474, RFC 9208: every STATUS item', async () => {
    const id = await imap.mailbox('status', message('one'), [message('two'), { keywords: ['$seen'], deleted: true }]);
    const [answer] = await client.run('STATUS status (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN DELETED DELETED-STORAGE SIZE HIGHESTMODSEQ MAILBOXID)');
    const size = (text: string): number => Buffer.byteLength(text.replace(/\n/g, '\r\n'));
    const [one, two] = [size(message('one')), size(message('two'))];
    expect(answer).toMatch(new RegExp(
      `^\\* STATUS status \\(MESSAGES 2 RECENT 2 UIDNEXT 3 UIDVALIDITY \\d+ UNSEEN 1 DELETED 1 DELETED-STORAGE ${two} SIZE ${one + two} HIGHESTMODSEQ \\d+ MAILBOXID \\(${id}\\)\\)$`));
    expect((await client.attempt('STATUS nowhere (MESSAGES)')).tagged).toMatch(/^NO \[NONEXISTENT\]/);
    expect((await client.attempt('STATUS status (NONSENSE)')).tagged).toMatch(/^BAD/);
  });

  test('RFC 9208: GETQUOTA, GETQUOTAROOT in units of 1024 octets', async () => {
    expect(await client.run('GETQUOTA ""')).toEqual([expect.stringMatching(/^\* QUOTA "" \(STORAGE \d+ 1024 MAILBOX \d+ 10000\)$/)]);
    expect(await client.run('GETQUOTAROOT inbox')).toEqual(['* QUOTAROOT INBOX ""', expect.stringMatching(/^\* QUOTA "" \(STORAGE \d+ 1024 MAILBOX \d+ 10000\)$/)]);
    expect((await client.attempt('GETQUOTA other')).tagged).toMatch(/^NO \[NONEXISTENT\]/);
  });

  test('RFC 9208 §5, RFC 9425: what has a limit is offered and shown, and nothing else; IMAP and JMAP agree', async () => {
    const [capabilities = ''] = await client.run('CAPABILITY');
    expect(capabilities.split(' ').filter((word) => word.startsWith('QUOTA'))).toEqual(['QUOTA', 'QUOTA=RES-STORAGE', 'QUOTA=RES-MESSAGE', 'QUOTA=RES-MAILBOX']);
    // Nothing limits the number of messages here, and a resource without a limit has no place in the answer.
    const { list } = await imap.mail.call('Quota/get', { ids: null });
    expect(list).toEqual([expect.objectContaining({ resourceType: 'octets', hardLimit: 1024 * 1024, types: ['Email'] })]);
    const used = Math.ceil((list[0]?.used ?? 0) / 1024);
    expect(await client.run('GETQUOTA ""')).toEqual([expect.stringMatching(new RegExp(`^\\* QUOTA "" \\(STORAGE ${used} 1024 MAILBOX \\d+ 10000\\)$`))]);
    // What STORAGE asks for, and the count as well.
    expect((await client.run('STATUS INBOX (DELETED DELETED-STORAGE)'))[0]).toMatch(/\(DELETED \d+ DELETED-STORAGE \d+\)$/);
    const free = await imapFixture(makeUrl);
    // Those that are there from birth, and one more.
    const other = await free.signIn();
    const [, count] = /^\* QUOTA "" \(MAILBOX (\d+) 10000\)$/.exec((await other.run('GETQUOTA ""'))[0] ?? '') ?? [];
    await other.run('CREATE one-more');
    expect(await other.run('GETQUOTA ""')).toEqual([`* QUOTA "" (MAILBOX ${Number(count) + 1} 10000)`]);
    expect((await free.mail.call('Quota/get', { ids: null })).list).toEqual([]);
    await free.close();
  });

  test('hostile patterns cost little', async () => {
    await imap.mailbox('a'.repeat(100));
    expect(await client.run(`LIST "" "${'*a'.repeat(400)}b"`)).toEqual([]);
    expect((await client.attempt(`LIST "" ${'a'.repeat(2000)}`)).tagged).toMatch(/^BAD/);
  });
});
