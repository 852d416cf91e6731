/** Thunderbird with its window, on a screen in memory, in the demonstration organisation: on SQLite within TLS, on MariaDB in clear text. */
import { afterEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { startDemonstration } from '../setup/demonstration.ts';
import { needs } from '../setup/programs.ts';
import type { TestServer } from '../setup/server.ts';
import { StandIn } from '../setup/smarthost.ts';
import { expectAgreement } from './agreement.ts';
import { bytesOf, changeMail, deliver, mailOf, subjectsOf } from './mail.ts';
import { Thunderbird } from './thunderbird/thunderbird.ts';

const JAMES = 'james.wilson@example.org';
const CLAIRE = 'claire.martin@example.org';

/** In James's Inbox; the minutes have a file, the welcome is in three languages. */
const WELCOME = 'Bienvenue · أهلًا وسهلًا · Welcome';
const LUNCH = 'Lunch on Friday?';
const MINUTES = 'Compte rendu de la réunion de service';
const BACKUP = '[OK] Backup finished';

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
      const running = await startDemonstration(makeUrl, { MESSAGERIE_SMARTHOST_HOST: '127.0.0.1', MESSAGERIE_SMARTHOST_PORT: `${smarthost.port}`, MESSAGERIE_SMARTHOST_TLS: 'none' });
      server = running;
      const client = await Thunderbird.start(running, { name: 'James Wilson', address: JAMES }, { tls: name === 'sqlite' });
      thunderbird = client;
      const shown = (folder: string): Promise<Shown[]> => client.does('messages', folder);
      const stored = async (folder: string, subject: string) => (await mailOf(running, JAMES))[folder]?.find((each) => each.subject === subject);

      // It signs in when a folder is opened, and looks for folders when the account is.
      await client.does('update', 'INBOX');
      await client.does('findFolders');
      await expect.poll(() => client.does('folders'), { interval: 50 }).toEqual(['Archive', 'Drafts', 'INBOX', 'Junk', 'Sent', 'Trash']);
      // Its first look at a folder may end before it has what lies in it; a person looks again.
      const opened = async () => {
        await client.does('update', 'INBOX');
        return (await shown('INBOX')).map(({ subject, read, flagged }) => [subject, read, flagged]);
      };
      await expect.poll(opened, { interval: 200 }).toEqual([
        [WELCOME, true, false], ['Release notes for Tuesday', true, false], [LUNCH, true, false], [MINUTES, false, false], [BACKUP, false, false],
      ]);
      await client.does('download', 'INBOX');
      await expect.poll(async () => (await shown('INBOX')).every(({ here }) => here), { interval: 50 }).toBe(true);
      for (const subject of [WELCOME, MINUTES, BACKUP]) {
        // Its file of the folder has two lines of its own before each message.
        const got = Buffer.from(await client.does<string>('source', 'INBOX', subject), 'base64').toString('latin1').replace(/\r?\n/g, '\r\n').replace(/^(X-Mozilla-\S+: .*\r\n)+/, '');
        const there = (await stored('Inbox', subject)) ?? (undefined as never);
        expect(got).toBe((await bytesOf(running, JAMES, there)).toString('latin1'));
      }

      // What it changes, JMAP sees.
      await client.does('markRead', 'INBOX', BACKUP, true);
      await client.does('flag', 'INBOX', WELCOME, true);
      await client.does('tag', 'INBOX', WELCOME, '$label1');
      await expect.poll(async () => (await stored('Inbox', BACKUP))?.keywords).toEqual(['$seen']);
      await expect.poll(async () => (await stored('Inbox', WELCOME))?.keywords).toEqual(['$flagged', '$label1', '$seen']);
      await client.does('createFolder', 'Été مشاريع');
      await expect.poll(() => client.does<string[]>('folders'), { interval: 50 }).toContain('Été مشاريع');
      await client.does('move', 'INBOX', MINUTES, 'Été مشاريع');
      await client.does('copy', 'INBOX', BACKUP, 'Archive');
      await client.does('remove', 'INBOX', LUNCH);
      await expect.poll(() => subjectsOf(running, JAMES)).toMatchObject({
        Inbox: [WELCOME, 'Release notes for Tuesday', BACKUP], 'Été مشاريع': [MINUTES], Archive: [BACKUP], Trash: [LUNCH],
      });

      // What others change, it sees while it idles.
      await expect.poll(() => client.idles('INBOX'), { interval: 50 }).toBe(true);
      await deliver(running, JAMES, [{ subject: 'pushed' }]);
      await expect.poll(async () => (await shown('INBOX')).map(({ subject }) => subject), { interval: 50 }).toEqual([WELCOME, 'Release notes for Tuesday', BACKUP, 'pushed']);
      await expect.poll(() => client.idles('INBOX'), { interval: 50 }).toBe(true);
      await changeMail(running, JAMES, { [(await stored('Inbox', BACKUP))?.id as string]: { 'keywords/$flagged': true } });
      await expect.poll(async () => (await shown('INBOX'))[2], { interval: 50 }).toMatchObject({ read: true, flagged: true });

      await client.does('write', { to: `friend@elsewhere.example, ${CLAIRE}`, subject: 'Déjeuner à Nîmes', body: 'À midi ?\nنعم\n' });
      await smarthost.until(() => (smarthost as StandIn).messages.length === 1);
      expect(smarthost.messages[0]?.rcptTo.map(({ address }) => address)).toEqual(['friend@elsewhere.example']);
      await expect.poll(async () => (await subjectsOf(running, CLAIRE))['Boîte de réception']?.at(-1)).toBe('Déjeuner à Nîmes');
      // Its own copy and the server's are one.
      expect((await subjectsOf(running, JAMES))['Sent']?.slice(-2)).toEqual(['Figures for the monthly report', 'Déjeuner à Nîmes']);
      expect((await stored('Sent', 'Déjeuner à Nîmes'))?.keywords).toEqual(['$seen']);
      await expectAgreement(running, JAMES);
    });
  });
});
