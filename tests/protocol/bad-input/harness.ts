/** A whole server with two people, to be told nonsense; in the end it must live, hold nothing half done, and not have grown. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { JmapAccount } from '../../crash/jmap-account.ts';
import { LineClient, lmtpConnect, lmtpDeliver } from '../../crash/line-client.ts';
import type { MakeUrl } from '../../setup/databases.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../setup/server.ts';

export const ALICE = 'alice@example.com';
export const BOB = 'bob@example.com';

export interface Target {
  readonly server: TestServer;
  readonly alice: JmapAccount;
  readonly bob: JmapAccount;
  /** Delivers to Alice by LMTP. @returns the reply */
  deliver(message: string): Promise<string | null>;
  /** Alice's IMAP connection, with the inbox selected. */
  imap(): Promise<LineClient>;
  /** Alice's POP3 connection. */
  pop3(): Promise<LineClient>;
  /** fetch as Alice. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Every listener still answers. */
  lives(): Promise<void>;
  /** Stops after the look at what is left. */
  end(): Promise<void>;
}

export async function target(makeUrl: MakeUrl, limits: Readonly<Record<string, number | string>> = {}): Promise<Target> {
  const yaml = Object.keys(limits).length === 0 ? '' : `limits:\n${Object.entries(limits).map(([name, value]) => `  ${name}: ${value}`).join('\n')}`;
  const server = await startTestServer(makeUrl, { people: ['alice', 'bob'], yaml });
  const { ports } = server;
  const authorization = `Basic ${Buffer.from(`${ALICE}:${PASSWORD}`).toString('base64')}`;
  const imap = async (): Promise<LineClient> => {
    const client = new LineClient(ports.imap);
    await client.line();
    expect((await client.command('in', `LOGIN ${ALICE} "${PASSWORD}"`)).tagged).toMatch(/^OK/);
    expect((await client.command('se', 'SELECT INBOX')).tagged).toMatch(/^OK/);
    return client;
  };
  const pop3 = async (): Promise<LineClient> => {
    const client = new LineClient(ports.pop3);
    await client.line();
    client.send(`USER ${ALICE}\r\n`);
    await client.line();
    client.send(`PASS ${PASSWORD}\r\n`);
    expect(await client.line()).toMatch(/^\+OK/);
    return client;
  };
  const self: Target = {
    server, imap, pop3,
    alice: new JmapAccount(ports.http, ALICE, PASSWORD),
    bob: new JmapAccount(ports.http, BOB, PASSWORD),
    async deliver(message) {
      const client = await lmtpConnect(ports.lmtp);
      const reply = await lmtpDeliver(client, ALICE, message);
      client.close();
      return reply;
    },
    fetch: (path, { headers, ...init } = {}) => fetch(server.http + path, { ...init, headers: { authorization, ...(headers as Record<string, string>) } }),
    async lives() {
      for (const port of [ports.smtp, ports.submission, ports.lmtp]) {
        const client = new LineClient(port);
        expect(await client.reply()).toMatch(/^220/);
        expect(await client.reply(port === ports.lmtp ? 'LHLO x' : 'EHLO x')).toMatch(/^250/);
        client.close();
      }
      const mail = await imap();
      expect((await mail.command('a', 'NOOP')).tagged).toMatch(/^OK/);
      mail.close();
      const maildrop = await pop3();
      maildrop.send('QUIT\r\n');
      expect(await maildrop.line()).toMatch(/^\+OK/);
      maildrop.close();
      expect((await fetch(`${server.http}/readyz`)).status).toBe(200);
    },
    async end() {
      await self.lives();
      expect((await server.running.open.rest.verify.verify({})).differences, 'verify').toEqual([]);
      await server.stop();
    },
  };
  return self;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What this thread holds after a collection, in MiB; other suites run in other threads of the process, so its resident size says nothing. */
export function heldMiB(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 ** 2;
}
