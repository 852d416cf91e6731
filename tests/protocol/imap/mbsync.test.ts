import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../setup/databases.ts';
import { needs } from '../../setup/programs.ts';
import { imapFixture, message, PASSWORD } from './harness.ts';

const run = promisify(execFile);
const MESSAGES = 500;

needs('mbsync')('mbsync, unmodified', () => {
  test('500 messages and flags, both ways, converge; the second run has nothing to do', async () => {
    const database = await freshDatabase('sqlite');
    const imap = await imapFixture(async () => database);
    const folder = await mkdtemp(join(tmpdir(), 'messagerie-mbsync-'));
    try {
      await imap.mail.addMany(Array.from({ length: MESSAGES }, (_, i) => ({ message: message(`m${i}`, `body ${i}\n`), options: { keywords: i % 5 === 0 ? ['$flagged'] : ['$seen'] } })));
      await mkdir(join(folder, 'mail'));
      const configuration = join(folder, 'mbsyncrc');
      await writeFile(configuration, [
        'IMAPAccount account', 'Host 127.0.0.1', `Port ${imap.port}`, 'User ali@example.org', `Pass "${PASSWORD}"`, 'SSLType None', 'AuthMechs LOGIN', '',
        'IMAPStore far', 'Account account', '', 'MaildirStore near', `Path ${folder}/mail/`, `Inbox ${folder}/mail/INBOX`, 'SubFolders Verbatim', '',
        'Channel all', 'Far :far:', 'Near :near:', 'Patterns *', 'Create Both', 'Expunge Both', 'SyncState *', '',
      ].join('\n'));
      const sync = () => run('mbsync', ['-c', configuration, 'all'], { timeout: 60_000 });
      const inbox = join(folder, 'mail', 'INBOX', 'cur');

      await sync();
      const files = await readdir(inbox);
      // Who has not been read is in `new`.
      const unread = await readdir(join(folder, 'mail', 'INBOX', 'new'));
      expect(files.length + unread.length).toBe(MESSAGES);
      expect(unread.filter((name) => /:2,F$/.test(name)).length).toBe(MESSAGES / 5);

      // Changes here …
      const seen = files.find((name) => /:2,S$/.test(name)) as string;
      await rename(join(inbox, seen), join(inbox, `${seen}R`.replace(/:2,SR$/, ':2,RS')));
      const [gone] = files.filter((name) => name !== seen && /:2,S$/.test(name));
      await unlink(join(inbox, gone as string));
      await writeFile(join(inbox, 'new.1:2,S'), 'Subject: from the maildir\n\nhere\n');
      // … and there.
      const other = await imap.signIn('INBOX');
      await other.run('UID STORE 6 +FLAGS (\\Answered)');
      await other.run('UID STORE 7 +FLAGS (\\Deleted)');
      await other.run('EXPUNGE');
      await sync();
      expect((await readdir(inbox)).filter((name) => /:2,.*R/.test(name)).length).toBe(2);
      expect((await other.run('SEARCH RETURN (COUNT) ANSWERED'))[0]).toContain('COUNT 2');
      const [, uid] = /SEARCH (\d+)/.exec((await other.run('UID SEARCH SUBJECT "from the maildir"'))[0] ?? '') ?? [];
      expect(Number(uid)).toBeGreaterThan(MESSAGES);
      expect((await other.run('STATUS INBOX (MESSAGES)'))[0]).toBe(`* STATUS INBOX (MESSAGES ${MESSAGES - 1})`);

      const state = join(folder, 'mail', 'INBOX', '.mbsyncstate');
      const before = [await readdir(inbox), await readFile(state, 'utf8'), await other.run('UID FETCH 1:* (FLAGS)')];
      await sync();
      expect([await readdir(inbox), await readFile(state, 'utf8'), await other.run('UID FETCH 1:* (FLAGS)')]).toEqual(before);
      expect(imap.logged).toEqual([]);
    } finally {
      await imap.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
