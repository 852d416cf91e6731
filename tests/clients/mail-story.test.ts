import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { needs, program } from '../setup/programs.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';
import { StandIn } from '../setup/smarthost.ts';
import { accountIdOf, expectAgreement, jmapCall, listIn } from './agreement.ts';
import { run } from './run.ts';

const ALICE = 'alice@example.com';

needs('swaks', 'fetchmail', 'python3')('a message comes in and is answered', () => {
  eachDatabase((_name, makeUrl) => {
    let server: TestServer | undefined;
    let smarthost: StandIn | undefined;
    afterEach(async () => {
      await server?.stop();
      await smarthost?.close();
      server = undefined;
    });

    const begin = async (): Promise<{ server: TestServer; smarthost: StandIn }> => {
      smarthost = await new StandIn().listen();
      server = await startTestServer(makeUrl, { people: ['alice', 'bob'], yaml: `smarthost: {host: 127.0.0.1, port: ${smarthost.port}, tls: none}` });
      return { server, smarthost };
    };

    test('swaks delivers by SMTP with STARTTLS; it is read in JMAP, IMAP and POP3 alike', async () => {
      const { server } = await begin();
      const sent = await run(program('swaks'), [
        '--server', '127.0.0.1', '--port', String(server.ports.smtp), '--tls', '--from', 'friend@elsewhere.example', '--to', ALICE,
        '--header', 'Subject: =?UTF-8?B?2YXYsdit2KjYpyDYqNmD?=', '--header', 'Message-Id: <first@elsewhere.example>', '--body', 'Bonjour à tous',
      ]);
      expect(sent.code, sent.out).toBe(0);
      const refused = await run(program('swaks'), ['--server', '127.0.0.1', '--port', String(server.ports.smtp), '--from', 'x@y.example', '--to', 'nobody@example.com']);
      expect(refused.out).toMatch(/550 5\.1\.1/);
      const relay = await run(program('swaks'), ['--server', '127.0.0.1', '--port', String(server.ports.smtp), '--from', 'x@y.example', '--to', 'z@other.example']);
      expect(relay.out).toMatch(/55\d 5\.7\.1/);

      const accountId = await accountIdOf(server, ALICE);
      const answers = await jmapCall(server, ALICE, [
        ['Email/query', { accountId }, 'q'],
        ['Email/get', { accountId, properties: ['subject', 'from', 'preview', 'size'], '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' } }, 'g'],
      ]);
      const [email] = listIn<{ subject: string; preview: string; size: number }>(answers, 1);
      expect(email).toMatchObject({ subject: 'مرحبا بك', preview: 'Bonjour à tous' });

      const python = await run(program('python3'), ['-c', `
import imaplib, poplib, sys
user, password = ${JSON.stringify(ALICE)}, ${JSON.stringify(PASSWORD)}
imap = imaplib.IMAP4('127.0.0.1', ${server.ports.imap})
imap.login(user, password)
imap.select('INBOX')
typ, found = imap.search(None, 'HEADER', 'Message-Id', 'first@elsewhere.example')
assert found == [b'1'], found
typ, rows = imap.fetch('1', '(RFC822.SIZE BODY.PEEK[])')
whole = rows[0][1]
pop = poplib.POP3('127.0.0.1', ${server.ports.pop3})
pop.user(user); pop.pass_(password)
count, size = pop.stat()
assert count == 1 and size == len(whole), (count, size, len(whole))
assert b'\\r\\n'.join(pop.retr(1)[1]) + b'\\r\\n' == whole
pop.quit()
imap.logout()
secure = imaplib.IMAP4_SSL('127.0.0.1', ${server.ports.imaps}, ssl_context=__import__('ssl')._create_unverified_context())
secure.login(user, password)
secure.logout()
print(len(whole))
`]);
      expect(python.code, python.out).toBe(0);
      expect(Number(python.out)).toBe(email?.size);
      expect(await expectAgreement(server, ALICE)).toBe(1);
    }, 60_000);

    test('answers leave by submission and by JMAP, and reach the smarthost without Bcc; Sent holds each once', async () => {
      const { server, smarthost } = await begin();
      const bySubmission = await run(program('swaks'), [
        '--server', '127.0.0.1', '--port', String(server.ports.submission), '--tls', '--auth', 'PLAIN', '--auth-user', ALICE, '--auth-password', PASSWORD,
        '--from', ALICE, '--to', 'friend@elsewhere.example,bob@example.com,hidden@elsewhere.example', '--header', 'To: friend@elsewhere.example',
        '--header', 'Bcc: hidden@elsewhere.example', '--header', 'Subject: by submission', '--header', 'Message-Id: <sub@example.com>', '--body', 'answer one',
      ]);
      expect(bySubmission.code, bySubmission.out).toBe(0);
      const forged = await run(program('swaks'), [
        '--server', '127.0.0.1', '--port', String(server.ports.submission), '--tls', '--auth', 'LOGIN', '--auth-user', ALICE, '--auth-password', PASSWORD,
        '--from', 'bob@example.com', '--to', 'friend@elsewhere.example',
      ]);
      expect(forged.out).toMatch(/550 5\.7\.1/);

      const accountId = await accountIdOf(server, ALICE);
      const known = await jmapCall(server, ALICE, [['Mailbox/get', { accountId }, 'm'], ['Identity/get', { accountId }, 'i']]);
      const role = (name: string): string => listIn<{ id: string; role: string }>(known, 0).find((each) => each.role === name)?.id ?? '';
      const identityId = listIn<{ id: string }>(known, 1)[0]?.id;
      const answers = await jmapCall(server, ALICE, [
        ['Email/set', { accountId, create: { draft: {
          mailboxIds: { [role('drafts')]: true }, keywords: { $draft: true, $seen: true }, from: [{ name: 'Alice', email: ALICE }],
          to: [{ email: 'friend@elsewhere.example' }], bcc: [{ email: 'secret@elsewhere.example' }], subject: 'by JMAP',
          bodyStructure: { partId: '1', type: 'text/plain' }, bodyValues: { 1: { value: 'answer two' } },
        } } }, 'e'],
        ['EmailSubmission/set', { accountId, create: { send: { emailId: '#draft', identityId } },
          onSuccessUpdateEmail: { '#send': { [`mailboxIds/${role('drafts')}`]: null, [`mailboxIds/${role('sent')}`]: true, 'keywords/$draft': null } } }, 's'],
      ]);
      expect(answers.map(([name]) => name)).toEqual(['Email/set', 'EmailSubmission/set', 'Email/set']);
      expect(answers[1]?.[1]['notCreated']).toBeNull();

      await smarthost.until(() => smarthost.messages.length >= 2);
      const texts = smarthost.messages.map((message) => message.text);
      const one = smarthost.messages.find((message) => message.text.includes('answer one'));
      const two = smarthost.messages.find((message) => message.text.includes('answer two'));
      expect(one?.rcptTo.map((each) => each.address).sort()).toEqual(['friend@elsewhere.example', 'hidden@elsewhere.example']);
      expect(two?.rcptTo.map((each) => each.address).sort()).toEqual(['friend@elsewhere.example', 'secret@elsewhere.example']);
      for (const text of texts) expect(text).not.toMatch(/^bcc:/im);
      for (const text of texts) expect(text).toMatch(/^message-id: </im);

      // A mail program puts its own copy into Sent: the server's gives way to it, whichever came first.
      const client = new ImapFlow({ host: '127.0.0.1', port: server.ports.imap, secure: false, auth: { user: ALICE, pass: PASSWORD }, logger: false, doSTARTTLS: false });
      await client.connect();
      const lock = await client.getMailboxLock('Sent');
      const stored = (await client.fetchOne('1', { source: true })) as { source: Buffer };
      const appended = await client.append('Sent', stored.source, ['\\Seen', '\\Answered']);
      lock.release();
      const status = await client.status('Sent', { messages: true });
      await client.logout();
      expect(appended).toMatchObject({ uid: expect.any(Number) });
      expect(status).toMatchObject({ messages: 2 });
      const [sent] = await jmapCall(server, ALICE, [['Email/query', { accountId, filter: { inMailbox: role('sent') } }, 'q']]);
      expect(sent?.[1]['ids']).toHaveLength(2);

      const bobId = await accountIdOf(server, 'bob@example.com');
      const [inbox] = await jmapCall(server, 'bob@example.com', [['Email/query', { accountId: bobId, filter: { subject: 'by submission' } }, 'q']]);
      expect(inbox?.[1]['ids']).toHaveLength(1);
      await expectAgreement(server, ALICE);
    }, 60_000);

    test('fetchmail takes everything over POP3 and leaves an empty inbox; what it deleted lies in Trash', async () => {
      const { server } = await begin();
      for (let i = 0; i < 25; i++) {
        const sent = await run(program('swaks'), [
          '--server', '127.0.0.1', '--port', String(server.ports.lmtp), '--protocol', 'LMTP', '--from', 'f@elsewhere.example', '--to', ALICE,
          '--header', `Subject: number ${i}`, '--header', `Message-Id: <n${i}@elsewhere.example>`, '--body', `text ${i}\n.\n..dots\n`,
        ]);
        expect(sent.code, sent.out).toBe(0);
      }
      const folder = mkdtempSync(join(tmpdir(), 'fetchmail-'));
      const rc = join(folder, 'rc');
      const box = join(folder, 'box');
      writeFileSync(rc, `poll 127.0.0.1 proto POP3 port ${server.ports.pop3} uidl user "${ALICE}" pass "${PASSWORD}" sslproto '' nokeep mda "sh -c 'cat >> ${box}; echo ======== >> ${box}'"\n`, { mode: 0o600 });
      const first = await run(program('fetchmail'), ['-f', rc, '--nosyslog', '--pidfile', join(folder, 'pid'), '-i', join(folder, 'ids'), '-v'], { env: { HOME: folder, USER: 'root' } });
      expect(first.code, first.out.slice(-2000)).toBe(0);
      expect(readFileSync(box, 'utf8').split('========').length - 1).toBe(25);
      expect(readFileSync(box, 'utf8')).toMatch(/^\.\r?$/m);
      const second = await run(program('fetchmail'), ['-f', rc, '--nosyslog', '--pidfile', join(folder, 'pid'), '-i', join(folder, 'ids')], { env: { HOME: folder, USER: 'root' } });
      expect(second.code, second.out).toBe(1);
      expect(await expectAgreement(server, ALICE)).toBe(25);
      const accountId = await accountIdOf(server, ALICE);
      const folders = listIn<{ role: string | null; totalEmails: number }>(await jmapCall(server, ALICE, [['Mailbox/get', { accountId, ids: null }, 'm']]), 0);
      expect(folders.filter(({ totalEmails }) => totalEmails > 0).map(({ role, totalEmails }) => [role, totalEmails])).toEqual([['trash', 25]]);
    }, 120_000);
  });
});
