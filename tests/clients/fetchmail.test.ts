/** fetchmail over IMAP; over POP3: `mail-story.test.ts`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { needs, program } from '../setup/programs.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';
import { expectAgreement } from './agreement.ts';
import { deliver, mailOf, subjectsOf } from './mail.ts';
import { run } from './run.ts';

const ALICE = 'alice@example.com';

needs('fetchmail')('fetchmail over IMAP', () => {
  eachDatabase((_name, makeUrl) => {
    let server: TestServer;
    let folder: string;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'fetchmail-'));
      server = await startTestServer(makeUrl, { people: ['alice'] });
    });
    afterEach(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const taken = (): string[] => (existsSync(join(folder, 'box')) ? [...readFileSync(join(folder, 'box'), 'utf8').matchAll(/^Subject: (.*?)\r?$/gm)].map(([, subject]) => subject as string) : []);
    /** The arguments for a way of fetching. */
    const fetching = (options: string): string[] => {
      const rc = join(folder, 'rc');
      const box = join(folder, 'box');
      writeFileSync(rc, `poll 127.0.0.1 proto IMAP port ${server.ports.imap} user "${ALICE}" pass "${PASSWORD}" sslproto '' mda "sh -c 'cat >> ${box}'" ${options}\n`, { mode: 0o600 });
      return ['-f', rc, '--nosyslog', '--pidfile', join(folder, 'pid'), '-v', '-v'];
    };
    const environment = () => ({ HOME: folder, USER: 'root', LC_ALL: 'C' });
    const fetchmail = (options: string) => run(program('fetchmail'), fetching(options), { env: environment() });

    test('with keep, takes what is not read and leaves it, read; then there is nothing more', async () => {
      await deliver(server, ALICE, [{ subject: 'one' }, { subject: 'two' }, { subject: 'three', attachmentBytes: 100_000 }]);
      const first = await fetchmail('keep');
      expect(first.code, first.out.slice(-2000)).toBe(0);
      expect(taken()).toEqual(['one', 'two', 'three']);
      const box = readFileSync(join(folder, 'box'), 'utf8');
      expect(box).toMatch(/^\.dotted line\r?$/m);
      expect((await mailOf(server, ALICE))['Inbox']?.map(({ keywords }) => keywords)).toEqual([['$seen'], ['$seen'], ['$seen']]);
      expect((await fetchmail('keep')).code).toBe(1);
      expect(taken()).toHaveLength(3);
      expect(await expectAgreement(server, ALICE)).toBe(3);
    });

    test('without keep, takes everything from two folders and leaves them empty', async () => {
      await deliver(server, ALICE, Array.from({ length: 20 }, (_, i) => ({ subject: `n${i}` })));
      const inbox = (await mailOf(server, ALICE))['Inbox'] ?? [];
      expect(inbox).toHaveLength(20);
      const out = await fetchmail('folder "INBOX","Archive" fetchall nokeep expunge 7');
      expect(out.code, out.out.slice(-2000)).toBe(0);
      expect(taken().sort()).toEqual(Array.from({ length: 20 }, (_, i) => `n${i}`).sort());
      expect(await subjectsOf(server, ALICE)).toEqual({});
      expect(await expectAgreement(server, ALICE)).toBe(0);
    });

    test('with idle, takes what arrives as it arrives', async () => {
      await deliver(server, ALICE, [{ subject: 'there already' }]);
      const child = spawn(program('fetchmail'), fetching('keep idle'), { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment() } });
      let said = '';
      child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
      child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
      const ended = once(child, 'exit');
      try {
        await expect.poll(() => said, { interval: 20 }).toMatch(/IMAP> A\d+ IDLE/);
        expect(taken()).toEqual(['there already']);
        await deliver(server, ALICE, [{ subject: 'pushed' }]);
        await expect.poll(taken, { interval: 20 }).toEqual(['there already', 'pushed']);
        await expect.poll(() => said.match(/IMAP> A\d+ IDLE/g)?.length, { interval: 20 }).toBeGreaterThan(1);
      } finally {
        child.kill('SIGTERM');
        await ended;
      }
      expect(said).toMatch(/IMAP> DONE/);
      expect(await expectAgreement(server, ALICE)).toBe(2);
    });
  });
});
