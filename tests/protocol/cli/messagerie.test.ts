import { statSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createAccessService } from '../../../api/access/index.ts';
import { inProcessConsole } from '../../../api/admin/in-process.ts';
import { openAdminSocket } from '../../../api/admin/socket.ts';
import { CoreError } from '../../../api/client/errors.ts';
import type { QueueEntry, QueueService, RestServices } from '../../../api/rest/index.ts';
import type { LoadServer } from '../../../cli/connect.ts';
import { newestAudit } from '../../../db/repositories/audit.ts';
import { eachDatabase, freshDatabase } from '../../setup/databases.ts';
import { startTestServer } from '../../setup/server.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { commandIn } from './running-cli.ts';

const noServer: LoadServer = async () => ({ openInProcess: async () => null, serve: async () => 0 });

function queueOf(entries: Map<string, QueueEntry>): QueueService {
  const need = (id: string): QueueEntry => {
    const entry = entries.get(id);
    if (!entry) throw new CoreError('notFound', `There is no entry ${id}.`);
    return entry;
  };
  return {
    list: async () => ({ items: [...entries.values()], next: null }),
    get: async (id) => need(id),
    retry: async (id) => need(id),
    cancel: async (id) => {
      need(id);
      entries.delete(id);
    },
  };
}

const entry: QueueEntry = {
  id: 'q1', accountId: null, submissionId: null, status: 'waiting', sender: 'ali@example.org', size: 2048, createdAt: '2026-01-01T00:00:00Z',
  nextAttemptAt: '2026-01-01T01:00:00Z', expiresAt: '2026-01-06T00:00:00Z',
  recipients: [{ address: 'bob@elsewhere.example', status: 'waiting', attempts: 2, lastAttemptAt: null, lastReply: '451 later \u001b[31m' }],
};

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  async function setUp(transport: 'socket' | 'in process') {
    const opened = await opener.open();
    const access = createAccessService(opened.core);
    opener.onClose(() => access.close());
    const services: RestServices = {
      core: opened.core,
      access,
      queue: queueOf(new Map([[entry.id, entry]])),
      verify: {
        verify: async ({ accountId }) => ({
          startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:01Z', accounts: 1, emails: 2, blobs: 3,
          differences: accountId === undefined ? [] : [{ kind: 'counter', accountId: 'a1', object: 'f1', expected: '2', found: '3' }],
        }),
      },
    };
    let load = noServer;
    if (transport === 'socket') {
      const socket = await openAdminSocket(services, opened.dataFolder);
      opener.onClose(() => socket.close());
    } else {
      load = async () => ({ openInProcess: async () => inProcessConsole(services, async () => undefined), serve: async () => 0 });
    }
    const command = await commandIn(opened.dataFolder, load);
    opener.onClose(command.remove);
    return { ...opened, ...command, services };
  }

  test.each(['socket', 'in process'] as const)('contract, Commands: people, domains and aliases are made, listed, shown, changed and deleted (%s)', async (transport) => {
    const { messagerie, core } = await setUp(transport);
    const refused = await messagerie(['user', 'add', 'ali@example.org', '--name', 'Ali']);
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toContain('messagerie domain add example.org');
    expect((await messagerie(['domain', 'add', 'Example.ORG'])).out).toBe('Mail for example.org is received.\n');
    const added = await messagerie(['user', 'add', 'Ali@example.org', '--name', 'Ali', '--quota', '2G', '--password-stdin', '--json'], 'a long pass phrase\n');
    expect(added.json()).toMatchObject({ address: 'ali@example.org', name: 'Ali', language: 'en', quotaBytes: 2 * 1024 ** 3, administrator: false });
    expect((await messagerie(['user', 'add', 'ali@example.org', '--name', 'Ali', '--json'])).err).toContain('"alreadyExists"');
    expect((await messagerie(['user', 'list'])).out).toMatch(/^ADDRESS +NAME +LANGUAGE +USED +QUOTA\nali@example\.org +Ali +en +0 B +2\.0 GiB\n$/);
    expect((await messagerie(['user', 'set', 'ali@example.org', '--name', 'Ali Ben', '--language', 'ar', '--administrator', '--json'])).json()).toMatchObject({
      name: 'Ali Ben', language: 'ar', administrator: true, disabled: false,
    });
    expect((await messagerie(['user', 'set', 'ali@example.org', '--quota-messages', '100000', '--json'])).json()).toMatchObject({ quotaMessages: 100_000, usedMessages: 0, quotaBytes: 2 * 1024 ** 3 });
    expect((await messagerie(['user', 'show', 'ali@example.org'])).out).toMatch(/^most messages +100000$/m);
    expect((await messagerie(['user', 'set', 'ali@example.org', '--quota-messages', 'many'])).err).toContain('Write a number, for example 100000, or none.');
    expect((await messagerie(['user', 'set', 'ali@example.org', '--quota-messages', 'none', '--json'])).json()).toMatchObject({ quotaMessages: null });
    expect((await messagerie(['user', 'set', 'ali@example.org', '--quota', 'none', '--json'])).json()).toMatchObject({ quotaBytes: null });
    expect((await messagerie(['user', 'set', 'ali@example.org', '--sent-copy', 'off', '--json'])).json()).toMatchObject({ sentCopy: false });
    expect((await messagerie(['user', 'show', 'ali@example.org'])).out).toMatch(/^sent copy +off$/m);
    expect((await messagerie(['user', 'show', 'ali@example.org'])).out).toMatch(/^POP3 deletes +trash$/m);
    expect((await messagerie(['user', 'set', 'ali@example.org', '--pop3-deletions', 'keep', '--json'])).json()).toMatchObject({ pop3Deletions: 'keep' });
    expect((await messagerie(['user', 'set', 'ali@example.org', '--capabilities-off', 'QRESYNC, IDLE,IDLE', '--json'])).json()).toMatchObject({ capabilitiesOff: ['QRESYNC', 'IDLE'] });
    expect((await messagerie(['user', 'show', 'ali@example.org'])).out).toMatch(/^left out +QRESYNC, IDLE$/m);
    expect((await messagerie(['user', 'set', 'ali@example.org', '--capabilities-off', 'STARTTLS'])).err).toContain('must be one of "IMAP4rev2", ');
    expect((await messagerie(['user', 'set', 'ali@example.org', '--capabilities-off', 'none', '--json'])).json()).toMatchObject({ capabilitiesOff: [] });
    expect((await messagerie(['user', 'passwd', 'ali@example.org', '--password-stdin'], 'another pass phrase')).code).toBe(0);
    expect((await messagerie(['user', 'show', 'ali@example.org'])).out).toContain('administrator  yes');
    expect((await messagerie(['alias', 'add', 'sales@example.org', 'ali@example.org', 'bob@elsewhere.example'])).code).toBe(0);
    expect((await messagerie(['alias', 'list', '--json'])).json()).toMatchObject([{ address: 'sales@example.org', targets: ['ali@example.org', 'bob@elsewhere.example'] }]);
    expect((await messagerie(['alias', 'set', 'sales@example.org', 'ali@example.org', '--json'])).json()).toMatchObject({ targets: ['ali@example.org'] });
    expect((await messagerie(['domain', 'set', 'example.org', '--catch-all', 'ali@example.org', '--json'])).json()).toMatchObject({ catchAll: 'ali@example.org' });
    expect((await messagerie(['domain', 'set', 'example.org', '--no-catch-all', '--json'])).json()).toMatchObject({ catchAll: null });
    const inUse = await messagerie(['domain', 'delete', 'example.org']);
    expect([inUse.code, inUse.err]).toEqual([1, 'messagerie: example.org still has 1 account and 1 alias; delete them first.\n']);
    expect((await messagerie(['domain', 'delete', 'example.org', '--json'])).err).toContain('"inUse"');
    expect((await messagerie(['alias', 'delete', 'sales@example.org'])).code).toBe(0);
    expect((await messagerie(['user', 'delete', 'ali@example.org'])).code).toBe(0);
    expect((await messagerie(['domain', 'delete', 'example.org', '--json'])).json()).toEqual({ deleted: 'example.org' });
    expect((await messagerie(['domain', 'list'])).out).toContain('There are no domains.');
    const rows = await core.db.read((read) => newestAudit(read, 50));
    expect(new Set(rows.map((row) => `${row.actor} ${row.protocol}`))).toEqual(new Set(['console console']));
  });

  test('tokens of a person are made at the console, shown once, listed without secret, and sign in with their scope', async () => {
    const { messagerie, services } = await setUp('socket');
    await messagerie(['domain', 'add', 'example.org']);
    await messagerie(['user', 'add', 'ali@example.org', '--name', 'Ali']);
    const refused = await messagerie(['token', 'create', 'ali@example.org', '--name', 'x', '--scope', 'admin']);
    expect([refused.code, refused.err]).toEqual([1, 'messagerie: The scope admin is for administrators.\n']);
    const secret = (await messagerie(['token', 'create', 'ali@example.org', '--name', 'script', '--scope', 'mail:read', '--scope', 'account', '--expires', '9999d'])).out.trim();
    const signed = await services.access.signIn({ token: secret }, { protocol: 'rest', remoteAddress: '127.0.0.1', tls: false });
    expect([...(signed.scopes ?? [])]).toEqual(['mail:read', 'account']);
    const listed = await messagerie(['token', 'list', 'ali@example.org', '--json']);
    expect(listed.out).not.toContain(secret);
    const [token] = listed.json<{ id: string; name: string }[]>();
    expect(token?.name).toBe('script');
    expect((await messagerie(['token', 'delete', 'ali@example.org', token?.id ?? ''])).code).toBe(0);
    expect((await messagerie(['token', 'list', 'ali@example.org'])).out).toBe('ali@example.org has no tokens.\n');
    expect((await messagerie(['token', 'list', 'nobody@example.org'])).code).toBe(1);
  });

  test('the queue is listed, shown without letting a reply steer the terminal, retried and cancelled; verify ends with 1 where it found something', async () => {
    const { messagerie } = await setUp('socket');
    await messagerie(['domain', 'add', 'example.org']);
    await messagerie(['user', 'add', 'ali@example.org', '--name', 'Ali']);
    expect((await messagerie(['queue', 'list', '--json'])).json()).toMatchObject([{ id: 'q1', status: 'waiting' }]);
    const shown = await messagerie(['queue', 'show', 'q1']);
    expect(shown.out).toContain('451 later');
    expect(shown.out).not.toContain('\u001b');
    expect((await messagerie(['queue', 'retry', 'q1'])).code).toBe(0);
    expect((await messagerie(['queue', 'cancel', 'q1', '--bounce'])).code).toBe(0);
    expect((await messagerie(['queue', 'list'])).out).toBe('The queue is empty.\n');
    expect((await messagerie(['queue', 'cancel', 'q1'])).code).toBe(1);
    const well = await messagerie(['verify']);
    expect([well.code, well.out]).toEqual([0, 'All is well: 1 account, 2 messages, 3 blobs.\n']);
    const broken = await messagerie(['verify', 'ali@example.org']);
    expect([broken.code, broken.out]).toEqual([1, 'counter  a1  f1  expected 2, found 3\n1 difference in 1 account, 2 messages, 3 blobs.\n']);
  });

  test('the socket is for its owner alone; where the path is too long it lies in the runtime folder', async () => {
    const { dataFolder, services } = await setUp('socket');
    expect(statSync(join(dataFolder, 'admin.sock')).mode & 0o777).toBe(0o600);
    const deep = join(dataFolder, 'd'.repeat(90));
    await mkdir(deep);
    const socket = await openAdminSocket(services, deep);
    opener.onClose(() => socket.close());
    expect((await readFile(join(deep, 'admin.path'), 'utf8')).trim()).toBe(socket.path);
    expect(Buffer.byteLength(socket.path)).toBeLessThanOrEqual(100);
    expect((await stat(socket.path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(socket.path))).mode & 0o777).toBe(0o700);
    const { messagerie, remove } = await commandIn(deep, noServer);
    opener.onClose(remove);
    expect((await messagerie(['domain', 'list'])).code).toBe(0);
  });
});

