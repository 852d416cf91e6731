import { afterEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { LmtpClient } from '../setup/lmtp.ts';
import { ServerProcess } from '../setup/process.ts';

const ROUNDS = 20;
const CONNECTIONS = 8;
const ADDRESS = 'alice@example.com';
const PASSWORD = 'correct horse';

eachDatabase((_name, makeUrl) => {
  let server: ServerProcess | undefined;
  afterEach(async () => {
    await server?.remove();
    server = undefined;
  });

  test('kill -9 under delivery load, twenty times: what was acknowledged is there, once, and verify finds nothing', async () => {
    server = new ServerProcess(await makeUrl());
    await server.configure();
    await server.start();
    await server.command(['user', 'add', ADDRESS, '--name', 'Alice', '--password-stdin'], PASSWORD);
    const acknowledged: string[] = [];
    let number = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { ports } = server;
      const lifeMs = 30 + Math.random() * 300;
      const before = acknowledged.length;
      const clients = Array.from({ length: CONNECTIONS }, () => new LmtpClient(ports.lmtp));
      const load = Promise.all(clients.map(async (client) => {
        for (let first = true; ; first = false) {
          const id = `crash-${round}-${number++}@test.example`;
          const message = `Message-ID: <${id}>\r\nFrom: sender@remote.example\r\nSubject: ${id}\r\n\r\n${'text '.repeat(Math.floor(Math.random() * 2000))}`;
          const done = await (first ? client.deliver(ADDRESS, message) : client.again(ADDRESS, message));
          if (!done) return;
          acknowledged.push(id);
        }
      }));
      // Every other time the end may come before anything was acknowledged; else the first word of it is waited for, however slow the machine.
      while (round % 2 === 0 && acknowledged.length === before) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, lifeMs));
      await server.end('SIGKILL');
      await load;
      await server.start();
    }
    const stored = await messageIds(server.ports.http);
    const counts = new Map<string, number>();
    for (const id of stored) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect(acknowledged.length, 'the load delivered something').toBeGreaterThanOrEqual(ROUNDS / 2);
    expect(acknowledged.filter((id) => counts.get(id) !== 1), 'acknowledged and not there exactly once').toEqual([]);
    expect([...counts.values()].filter((count) => count > 1), 'there more than once').toEqual([]);
    const report = JSON.parse(await server.command(['verify', '--json'])) as { differences: unknown[]; emails: number };
    expect(report.differences).toEqual([]);
    expect(report.emails).toBe(stored.length);
    await server.end('SIGTERM');
  }, 600_000);
});

/** Message-IDs of everything in the account, read through JMAP. */
async function messageIds(port: number): Promise<string[]> {
  const authorization = `Basic ${Buffer.from(`${ADDRESS}:${PASSWORD}`).toString('base64')}`;
  const base = `http://127.0.0.1:${port}`;
  const session = (await (await fetch(`${base}/jmap/session`, { headers: { authorization } })).json()) as { primaryAccounts: Record<string, string> };
  const accountId = session.primaryAccounts['urn:ietf:params:jmap:mail'];
  const found: string[] = [];
  for (let position = 0; ; ) {
    const body = {
      using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'],
      methodCalls: [
        ['Email/query', { accountId, position, limit: 500, sort: [{ property: 'receivedAt', isAscending: true }] }, 'q'],
        ['Email/get', { accountId, properties: ['messageId'], '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' } }, 'g'],
      ],
    };
    const answer = (await (await fetch(`${base}/jmap/api`, {
      method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body),
    })).json()) as { methodResponses: [string, { list: { messageId: string[] }[] }, string][] };
    const list = answer.methodResponses[1]?.[1].list ?? [];
    found.push(...list.map((email) => email.messageId[0] ?? ''));
    if (list.length < 500) return found;
    position += list.length;
  }
}
