/**
 * vitest's global set-up: one private MariaDB for the run, on a socket in a temporary folder, without network, under the tests' own user.
 *
 * It starts when the first test asks for it, at the door `wanted.sock` beside the server's own socket (`door.ts`).
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, openSync, closeSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { TestProject } from 'vitest/node';
import { findProgram } from '../../scripts/programs.mjs';
import { openDoor } from './door.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's socket; tests get a database on it by `tests/setup/databases.ts`, which starts the server. */
    mariadbSocket: string;
  }
}

/** A socket's path has room for 107 bytes. */
const longestFolder = 80;
const startTimeoutMs = 60_000;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = tmpdir().length > longestFolder ? '/tmp' : tmpdir();
  const folder = await mkdtemp(join(parent, 'messagerie-mariadb-'));
  const socket = join(folder, 'mariadb.sock');
  let server: Promise<ChildProcess> | undefined;
  const door = await openDoor(join(folder, 'wanted.sock'), async () => {
    server ??= start(folder, socket);
    await server;
    return '';
  });
  project.provide('mariadbSocket', socket);
  process.env.MESSAGERIE_TEST_MARIADB_SOCKET = socket;
  return async () => {
    door.close();
    await server?.then(stop, () => {});
    await rm(folder, { recursive: true, force: true });
  };
}

async function start(folder: string, socket: string): Promise<ChildProcess> {
  const mariadbd = findProgram('mariadbd');
  if (mariadbd === undefined) throw new Error('mariadbd is not installed');
  const data = join(folder, 'data');
  const log = join(folder, 'mariadb.log');
  const out = openSync(log, 'a');
  try {
    const common = ['--no-defaults', `--datadir=${data}`, ...(process.getuid?.() === 0 ? ['--user=root'] : [])];
    await makeSystemTables(mariadbd, folder, common, out);
    const options = [
      ...common,
      `--socket=${socket}`,
      `--pid-file=${join(folder, 'mariadb.pid')}`,
      `--tmpdir=${folder}`,
      '--skip-networking',
      '--skip-name-resolve',
      '--skip-log-bin',
      '--performance-schema=OFF',
      '--max-connections=500',
      '--character-set-server=utf8mb4',
      '--innodb-buffer-pool-size=128M',
      '--innodb-log-file-size=64M',
      // A commit reaches the system at once and the disk within a second: what these tests see is the same.
      '--innodb-flush-log-at-trx-commit=2',
      // Nothing of it outlives the run: no file is forced to the disk.
      '--innodb-flush-method=nosync',
      '--innodb-doublewrite=OFF',
    ];
    const server = spawn(...tiedToParent(mariadbd, options), { stdio: ['ignore', out, out] });
    try {
      await untilAnswering(server, socket);
    } catch (error) {
      server.kill('SIGKILL');
      throw error;
    }
    return server;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}; its log ends with: ${readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join(' | ')}`);
  } finally {
    closeSync(out);
  }
}

async function makeSystemTables(mariadbd: string, folder: string, common: string[], out: number): Promise<void> {
  const installer = findProgram('mariadb-install-db') ?? join(dirname(dirname(mariadbd)), 'scripts/mariadb-install-db');
  if (!existsSync(installer)) throw new Error('mariadb-install-db is not installed');
  const options = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve', '--innodb-log-file-size=4M', `--tmpdir=${folder}`];
  const child = spawn(installer, [...common, ...options], { stdio: ['ignore', out, out] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`mariadb-install-db ended with ${code}`);
}

/** Where setpriv is there (Linux), the server dies with the tests even if these are killed. */
function tiedToParent(command: string, args: string[]): [string, string[]] {
  const setpriv = findProgram('setpriv');
  if (setpriv === undefined || spawnSync(setpriv, ['--pdeathsig', 'KILL', 'true']).status !== 0) return [command, args];
  return [setpriv, ['--pdeathsig', 'KILL', command, ...args]];
}

async function untilAnswering(server: ChildProcess, socket: string): Promise<void> {
  const giveUpAt = Date.now() + startTimeoutMs;
  for (;;) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error('mariadbd ended at once');
    try {
      const connection = await createConnection({ socketPath: socket, user: 'root' });
      await connection.end();
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw new Error('mariadbd did not answer', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL'); // nothing of it is kept
  await ended;
}