test('exit codes: 2 for the command line, 78 for the configuration, 69 where nothing can be reached; --json says so as JSON', async () => {
  const { messagerie, configFile, remove } = await commandIn('/nonexistent/data', async () => {
    throw new CoreError('unavailable', 'not here');
  });
  expect((await messagerie(['user', 'add', 'ali@example.org'])).code).toBe(2);
  expect((await messagerie(['usr', 'list'])).err).toContain('Did you mean user?');
  expect((await messagerie(['user', 'set', 'ali@example.org'])).code).toBe(2);
  expect((await messagerie(['user', 'set', 'ali@example.org', '--quota', 'much'])).code).toBe(2);
  expect((await messagerie(['user', 'list'])).code).toBe(69);
  expect(JSON.parse((await messagerie(['--json', 'user', 'list'])).err)).toEqual({ code: 'unavailable', message: 'not here' });
  expect((await messagerie(['--version'])).out).toBe('1.2.3\n');
  expect((await messagerie(['user', 'add', '--help'])).out).toContain('--password-stdin');
  await writeFile(configFile, 'dat: x\n');
  const wrong = await messagerie(['user', 'list']);
  expect([wrong.code, wrong.err]).toEqual([78, expect.stringContaining('messagerie.yaml:1')]);
  await remove();
});

