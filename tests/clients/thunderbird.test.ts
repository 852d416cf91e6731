/** Thunderbird with its window, on a screen in memory: on SQLite within TLS, on MariaDB in clear text. */
import { afterEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { needs } from '../setup/programs.ts';
import { startTestServer, type TestServer } from '../setup/server.ts';
import { StandIn } from '../setup/smarthost.ts';
import { expectAgreement } from './agreement.ts';
import { bytesOf, changeMail, deliver, mailOf, subjectsOf } from './mail.ts';
import { Thunderbird } from './thunderbird/thunderbird.ts';

const ALICE = 'alice@example.com';

interface Shown {
  readonly subject: string;
  readonly read: boolean;
  readonly flagged: boolean;
  readonly here: boolean;
  readonly tags: string;
}

needs('thunderbird', 'Xvfb')('Thunderbird', () => {
  eachDatabase((name, makeUrl) => {
    let server: TestServer | undefined;
    let smarthost: StandIn | undefined;
    let thunderbird: Thunderbird | undefined;
    afterEach(async () => {
      await thunderbird?.stop();
      await server?.stop();
      await smarthost?.close();
    });

    test('finds folders, reads, flags, tags, moves, deletes, makes a folder, sends, and sees what arrives', async () => {
      smarthost = await new StandIn().listen();
      server = await startTestServer(makeUrl, { people: ['alice', 'bob'], yaml: `smarthost: {host: 127.0.0.1, port: ${smarthost.port}, tls: none}` });
      await deliver(server, ALICE, [{ subject: 'Réunion' }, { subject: 'مرحبا' }, { subject: 'with a file', attachmentBytes: 80_000 }, { subject: 'to be thrown away' }, { subject: 'rest' }]);
      const running = server;
      const client = await Thunderbird.start(server, ALICE, { tls: name === 'sqlite' });
      thunderbird = client;
      const shown = (folder: string): Promise<Shown[]> => client.does('messages', folder);
      const stored = async (folder: string, subject: string) => (await mailOf(running, ALICE))[folder]?.find((each) => each.subject === subject);

      // It signs in when a folder is opened, and looks for folders when the account is.
      await client.does('update', 'INBOX');
      await client.does('findFolders');
      await expect.poll(() => client.does('folders'), { interval: 50 }).toEqual(['Archive', 'Drafts', 'INBOX', 'Junk', 'Sent', 'Trash']);
      expect((await shown('INBOX')).map(({ subject, read }) => [subject, read])).toEqual([
        ['Réunion', false], ['مرحبا', false], ['with a file', false], ['to be thrown away', false], ['rest', false],
      ]);
      await client.does('download', 'INBOX');
      await expect.poll(async () => (await shown('INBOX')).every(({ here }) => here), { interval: 50 }).toBe(true);
      for (const subject of ['Réunion', 'مرحبا', 'with a file']) {
        // Its file of the folder has two lines of its own before each message.
        const got = Buffer.from(await client.does<string>('source', 'INBOX', subject), 'base64').toString('latin1').replace(/\r?\n/g, '\r\n').replace(/^(X-Mozilla-\S+: .*\r\n)+/, '');
        const there = (await stored('Inbox', subject)) ?? (undefined as never);
        expect(got).toBe((await bytesOf(server, ALICE, there)).toString('latin1'));
      }

      // What it changes, JMAP sees.
      await client.does('markRead', 'INBOX', 'Réunion', true);
      await client.does('flag', 'INBOX', 'مرحبا', true);
      await client.does('tag', 'INBOX', 'مرحبا', '$label1');
      await expect.poll(async () => (await stored('Inbox', 'Réunion'))?.keywords).toEqual(['$seen']);
      await expect.poll(async () => (await stored('Inbox', 'مرحبا'))?.keywords).toEqual(['$flagged', '$label1']);
      await client.does('createFolder', 'Été مشاريع');
      await expect.poll(() => client.does<string[]>('folders'), { interval: 50 }).toContain('Été مشاريع');
      await client.does('move', 'INBOX', 'with a file', 'Été مشاريع');
      await client.does('copy', 'INBOX', 'rest', 'Archive');
      await client.does('remove', 'INBOX', 'to be thrown away');
      await expect.poll(() => subjectsOf(running, ALICE)).toEqual({
        Inbox: ['Réunion', 'مرحبا', 'rest'], 'Été مشاريع': ['with a file'], Archive: ['rest'], Trash: ['to be thrown away'],
      });

      // What others change, it sees while it idles.
      await expect.poll(() => client.idles('INBOX'), { interval: 50 }).toBe(true);
      await deliver(server, ALICE, [{ subject: 'pushed' }]);
      await expect.poll(async () => (await shown('INBOX')).map(({ subject }) => subject), { interval: 50 }).toEqual(['Réunion', 'مرحبا', 'rest', 'pushed']);
      await expect.poll(() => client.idles('INBOX'), { interval: 50 }).toBe(true);
      await changeMail(server, ALICE, { [(await stored('Inbox', 'Réunion'))?.id as string]: { 'keywords/$flagged': true } });
      await expect.poll(async () => (await shown('INBOX'))[0], { interval: 50 }).toMatchObject({ read: true, flagged: true });

      await client.does('write', { to: 'friend@elsewhere.example, bob@example.com', subject: 'Déjeuner à Nîmes', body: 'À midi ?\nنعم\n' });
      await smarthost.until(() => (smarthost as StandIn).messages.length === 1);
      expect(smarthost.messages[0]?.rcptTo.map(({ address }) => address)).toEqual(['friend@elsewhere.example']);
      await expect.poll(() => subjectsOf(running, 'bob@example.com')).toEqual({ Inbox: ['Déjeuner à Nîmes'] });
      // Its own copy and the server's are one.
      expect((await subjectsOf(server, ALICE))['Sent']).toEqual(['Déjeuner à Nîmes']);
      expect((await stored('Sent', 'Déjeuner à Nîmes'))?.keywords).toEqual(['$seen']);
      await expectAgreement(server, ALICE);
    });
  });
});
