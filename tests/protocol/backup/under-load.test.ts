import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { acquireLock } from '../../../api/shared/lock.ts';
import type { LoadServer } from '../../../cli/connect.ts';
import { sql } from '../../../db/index.ts';
import * as server from '../../../server.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { LmtpClient } from '../../setup/lmtp.ts';
import { DOMAIN, startTestServer } from '../../setup/server.ts';
import { commandIn } from '../cli/running-cli.ts';
import { restore, stores } from './store.ts';

// Threads of a backup stand back behind everybody else: on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000 });

const load: LoadServer = async () => server;

eachDatabase((name, makeUrl) => {
  const { folder, open, place } = stores();

  test('design §12: taken under load, nothing that was acknowledged before its start is missing; restored elsewhere and across databases, verify finds nothing', async () => {
    const running = await startTestServer(makeUrl, { people: ['ali', 'bob', 'eve'] });
    const command = await commandIn(running.config.data, load);
    try {
      const acknowledged: string[] = [];
      let going = true;
      let serial = 0;
      const wanted = { count: 60, reached: () => undefined as void };
      const enough = new Promise<void>((resolve) => (wanted.reached = resolve));
      const deliveries = ['ali', 'bob', 'eve', 'ali'].map(async (local, connection) => {
        const client = new LmtpClient(running.ports.lmtp);
        for (let first = true; going; first = false) {
          const id = `load-${connection}-${serial++}@remote.example`;
          const message = `Message-ID: <${id}>\r\nSubject: load\r\nFrom: x@remote.example\r\n\r\n${'line\r\n'.repeat(serial % 400)}`;
          const taken = first ? await client.deliver(`${local}@${DOMAIN}`, message) : await client.again(`${local}@${DOMAIN}`, message);
          if (!taken) throw new Error('a delivery was refused');
          acknowledged.push(id);
          if (acknowledged.length >= wanted.count) wanted.reached();
        }
        client.close();
      });
      await enough;
      const before = [...acknowledged];
      const backup = join(await folder(), 'backup');
      const made = await command.messagerie(['backup', backup, '--json']);
      expect([made.code, made.err]).toEqual([0, '']);
      going = false;
      await Promise.all(deliveries);
      expect(acknowledged.length).toBeGreaterThan(before.length);

      const target = await place(name === 'sqlite' ? 'mariadb' : 'sqlite', 'segments');
      await restore(target, backup);
      const restored = await open(target);
      const found = new Set<string>();
      for (const { headers } of await restored.core.db.read((read) => read.all<{ headers: string }>(sql`SELECT headers FROM email_projection`))) {
        for (const [id] of headers.matchAll(/load-\d+-\d+@remote\.example/g)) found.add(id);
      }
      expect(before.filter((id) => !found.has(id))).toEqual([]);
      expect(found.size).toBe(made.json<{ emails: number }>().emails);
      expect(await restored.differences()).toEqual([]);
      // And the server that was backed up has come to no harm.
      expect((await running.running.open.rest.verify.verify({})).differences).toEqual([]);
    } finally {
      await command.remove();
      await running.stop();
    }
  });

  test('contract, Commands: backup and restore with a server and without one, JSON, progress and refusals', async () => {
    const running = await startTestServer(makeUrl, { people: ['ali'] });
    const command = await commandIn(running.config.data, load, `demo: false\ndatabase: {url: ${JSON.stringify(databaseUrl(running.config))}}\n`);
    const elsewhere = mkdtempSync(join(tmpdir(), 'messagerie-elsewhere-'));
    const other = await commandIn(join(elsewhere, 'data'), load, 'demo: false\n');
    let stopped = false;
    // As the server's process does.
    const lock = await acquireLock(running.config.data, 0);
    try {
      const client = new LmtpClient(running.ports.lmtp);
      expect(await client.deliver(`ali@${DOMAIN}`, 'Subject: one\r\n\r\n')).toBe(true);
      client.close();
      const backup = join(elsewhere, 'backup');
      const said = await command.messagerie(['backup', backup]);
      expect([said.code, said.err]).toEqual([0, expect.stringMatching(/^(Database|Messages) …\n/)]);
      expect(said.out).toMatch(/^Backed up to .*backup: taken \d{4}-.*, 1 account, 1 message, [\d.]+ KiB; \d+ B of messages copied, 0 B there already\.\n$/);
      expect((await command.messagerie(['backup', backup, '--check'])).out).toMatch(/^The backup is whole: taken .*, 1 account, 1 message/);
      expect((await command.messagerie(['restore', backup])).err).toMatch(/uses the data folder .* Stop the server first/);
      const day = new Date().toISOString().slice(0, 10);
      expect((await command.messagerie(['restore', backup, '--account', `ali@${DOMAIN}`])).out).toMatch(new RegExp(`^1 message \\(.*\\) of ali@.* are in the folder "Restored ${day}" of ali@`));
      const refused = await command.messagerie(['restore', backup, '--account', `nobody@${DOMAIN}`, '--json']);
      expect([refused.code, JSON.parse(refused.err)]).toMatchObject([1, { message: expect.stringContaining('nobody') }]);
      expect((await command.messagerie(['restore', backup, '--folder', 'INBOX'])).code).toBe(2);
      expect((await command.messagerie(['restore', backup, '--account', 'x@y.example', '--replace'])).code).toBe(2);
      expect((await command.messagerie(['backup', join(elsewhere, 'nothing'), '--check'])).err).toMatch(/There is no folder/);
      // Over HTTP no folder of this machine can be named, by nobody.
      await running.addUser('root', { administrator: true });
      const answer = await fetch(`${running.http}/api/v1/backups`, {
        method: 'POST', body: JSON.stringify({ folder: backup }),
        headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`root@${DOMAIN}:correct horse`).toString('base64')}` },
      });
      expect(answer.status).toBe(403);
      await running.running.stop();
      stopped = true;
      lock?.release();
      // Without a server: the same, by this process.
      expect((await command.messagerie(['backup', backup, '--json'])).json()).toMatchObject({ emails: 2, reusedBytes: expect.any(Number) });
      expect((await other.messagerie(['restore', backup, '--json'])).json()).toMatchObject({ emails: 2, accounts: 2, flaws: [], replaced: [] });
      expect((await other.messagerie(['user', 'list'])).out).toContain(`ali@${DOMAIN}`);
      expect((await other.messagerie(['verify'])).code).toBe(0);
      const again = await other.messagerie(['restore', backup]);
      expect([again.code, again.err]).toEqual([1, expect.stringContaining('Restore into an empty data folder, or with --replace')]);
      expect((await other.messagerie(['restore', backup, '--replace'])).out).toMatch(/^What was there is now .*\nRestored: taken /m);
      writeFileSync(join(backup, 'manifest.json'), '{}');
      const damaged = await other.messagerie(['backup', backup, '--check', '--json']);
      expect([damaged.code, JSON.parse(damaged.err)]).toMatchObject([1, { code: 'invalidArguments', message: expect.stringContaining('manifest.json is not what a backup writes') }]);
    } finally {
      await command.remove();
      await other.remove();
      rmSync(elsewhere, { recursive: true, force: true });
      if (!stopped) await running.running.stop();
      lock?.release();
      rmSync(running.folder, { recursive: true, force: true });
    }
  });
});

function databaseUrl(config: Awaited<ReturnType<typeof startTestServer>>['config']): string {
  const { database } = config;
  return database.kind === 'sqlite' ? `sqlite:${database.file}` : `mariadb://${database.user}@localhost/${database.database}?socketPath=${encodeURIComponent(database.socketPath ?? '')}`;
}
