import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../api/shared/log.ts';
import { createAccount } from '../../api/people/accounts.ts';
import { createDomain } from '../../api/people/domains.ts';
import { type Config, type ListenerName, listenerNames, loadConfig } from '../../config.ts';
import { type RunningServer, startServer } from '../../server.ts';
import type { MakeUrl } from './databases.ts';
import { fillSchema } from './schema.ts';

/** A whole server in this process, on free ports, with a database and data folder of its own. */
export interface TestServer {
  readonly running: RunningServer;
  readonly config: Config;
  readonly folder: string;
  readonly ports: Readonly<Record<ListenerName, number>>;
  /** `http://127.0.0.1:PORT` */
  readonly http: string;
  /** {@link PASSWORD}, or what the demonstration gave this person. */
  passwordOf(address: string): string;
  /** Adds a person to example.com; the password is {@link PASSWORD} unless given. @returns the address */
  addUser(local: string, options?: { password?: string; language?: 'en' | 'fr' | 'ar'; quotaBytes?: number; administrator?: boolean; name?: string }): Promise<string>;
  /** Stops, and starts again on the same folder and database. */
  restart(): Promise<TestServer>;
  /** Stops and removes everything. */
  stop(): Promise<void>;
}

export const PASSWORD = 'correct horse';
export const DOMAIN = 'example.com';

export interface TestServerOptions {
  /** YAML lines added to the configuration, such as `smarthost: {host: 127.0.0.1, port: 2525, tls: none}`. */
  readonly yaml?: string;
  readonly people?: readonly string[];
}

/** Starts a server; with `people`, these exist in example.com. */
export async function startTestServer(makeUrl: MakeUrl, options: TestServerOptions = {}): Promise<TestServer> {
  const database = await makeUrl();
  await fillSchema(database.url);
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-server-'));
  const file = join(folder, 'messagerie.yaml');
  const listeners = listenerNames.map((name) => `  ${name}: {address: 127.0.0.1, port: 0}`).join('\n');
  writeFileSync(file, `data: ${join(folder, 'data')}\ndemo: false\ndatabase: {url: "${database.url}"}\nlisteners:\n${listeners}\n${options.yaml ?? ''}\n`);
  const config = loadConfig({ file, env: {}, systemFile: join(folder, 'none') });
  const server = await serve(config, folder, database.drop);
  await createDomain(server.running.open.core, { name: DOMAIN });
  for (const person of options.people ?? []) await server.addUser(person);
  return server;
}

/** Starts a server. @param folder goes with it at the end @param drop removes its database */
export async function serve(config: Config, folder: string, drop: () => Promise<void>): Promise<TestServer> {
  const running = await startServer(config, silentLog());
  const ports = Object.fromEntries(running.listening.bound.map((one) => [one.name, one.port])) as Record<ListenerName, number>;
  const { core } = running.open;
  const told = running.demonstration ? readPasswords(running.demonstration.accountsFile) : new Map<string, string>();
  return {
    running, config, folder, ports,
    http: `http://127.0.0.1:${ports.http}`,
    passwordOf: (address) => told.get(address) ?? PASSWORD,
    async addUser(local, { password = PASSWORD, language = 'en', quotaBytes, administrator = false, name } = {}) {
      const address = `${local}@${DOMAIN}`;
      await createAccount(core, { address, name: name ?? local, language, password, administrator, ...(quotaBytes === undefined ? {} : { quotaBytes }) });
      return address;
    },
    async restart() {
      await running.stop();
      return serve(config, folder, drop);
    },
    async stop() {
      await running.stop();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** From the file that the demonstration's people find theirs in: `address TAB password`, a line each. */
function readPasswords(file: string): Map<string, string> {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return new Map(lines.map((line) => line.split('\t') as [string, string]));
}
