/** What IMAP clients hear when the server stops in the middle of their work. */
import { afterEach, expect, test, vi } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { imapFixture, type ImapFixture, message } from './harness.ts';

eachDatabase((_, makeUrl) => {
  let imap: ImapFixture;
  afterEach(async () => {
    vi.restoreAllMocks();
    await imap.close();
  });

  test('a FETCH that finds the database closed ends in NO and BYE, and is no fault for the log', async () => {
    imap = await imapFixture(makeUrl);
    await imap.mailbox('busy', message('one'), message('two'));
    const client = await imap.signIn('busy');
    const { db } = imap.mail;
    // Closed as soon as the FETCH asks for its rows.
    const { all } = db.single;
    vi.spyOn(imap.mail.core.db.single, 'all').mockImplementation(async (statement) => {
      await db.close();
      return all(statement) as never;
    });
    await client.talk(`
      C: a FETCH 1:* (ENVELOPE)
      S: a NO [UNAVAILABLE] The server goes down; come back in a moment
      S: * BYE [UNAVAILABLE] The server goes down; come back in a moment
      S: (end)`);
    expect(imap.logged).toEqual([]);
  });
});
