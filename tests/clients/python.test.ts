/** Python's own imaplib and poplib, by the programs in `python/`. */
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { needs, program } from '../setup/programs.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';
import { expectAgreement } from './agreement.ts';
import { deliver, mailOf, subjectsOf } from './mail.ts';
import { run } from './run.ts';

const ALICE = 'alice@example.com';
const story = (name: string): string => fileURLToPath(new URL(`python/${name}.py`, import.meta.url));

needs('python3')('Python', () => {
  eachDatabase((_name, makeUrl) => {
    let server: TestServer;
    beforeEach(async () => {
      server = await startTestServer(makeUrl);
      await server.addUser('alice', { quotaBytes: 10_000_000 });
    });
    afterEach(() => server.stop());

    test('imaplib: sign-in, folders, searches in UTF-8, SORT, THREAD, flags, MOVE, rights, quota, UTF8=ACCEPT', async () => {
      const { code, out } = await run(program('python3'), [story('imaplib-story'), String(server.ports.imap), String(server.ports.imaps), ALICE, PASSWORD]);
      expect(code, out).toBe(0);
      expect(await subjectsOf(server, ALICE)).toEqual({ Inbox: ['Budget'], Projets: ['Budget'], 'Projets/مشاريع': ['في الموعد', 'Été', 'مرحبا'] });
      expect((await mailOf(server, ALICE))['Projets/مشاريع']?.map(({ keywords }) => keywords)).toEqual([['$seen'], ['$flagged', '$work'], []]);
      // One Email in two mailboxes, and three more.
      expect(await expectAgreement(server, ALICE)).toBe(4);
    });

    test('poplib: CAPA, STLS, USER, UIDL, LIST, RETR, TOP, DELE, RSET, UTF8', async () => {
      await deliver(server, ALICE, [{ subject: 'one' }, { subject: 'deux' }, { subject: 'ثلاثة', attachmentBytes: 50_000 }]);
      const { code, out } = await run(program('python3'), [story('poplib-story'), String(server.ports.pop3), String(server.ports.pop3s), ALICE, PASSWORD, '3']);
      expect(code, out).toBe(0);
      expect(await subjectsOf(server, ALICE)).toEqual({ Inbox: ['one', 'ثلاثة'], Trash: ['deux'] });
      expect(await expectAgreement(server, ALICE)).toBe(3);
    });
  });
});
