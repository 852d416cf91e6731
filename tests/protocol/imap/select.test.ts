import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { type ImapFixture, imapFixture, message } from './harness.ts';

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
  });
  afterAll(() => imap.close());

  test('RFC 9051 §6.3.2, RFC 3501 §6.3.1: SELECT of an empty mailbox', async () => {
    const client = await imap.signIn();
    await client.talk(`
      C: a SELECT Drafts
      S: * FLAGS (\\Seen \\Answered \\Flagged \\Draft $Forwarded $Junk $NotJunk $Phishing $MDNSent $Important \\Deleted)
      S: * 0 EXISTS
      S: * 0 RECENT
      S: * OK [PERMANENTFLAGS (\\Seen * \\Deleted \\*)] Flags that can be kept
      S: * OK [UIDVALIDITY *] UIDs are valid
      S: * OK [UIDNEXT 1] Next UID
      S: * OK [HIGHESTMODSEQ *] Highest mod-sequence
      S: * OK [MAILBOXID (${imap.mail.mailboxId('drafts')})] Mailbox id
      S: a OK [READ-WRITE] SELECT completed`);
  });

  test('UNSEEN names the first message that is not read; \\Recent is claimed by the first session (RFC 3501 §2.3.2)', async () => {
    await imap.mail.add(message('one'), { keywords: ['$seen'] });
    await imap.mail.add(message('two'));
    const examining = await imap.signIn();
    expect(await examining.run('EXAMINE INBOX')).toEqual(expect.arrayContaining(['* 2 EXISTS', '* 2 RECENT', '* OK [UNSEEN 2] First message that is not read', '* OK [PERMANENTFLAGS ()] Flags that can be kept']));
    const first = await imap.signIn();
    expect(await first.run('SELECT INBOX')).toEqual(expect.arrayContaining(['* 2 EXISTS', '* 2 RECENT']));
    const second = await imap.signIn();
    expect(await second.run('SELECT inbox')).toEqual(expect.arrayContaining(['* 2 EXISTS', '* 0 RECENT']));
    expect(await first.run('FETCH 1:2 FLAGS')).toEqual(['* 1 FETCH (FLAGS (\\Seen \\Recent))', '* 2 FETCH (FLAGS (\\Recent))']);
    expect(await second.run('FETCH 1:2 FLAGS')).toEqual(['* 1 FETCH (FLAGS (\\Seen))', '* 2 FETCH (FLAGS ())']);
  });

  test('RFC 9051 §6.3.2: a failed SELECT leaves nothing selected; RFC 7162 §3.2.11: CLOSED', async () => {
    const client = await imap.signIn('INBOX');
    await client.talk(`
      C: a SELECT Nowhere
      S: * OK [CLOSED] *
      S: a NO [NONEXISTENT] There is no such mailbox
      C: b FETCH 1 FLAGS
      S: b BAD FETCH is not possible in state "authenticated"`);
  });
});
