import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:net';
import { runProgram, startProcess } from '../processes.ts';
import { type DebianProgram, findProgram, requireProgram } from './debian.ts';

/** A private MariaDB on a socket in `folder`, with durable settings. */
export interface RunningMariadb {
  /** For `database.url`. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts it; an existing folder is continued. */
export async function startMariadb(folder: string, install: boolean): Promise<RunningMariadb> {
  const wanted: DebianProgram = {
    program: 'mariadbd',
    packages: ['mariadb-server'],
    path: process.env['MESSAGERIE_TEST_MARIADBD'],
  };
  const program = await requireProgram(wanted, install);
  const files = join(folder, 'mariadb');
  const socket = join(folder, 'mariadb.sock');
  const user = userInfo().username;
  if (mkdirSync(files, { recursive: true }) !== undefined) {
    const installer = findProgram({ program: 'mariadb-install-db', packages: wanted.packages });
    if (installer === undefined) throw new Error('mariadb-install-db is missing: install mariadb-server');
    await runProgram(installer, [
      '--no-defaults',
      `--datadir=${files}`,
      `--user=${user}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ]);
  }
  const initFile = join(folder, 'mariadb-init.sql');
  writeFileSync(
    initFile,
    `CREATE DATABASE IF NOT EXISTS messagerie CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS 'messagerie'@'localhost' IDENTIFIED BY 'bench';
GRANT ALL ON messagerie.* TO 'messagerie'@'localhost';
`,
  );
  const { pid, failure, stop } = await startProcess(
    program,
    [
      '--no-defaults',
      `--datadir=${files}`,
      `--socket=${socket}`,
      `--user=${user}`,
      `--init-file=${initFile}`,
      '--skip-networking',
      '--innodb-flush-log-at-trx-commit=1',
      '--innodb-doublewrite=1',
      '--innodb-buffer-pool-size=512M',
      '--innodb-log-file-size=256M',
      '--max-connections=200',
    ],
    { logFile: join(folder, 'mariadb.log') },
  );
  try {
    await Promise.race([waitForSocket(socket), failure]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `mariadb://messagerie:bench@localhost/messagerie?socketPath=${encodeURIComponent(socket)}`, pid, stop };
}

async function waitForSocket(path: string): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; ) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(path);
      socket.once('data', () => {
        resolve(true);
        socket.destroy();
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await pause(50);
  }
  throw new Error('mariadbd does not answer after 60 s');
}
