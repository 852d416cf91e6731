import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { LmtpClient } from '../setup/lmtp.ts';
import { needs, program } from '../setup/programs.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';
import { accountIdOf, expectAgreement, jmapCall } from './agreement.ts';
import { run } from './run.ts';

const MESSAGES = 500;

needs('mbsync')('mbsync', () => {
  eachDatabase((_name, makeUrl) => {
    let server: TestServer | undefined;
    const folder = mkdtempSync(join(tmpdir(), 'mbsync-'));
    afterEach(async () => {
      await server?.stop();
      server = undefined;
      rmSync(folder, { recursive: true, force: true });
    });

    test(`keeps ${MESSAGES} messages and their flags equal on both sides, and a second run has nothing to do`, async () => {
      server = await startTestServer(makeUrl, { people: ['alice'] });
      await deliver(server.ports.lmtp, MESSAGES);
      const maildir = join(folder, 'mail');
      mkdirSync(maildir, { recursive: true });
      const config = join(folder, 'mbsyncrc');
      writeFileSync(config, `
IMAPStore far
Host 127.0.0.1
Port ${server.ports.imap}
User alice@example.com
Pass "${PASSWORD}"
SSLType None
AuthMechs LOGIN

MaildirStore near
Path ${maildir}/
Inbox ${maildir}/INBOX
SubFolders Verbatim

Channel mail
Far :far:
Near :near:
Patterns *
Create Both
Expunge Both
SyncState *
`);
      const sync = async (): Promise<string> => {
        const { code, out } = await run(program('mbsync'), ['-c', config, '-a', '-V']);
        expect(code, out).toBe(0);
        return out;
      };
      await sync();
      const inbox = join(maildir, 'INBOX');
      const files = (): string[] => ['new', 'cur'].flatMap((part) => readdirSync(join(inbox, part)).map((name) => join(part, name)));
      expect(files()).toHaveLength(MESSAGES);

      // Changes on the near side: seen and flagged, thrown away, new ones in a new folder.
      for (const [i, file] of files().sort().entries()) {
        if (i % 5 === 0) renameSync(join(inbox, file), join(inbox, 'cur', `${file.replace(/^.*\//, '').replace(/:2,.*$/, '')}:2,FS`));
        if (i % 50 === 1) rmSync(join(inbox, file));
      }
      for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, 'Projets', part), { recursive: true });
      for (let i = 0; i < 20; i++) writeFileSync(join(maildir, 'Projets', 'new', `1700000000.${i}.near`), `Message-ID: <near${i}@x>\nSubject: near ${i}\n\ntext\n`);
      // And on the far side, through JMAP.
      const accountId = await accountIdOf(server, 'alice@example.com');
      const [query] = await jmapCall(server, 'alice@example.com', [['Email/query', { accountId, limit: 30 }, 'q']]);
      const ids = query?.[1]['ids'] as string[];
      await jmapCall(server, 'alice@example.com', [['Email/set', { accountId, update: Object.fromEntries(ids.map((id) => [id, { 'keywords/$answered': true }])) }, 's']]);
      await sync();
      const settled = await expectAgreement(server, 'alice@example.com');
      expect(settled).toBe(MESSAGES - 10 + 20);
      await sync();
      const before = files().sort();
      await sync();
      expect(files().sort()).toEqual(before);
      expect(before.filter((file) => /:2,.*R/.test(file)).length).toBeGreaterThanOrEqual(20);
      expect(await expectAgreement(server, 'alice@example.com')).toBe(settled);
    }, 120_000);
  });
});

async function deliver(port: number, count: number): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: 8 }, async () => {
    const client = new LmtpClient(port);
    for (let first = true; next < count; first = false) {
      const i = next++;
      const message = `Message-ID: <m${i}@x.example>\r\nFrom: Someone ${i} <s${i}@x.example>\r\nSubject: =?UTF-8?Q?Num=C3=A9ro_${i}?=\r\n\r\n${'line of text\r\n'.repeat(i % 40)}`;
      expect(await (first ? client.deliver('alice@example.com', message) : client.again('alice@example.com', message))).toBe(true);
    }
    client.close();
  }));
}
