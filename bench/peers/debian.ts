import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from '../processes.ts';

/** A program of Debian's that the bench needs, and the packages that bring it with all it needs to run. */
export interface DebianProgram {
  readonly program: string;
  readonly packages: readonly string[];
  /** A path of its own, before PATH and the system folders. */
  readonly path?: string | undefined;
  /** Files besides the program that must be there. */
  readonly files?: readonly string[];
}

/** Full path of the program, or undefined when it or one of its files is missing. */
export function findProgram({ program, path, files = [] }: DebianProgram): string | undefined {
  if (!files.every(isReadable)) return undefined;
  if (path !== undefined) return path;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/libexec'];
  return folders.map((folder) => join(folder, program)).find((file) => isExecutable(file));
}

/**
 * The program's path. Where it is missing: installs its packages when allowed and root, else throws the sentence that
 * says what to install.
 */
export async function requireProgram(wanted: DebianProgram, install: boolean): Promise<string> {
  const found = findProgram(wanted);
  if (found !== undefined) return found;
  const command = `apt-get install -y --no-install-recommends ${wanted.packages.join(' ')}`;
  if (!install) throw new Error(`${wanted.program} is missing: run "${command}" as root, or npm run bench -- --install`);
  if (process.getuid?.() !== 0) throw new Error(`--install needs root; run as root: ${command}`);
  process.stderr.write(`installing: ${command}\n`);
  const [program = '', ...args] = command.split(' ');
  const allowServices = denyServices();
  try {
    await runProgram(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 600_000 });
  } finally {
    allowServices();
  }
  const installed = findProgram(wanted);
  if (installed === undefined) throw new Error(`${wanted.packages.join(', ')} installed, but ${wanted.program} is still missing`);
  return installed;
}

/** Debian's packages start their daemons and timers when they are installed, unless this file says no. One that is there stays. @returns takes it away again */
function denyServices(): () => void {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => {};
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return () => rmSync(policy, { force: true });
}

function isExecutable(file: string): boolean {
  return allows(file, constants.X_OK);
}

function isReadable(file: string): boolean {
  return allows(file, constants.F_OK);
}

function allows(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
