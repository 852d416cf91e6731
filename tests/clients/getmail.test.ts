import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { needs, program } from '../setup/programs.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';
import { accountIdOf, expectAgreement, jmapCall } from './agreement.ts';
import { bytesOf, changeMail, deliver, mailOf, subjectsOf } from './mail.ts';
import { run } from './run.ts';

const ALICE = 'alice@example.com';
const LETTERS = [{ subject: 'Réunion' }, { subject: 'مرحبا' }, { subject: 'with a file', attachmentBytes: 200_000 }];

needs('getmail')('getmail', () => {
  eachDatabase((_name, makeUrl) => {
    let server: TestServer;
    let folder: string;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'getmail-'));
      mkdirSync(join(folder, 'mail'));
      server = await startTestServer(makeUrl, { people: ['alice'] });
      await deliver(server, ALICE, LETTERS);
    });
    afterEach(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    // Into files by a command: its own Maildir delivery refuses to run as root, as which suites may run.
    const getmail = async (retriever: string, options: string): Promise<string> => {
      writeFileSync(join(folder, 'rc'), `
[retriever]
server = 127.0.0.1
username = ${ALICE}
password = ${PASSWORD}
${retriever}
[destination]
type = MDA_external
path = /bin/sh
arguments = ("-c", "cat > $(mktemp ${join(folder, 'mail')}/XXXXXXXX)")
allow_root_commands = True
[options]
delivered_to = false
received = false
verbose = 2
${options}
`, { mode: 0o600 });
      const { code, out } = await run(program('getmail'), ['--getmaildir', folder, '--rcfile', join(folder, 'rc')], { env: { HOME: folder } });
      expect(code, out).toBe(0);
      return out;
    };
    const files = (): string[] => readdirSync(join(folder, 'mail')).map((name) => join(folder, 'mail', name));
    /** Bytes of each message, line ends as on the wire, without the line that it puts in over IMAP. */
    const gotten = (): string[] => files().map((file) => readFileSync(file, 'latin1').replace(/^X-getmail-retrieved-from-mailbox: .*\n/m, '').replace(/\r?\n/g, '\r\n')).sort();
    const onServer = async (): Promise<string[]> => {
      const stored = Object.values(await mailOf(server, ALICE)).flat();
      return (await Promise.all(stored.map((each) => bytesOf(server, ALICE, each)))).map((bytes) => bytes.toString('latin1')).sort();
    };

    test('SimpleIMAPRetriever takes each message of two folders once, octet for octet, and deletes after that when told to', async () => {
      const accountId = await accountIdOf(server, ALICE);
      const [made] = await jmapCall(server, ALICE, [['Mailbox/set', { accountId, create: { f: { name: 'Été' } } }, 'm']]);
      const mailboxId = (made?.[1]['created'] as { f: { id: string } }).f.id;
      const [first] = (await mailOf(server, ALICE))['Inbox'] ?? [];
      await changeMail(server, ALICE, { [first?.id as string]: { mailboxIds: { [mailboxId]: true } } });

      const retriever = `type = SimpleIMAPRetriever\nport = ${server.ports.imap}\nmailboxes = ("INBOX", "Été")`;
      await getmail(retriever, 'read_all = false\ndelete = false');
      expect(gotten()).toEqual(await onServer());
      expect(files()).toHaveLength(3);
      // A second run knows them by UIDVALIDITY and UID.
      await deliver(server, ALICE, [{ subject: 'later' }]);
      await getmail(retriever, 'read_all = false\ndelete = false');
      expect(files()).toHaveLength(4);
      expect(gotten()).toEqual(await onServer());
      await getmail(retriever, 'read_all = false\ndelete = true');
      expect(files()).toHaveLength(4);
      expect(await subjectsOf(server, ALICE)).toEqual({});
      expect(await expectAgreement(server, ALICE)).toBe(0);
    });

    test('SimplePOP3Retriever takes each message once by UIDL and deletes; what it deleted lies in Trash', async () => {
      const retriever = `type = SimplePOP3Retriever\nport = ${server.ports.pop3}`;
      await getmail(retriever, 'read_all = false\ndelete = false');
      expect(gotten()).toEqual(await onServer());
      await getmail(retriever, 'read_all = false\ndelete = true');
      expect(files()).toHaveLength(3);
      expect(await subjectsOf(server, ALICE)).toEqual({ Trash: LETTERS.map(({ subject }) => subject) });
      expect(await expectAgreement(server, ALICE)).toBe(3);
    });
  });
});