test('where another process holds the lock, socket and lock are tried again, and the socket that comes up is used', async () => {
  let asked = 0;
  const { connect } = await import('../../../cli/connect.ts');
  const { loadConfig } = await import('../../../config.ts');
  const config = loadConfig({ env: { MESSAGERIE_DATA: '/nonexistent/data' }, cwd: '/nonexistent', systemFile: '/nonexistent/x' });
  const held: LoadServer = async () => ({
    openInProcess: async () => {
      asked += 1;
      return asked < 3 ? null : { request: async () => ({ status: 200, body: {} }), close: async () => undefined };
    },
    serve: async () => 0,
  });
  expect(await connect(config, held)).toMatchObject({ isServer: false });
  expect(asked).toBe(3);
  await expect(connect(config, noServer, 150)).rejects.toMatchObject({ exitCode: 69 });
});

test('doctor: each thing looked at says how it is and how to mend it', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const off = ['https', 'smtp', 'submission', 'submissions', 'lmtp', 'imap', 'imaps', 'pop3', 'pop3s'].map((name) => `  ${name}: false`).join('\n');
  const { messagerie, remove } = await commandIn('/nonexistent/data', noServerAtOnce, `listeners:\n  http: { address: 127.0.0.1, port: ${port} }\n${off}\nsmarthost: { host: 127.0.0.1, port: ${port}, tls: none }\n`);
  const { code, json } = await messagerie(['doctor', '--json']);
  const results = json<{ name: string; status: string; detail: string; mend?: string }[]>();
  taken.close();
  await remove();
  expect(code).toBe(1);
  expect(results.find((one) => one.name === 'port http')).toMatchObject({ status: 'failed', mend: expect.stringContaining('listeners.http.port') });
  expect(results.find((one) => one.name === 'data folder')).toMatchObject({ status: 'failed', mend: expect.stringContaining('MESSAGERIE_DATA') });
  expect(results.find((one) => one.name === 'smarthost')).toMatchObject({ status: 'ok' });
  expect(results.find((one) => one.name === 'node')).toMatchObject({ status: 'ok' });
  for (const one of results) if (one.status !== 'ok') expect(one.mend).toBeTruthy();
});

test('doctor: a server that was started with another portOffset is looked for where it listens, and the difference is told', async () => {
  const running = await startTestServer(() => freshDatabase('sqlite'));
  // What this configuration says is somebody else's port.
  const { messagerie, remove } = await commandIn(running.config.data, noServerAtOnce, 'portOffset: 41000\nlisteners: {http: {port: 1}, pop3s: false}\n');
  const ports = async () => (await messagerie(['doctor', '--json'])).json<{ name: string; status: string; detail: string }[]>().filter(({ name }) => /^(port|listeners)/.test(name));
  const results = await ports();
  expect(results.find(({ name }) => name === 'ports')).toMatchObject({ status: 'ok', detail: expect.stringMatching(new RegExp(`\\b${running.ports.imap}\\b.* answer$`)) });
  expect(results.find(({ name }) => name === 'listeners')).toMatchObject({ status: 'warning', detail: expect.stringContaining(`imap on ${running.ports.imap} and not on 41143`) });
  expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  await running.stop();
  await remove();
});

const noServerAtOnce: LoadServer = async () => {
  throw new CoreError('unavailable', 'not here');
};
