/** Camel, with which Evolution reads mail, driven from Python. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { needs } from '../setup/programs.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';
import { expectAgreement } from './agreement.ts';
import { deliver, mailOf, subjectsOf } from './mail.ts';

const ALICE = 'alice@example.com';
const story = fileURLToPath(new URL('python/camel-story.py', import.meta.url));

// The helper comes with the libraries that speak IMAP; the bindings are for the system's Python.
needs('camel-lock-helper-1.2')('Camel', () => {
  eachDatabase((_name, makeUrl) => {
    let server: TestServer | undefined;
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'camel-'));
    });
    afterEach(async () => {
      await server?.stop();
      server = undefined;
      rmSync(folder, { recursive: true, force: true });
    });

    test('reads, flags, moves, copies, deletes, stores a draft, and sees what arrives while it idles', async () => {
      server = await startTestServer(makeUrl, { people: ['alice'] });
      await deliver(server, ALICE, [{ subject: 'Réunion' }, { subject: 'مرحبا' }, { subject: 'with a file', attachmentBytes: 60_000 }, { subject: 'rest' }]);
      const child = spawn('/usr/bin/python3', [story, String(server.ports.imap), ALICE, PASSWORD, folder], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8' } });
      const ended = once(child, 'close') as Promise<[number]>;
      let said = '';
      child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
      child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
      await expect.poll(() => said.includes('watching') || child.exitCode !== null, { interval: 20 }).toBe(true);
      expect(said).toMatch(/^watching$/m);
      await deliver(server, ALICE, [{ subject: 'pushed' }]);
      child.stdin.end('go on\n');
      const [code] = await ended;
      expect(code, said).toBe(0);
      expect(await subjectsOf(server, ALICE)).toEqual({ Inbox: ['Réunion', 'مرحبا', 'pushed'], Archive: ['مرحبا'], 'Été مشاريع': ['with a file'], Drafts: ['À finir'] });
      const there = await mailOf(server, ALICE);
      expect(there['Inbox']?.map(({ keywords }) => keywords)).toEqual([['$flagged', '$seen'], ['$label1'], []]);
      expect(there['Drafts']?.[0]?.keywords).toEqual(['$draft', '$seen']);
      await expectAgreement(server, ALICE);
    });
  });
});
