import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstAnswer, freeOffset } from '../ports.ts';
import { type Started, runProgram, startProcess } from '../processes.ts';
import type { Place, Ports, Running, Target } from '../target.ts';
import { type RunningMariadb, startMariadb } from './mariadb.ts';

/** Ports of all listeners without an offset: the ones we ask, and the ones that must be free as well. */
const standard = { lmtp: 24, smtp: 25, http: 80, pop3: 110, imap: 143, https: 443, imaps: 993 };
const others = [119, 389, 465, 563, 587, 636, 995, 4190];

export interface MessagerieOptions {
  /** The clone, built. */
  readonly root: string;
  readonly database: 'sqlite' | 'mariadb';
  readonly install: boolean;
}

/** Messagerie as `npm start` would run it, with its data in a folder of its own and on a free range of loopback ports. */
export function messagerie(options: MessagerieOptions): Target {
  return {
    name: 'Messagerie',
    version: async () => `${versionOf(options.root)} on ${options.database}`,
    start: (place) => start(options, place),
  };
}

async function start({ root, database, install }: MessagerieOptions, place: Place): Promise<Running> {
  const { folder, accounts } = place;
  const server = join(root, 'dist', 'server.js');
  const command = join(root, 'dist', 'cli', 'index.js');
  for (const file of [server, command]) if (!existsSync(file)) throw new Error(`${file} is missing: npm run build first`);
  mkdirSync(folder, { recursive: true });
  const offset = await freeOffset([...Object.values(standard), ...others]);
  const ports: Ports = {
    lmtp: offset + standard.lmtp,
    imap: offset + standard.imap,
    pop3: offset + standard.pop3,
    imaps: offset + standard.imaps,
    http: offset + standard.http,
  };
  const mariadb = database === 'mariadb' ? await startMariadb(folder, install) : undefined;
  let started: Started | undefined;
  const stop = async () => {
    await started?.stop();
    await mariadb?.stop();
  };
  try {
    const env = environment(folder, offset, mariadb);
    started = await startProcess(process.execPath, [server], { env, cwd: folder, logFile: join(folder, 'server.log') });
    const { startedAt, failure, pid } = started;
    const [imapAnswerMs, httpAnswerMs] = await Promise.race([
      Promise.all([
        firstAnswer(ports.imap, startedAt),
        firstAnswer(offset + standard.http, startedAt, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
        firstAnswer(ports.lmtp, startedAt),
        firstAnswer(ports.pop3, startedAt),
      ]),
      failure,
    ]);
    await Promise.race([createAccounts(command, env, place), failure]);
    const backup = async (into: string): Promise<number> => {
      const output = await runProgram(process.execPath, [command, 'backup', into, '--json'], { env, timeoutMs: 600_000 });
      return (JSON.parse(output) as { emails: number }).emails;
    };
    return { name: 'Messagerie', pid, ports, accounts, imapAnswerMs, httpAnswerMs, backup, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const listeners = ['http', 'https', 'smtp', 'submission', 'submissions', 'lmtp', 'imap', 'imaps', 'pop3', 'pop3s'];

/** Everything by a configuration file, so that this is no demonstration; the environment of the caller has no say. */
function environment(folder: string, offset: number, mariadb: RunningMariadb | undefined): NodeJS.ProcessEnv {
  const data = join(folder, 'data');
  const file = join(folder, 'messagerie.yaml');
  const lines = [`data: ${JSON.stringify(data)}`, 'demo: false', `portOffset: ${offset}`];
  // On loopback passwords may come without TLS, as to the peers.
  lines.push('listeners:', ...listeners.map((name) => `  ${name}: {address: 127.0.0.1}`));
  if (mariadb) lines.push('database:', `  url: ${JSON.stringify(mariadb.url)}`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('MESSAGERIE_'));
  return { ...Object.fromEntries(inherited), NODE_ENV: 'production', MESSAGERIE_CONFIG: file, MESSAGERIE_DATA: data };
}

/** Adds the domain and those accounts that are not there from an earlier start, by the command, two at a time. */
async function createAccounts(command: string, env: NodeJS.ProcessEnv, { folder, accounts }: Place): Promise<void> {
  const done = join(folder, 'accounts-created');
  if (existsSync(done)) return;
  const domains = new Set(accounts.map(({ address }) => address.slice(address.indexOf('@') + 1)));
  for (const domain of domains) await runProgram(process.execPath, [command, 'domain', 'add', domain], { env });
  const waiting = [...accounts];
  const work = async () => {
    for (let account = waiting.shift(); account; account = waiting.shift()) {
      const { address, password } = account;
      await runProgram(process.execPath, [command, 'user', 'add', address, '--name', `Bench ${address}`, '--password-stdin'], {
        env,
        input: `${password}\n`,
      });
    }
  };
  await Promise.all([work(), work()]);
  writeFileSync(done, '');
}

function versionOf(root: string): string {
  const text: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : 'unknown';
}
