import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** A process that we started and will end, by its id. */
export interface Started {
  readonly pid: number;
  readonly startedAt: number;
  /** Rejects when the process ends before `stop` was called; races against what waits for it. */
  readonly failure: Promise<never>;
  /** SIGTERM, then SIGKILL to it and its descendants after `graceMs`; waits for the end. */
  stop(graceMs?: number): Promise<void>;
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Standard output and error go here. */
  readonly logFile: string;
  /** For a program that, when it ends, signals its whole process group: it gets one of its own. */
  readonly ownGroup?: boolean;
}

const running = new Map<number, ChildProcess>();

/** Starts a program in the foreground. */
export async function startProcess(program: string, args: readonly string[], options: StartOptions): Promise<Started> {
  const log = openSync(options.logFile, 'a');
  const startedAt = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', log, log],
    env: options.env ?? process.env,
    detached: options.ownGroup ?? false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new Error(`${program} does not start: ${error.message}`)));
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} does not start`);
  running.set(pid, child);
  let stopping = false;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(pid);
      resolve();
    });
  });
  const failure = ended.then(() => {
    if (stopping) return new Promise<never>(() => {});
    throw new Error(`${program} ended by itself; its last words:\n${tail(options.logFile)}`);
  });
  failure.catch(() => {});
  return {
    pid,
    startedAt,
    failure,
    async stop(graceMs = 15_000) {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const family = descendants(pid);
      child.kill('SIGTERM');
      const timer = setTimeout(() => {
        for (const id of [pid, ...family]) signal(id, 'SIGKILL');
      }, graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Runs a program to its end. @returns its standard output; throws with its standard error when it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input, env, timeoutMs = 120_000 }: { input?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number } = {},
): Promise<string> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: env ?? process.env });
  if (child.pid !== undefined) running.set(child.pid, child);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdin.on('error', () => {}); // a program that ends without reading its input closes the pipe
  child.stdin.end(input ?? '');
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${errors.trim() || output.trim()}`);
    return output;
  } finally {
    clearTimeout(timer);
    if (child.pid !== undefined) running.delete(child.pid);
  }
}

/** For the process's last moment: tells everything we started to end, without waiting. */
export function endAll(name: NodeJS.Signals): void {
  for (const pid of running.keys()) signal(pid, name);
}

/** Ids of all processes below `pid`, from /proc. */
export function descendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(entry);
    if (parent === undefined) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(Number(entry));
    else children.set(parent, [Number(entry)]);
  }
  const found: number[] = [];
  for (const queue = [pid]; queue.length > 0; ) {
    const below = children.get(queue.pop() ?? 0) ?? [];
    found.push(...below);
    queue.push(...below);
  }
  return found;
}

function parentOf(entry: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // ended meanwhile
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ended meanwhile
  }
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '(none)';
  }
}
