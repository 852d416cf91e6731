import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { numberOf } from '../../setup/mail.ts';
import { type ImapClient, type ImapFixture, imapFixture, message } from './harness.ts';

eachDatabase((_name, makeUrl) => {
  let imap: ImapFixture;
  let client: ImapClient;
  beforeAll(async () => {
    imap = await imapFixture(makeUrl);
    await imap.mailbox('two', message('one'), message('two'));
    await imap.mailbox('été', message('one'));
    client = await imap.signIn();
    await client.talk(`
      C: e ENABLE imap4rev2
      S: * ENABLED IMAP4rev2
      S: e OK *`);
  });
  afterAll(() => imap.close());

  test('RFC 9051 §6.3.2: SELECT tells LIST, neither RECENT nor UNSEEN', async () => {
    await client.talk(`
      C: a SELECT two
      S: * FLAGS *
      S: * 2 EXISTS
      S: * OK [PERMANENTFLAGS *
      S: * LIST (\\HasNoChildren) "/" two
      S: * OK [UIDVALIDITY *
      S: * OK [UIDNEXT 3] *
      S: * OK [HIGHESTMODSEQ *
      S: * OK [MAILBOXID *
      S: a OK [READ-WRITE] *`);
  });

  test('RFC 9051 §6.4.4: SEARCH is answered by ESEARCH, asked for or not', async () => {
    await client.talk(`
      C: a SEARCH ALL
      S: * ESEARCH (TAG "a") ALL 1:2
      S: a OK *
      C: b UID SEARCH SEEN
      S: * ESEARCH (TAG "b") UID
      S: b OK *`);
  });

  test('RFC 9051 Appendix E 12, 21: no \\Recent, no RECENT, and UID in every FETCH that comes by itself', async () => {
    const other = await imap.signIn('two');
    await imap.mail.add(message('three'), { mailboxes: [await mailboxNumber('two')] });
    await other.run('STORE 1 +FLAGS (\\Flagged)');
    await client.talk(`
      C: a NOOP
      S: * 3 EXISTS
      S: * 1 FETCH (FLAGS (\\Flagged) UID 1)
      S: a OK *
      C: b FETCH 3 FLAGS
      S: * 3 FETCH (FLAGS ())
      S: b OK *
      C: c STORE 2 +FLAGS (\\Seen)
      S: * 2 FETCH (FLAGS (\\Seen) UID 2)
      S: c OK *
      C: d FETCH 3 BODY[]<0.4>
      S: * 3 FETCH (BODY[]<0> {4}
      S: From FLAGS (\\Seen) UID 3)
      S: d OK *`);
  });

  test('RFC 9051 §5.1: names of mailboxes are UTF-8, both ways; "&" is itself', async () => {
    const wire = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
    expect(await client.run('LIST "" "%"')).toContain(wire('* LIST (\\HasNoChildren) "/" "été"'));
    client.send(wire('a STATUS "été" (MESSAGES)\r\n'));
    expect(await client.line()).toBe(wire('* STATUS "été" (MESSAGES 1)'));
    expect(await client.line()).toMatch(/^a OK/);
    await client.run('CREATE R&AOk-D');
    expect(await client.run('LIST "" R*')).toEqual(['* LIST (\\HasNoChildren) "/" R&AOk-D']);
    // Who speaks IMAP4rev1 finds it by its own name for it.
    expect(await (await imap.signIn()).run('LIST "" R*')).toEqual(['* LIST (\\HasNoChildren) "/" R&-AOk-D']);
  });

  test('RFC 9051 §6.3.1: ENABLE lists what it has newly switched on, and nothing that there is not', async () => {
    await client.talk(`
      C: a ENABLE IMAP4rev2 X-NONE CONDSTORE
      S: * ENABLED CONDSTORE
      S: * OK [HIGHESTMODSEQ *
      S: a OK *`);
  });

  test('RFC 9051 §6.3.2, §6.3.9.7: a name in another normal form is told by its own', async () => {
    const wire = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
    client.send(wire('a EXAMINE "e\u0301te\u0301"\r\n'));
    const lines: (string | undefined)[] = [];
    do lines.push(await client.line());
    while (!lines.at(-1)?.startsWith('a '));
    expect(lines).toContain(wire('* LIST (\\HasNoChildren) "/" "\u00e9t\u00e9" ("OLDNAME" ("e\u0301te\u0301"))'));
  });

  test('it is advertised beside IMAP4rev1, before sign-in and behind it', async () => {
    for (const session of [await imap.connect(), client]) expect((await session.run('CAPABILITY'))[0]).toMatch(/^\* CAPABILITY IMAP4rev1 .*\bIMAP4rev2\b/);
  });

  /** The number behind MAILBOXID. */
  async function mailboxNumber(name: string): Promise<number> {
    const [status = ''] = await (await imap.signIn()).run(`STATUS ${name} (MAILBOXID)`);
    return numberOf('mailbox', /MAILBOXID \((\w+)\)/.exec(status)?.[1] ?? '');
  }
});
