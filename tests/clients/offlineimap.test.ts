import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { needs, program } from '../setup/programs.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';
import { expectAgreement } from './agreement.ts';
import { changeMail, deliver, mailOf, subjectsOf } from './mail.ts';
import { run } from './run.ts';

const ALICE = 'alice@example.com';
const MESSAGES = 40;

needs('offlineimap')('offlineimap', () => {
  eachDatabase((_name, makeUrl) => {
    let server: TestServer | undefined;
    let folder: string;
    let mail: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'offlineimap-'));
      mail = join(folder, 'mail');
    });
    afterEach(async () => {
      await server?.stop();
      server = undefined;
      rmSync(folder, { recursive: true, force: true });
    });

    const messagesIn = (mailbox: string): string[] => ['new', 'cur'].flatMap((part) => readdirSync(join(mail, mailbox, part)).map((name) => join(mail, mailbox, part, name)));
    const about = (mailbox: string, word: string): string => messagesIn(mailbox).find((file) => readFileSync(file, 'utf8').includes(word)) as string;
    const flag = (file: string, flags: string): void => renameSync(file, file.replace('/new/', '/cur/').replace(/:2,.*$/, `:2,${flags}`));

    test('keeps folders with accented and Arabic names, flags and deletions equal on both sides; a last run has nothing to do', async () => {
      server = await startTestServer(makeUrl, { people: ['alice'] });
      await deliver(server, ALICE, Array.from({ length: MESSAGES }, (_, i) => ({ subject: `Numéro ${i} end` })));
      const config = join(folder, 'offlineimaprc');
      writeFileSync(config, `
[general]
accounts = alice
metadata = ${join(folder, 'metadata')}
[Account alice]
localrepository = near
remoterepository = far
utf8foldernames = yes
[Repository near]
type = Maildir
localfolders = ${mail}
sep = /
[Repository far]
type = IMAP
remotehost = 127.0.0.1
remoteport = ${server.ports.imap}
remoteuser = ${ALICE}
remotepass = ${PASSWORD}
auth_mechanisms = LOGIN
ssl = no
starttls = no
`);
      const sync = async (): Promise<string> => {
        const { code, out } = await run(program('offlineimap'), ['-c', config, '-o', '-u', 'basic'], { env: { HOME: folder } });
        expect(code, out).toBe(0);
        expect(out).not.toMatch(/ERROR/);
        return out;
      };
      await sync();
      expect(messagesIn('INBOX')).toHaveLength(MESSAGES);

      // Here: read and flagged, thrown away, two folders made and filled.
      flag(about('INBOX', letterOf(1)), 'FS');
      flag(about('INBOX', letterOf(2)), 'RS');
      rmSync(about('INBOX', letterOf(3)));
      for (const name of ['Été à Nîmes', 'مشاريع']) {
        for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(mail, name, part), { recursive: true });
        writeFileSync(join(mail, name, 'cur', '1700000000.1.near:2,S'), `Message-ID: <near@${Buffer.from(name).toString('hex')}>\nSubject: from the maildir\n\nici\n`);
      }
      // There: answered, read, gone.
      const inbox = (await mailOf(server, ALICE))['Inbox'] ?? [];
      const named = (i: number): string => inbox.find(({ subject }) => subject === `Numéro ${i} end`)?.id as string;
      await changeMail(server, ALICE, { [named(4)]: { 'keywords/$answered': true, 'keywords/$seen': true }, [named(5)]: { 'keywords/$flagged': true } });
      await sync();
      await sync();
      expect(about('INBOX', letterOf(4))).toMatch(/:2,RS$/);
      expect(about('INBOX', letterOf(5))).toMatch(/:2,F$/);
      const there = await mailOf(server, ALICE);
      const keywords = Object.fromEntries((there['Inbox'] ?? []).map(({ subject, keywords }) => [subject, keywords]));
      expect(keywords['Numéro 1 end']).toEqual(['$flagged', '$seen']);
      expect(keywords['Numéro 2 end']).toEqual(['$answered', '$seen']);
      expect(keywords).not.toHaveProperty('Numéro 3 end');
      expect(await subjectsOf(server, ALICE)).toMatchObject({ 'Été à Nîmes': ['from the maildir'], 'مشاريع': ['from the maildir'] });
      expect(await expectAgreement(server, ALICE)).toBe(MESSAGES - 1 + 2);

      const before = [messagesIn('INBOX').sort(), await mailOf(server, ALICE)];
      expect(await sync()).not.toMatch(/(Copy|Delet|Add)ing (message|flags)/i);
      expect([messagesIn('INBOX').sort(), await mailOf(server, ALICE)]).toEqual(before);
    });
  });
});

/** The Message-ID of a letter, as it stands in a file. */
const letterOf = (i: number): string => Buffer.from(`Numéro ${i} end`).toString('hex');
