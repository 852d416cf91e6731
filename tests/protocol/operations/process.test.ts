import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../../setup/process.ts';

const server = fileURLToPath(new URL('../../../dist/server.js', import.meta.url));

let folder: string;
let file: string;
let imapPort: number;
let httpPort: number;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'messagerie-operations-'));
  file = join(folder, 'messagerie.yaml');
  imapPort = await freePort();
  httpPort = await freePort();
  configure('60s');
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

function configure(stopTimeout: string): void {
  const off = ['https', 'smtp', 'submission', 'submissions', 'lmtp', 'imaps', 'pop3', 'pop3s'].map((name) => `  ${name}: false\n`).join('');
  const listeners = `  http: {address: 127.0.0.1, port: ${httpPort}}\n  imap: {address: 127.0.0.1, port: ${imapPort}}\n${off}`;
  writeFileSync(file, `data: data\nlisteners:\n${listeners}limits: {stopTimeout: ${stopTimeout}}\n`);
}

/** A request that never ends: the server has begun to read it, so that its connection is not idle. */
async function holdConnection(): Promise<Socket> {
  const socket = connect(httpPort, '127.0.0.1');
  socket.on('error', () => undefined);
  // The answer to the first shows that the second, which came with it, has been seen.
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nHost: loc');
  await once(socket, 'data');
  return socket;
}

/** @returns the process, its end (exit code, output), and the moment at which its output holds a text */
function run(args: readonly string[]) {
  const child = spawn(process.execPath, [server, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece: Buffer) => {
      output += piece.toString();
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.includes(text)) resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`it ended without saying ${text}: ${output}`)));
    });
  return { child, ended, says };
}

test('contract, Commands: a second server on the same data folder says so and ends with 69', async () => {
  await run(['--config', file]).says('is running');
  const { code, output } = await run(['--config', file]).ended;
  expect(code).toBe(69);
  expect(output).toContain(`Another process uses the data folder ${join(folder, 'data')}`);
});

test('a slip on the command line starts nothing', async () => {
  for (const args of [['--config'], ['--confg', file], [file]]) expect((await run(args).ended).code).toBe(2);
});

test('contract, Configuration: what is wrong is named with file and line, and ends with 78', async () => {
  writeFileSync(file, 'data: data\ndomians: [example.org]\nportOffset: 99999\n');
  const { code, output } = await run(['--config', file]).ended;
  expect(code).toBe(78);
  expect(output).toMatch(/:2: domians: is not a key; did you mean domains\?/);
  expect(output).toMatch(/:3: portOffset: .*allowed: 0 to 50000/);
});

test('design §12: one wish to stop, told twice at once (npm repeats Ctrl-C), lets it finish; a later second one ends at once', async () => {
  const polite = run(['--config', file]);
  await polite.says('is running');
  polite.child.kill('SIGINT');
  polite.child.kill('SIGINT');
  expect((await polite.ended).code).toBe(0);

  const hurried = run(['--config', file]);
  await hurried.says('is running');
  const held = await holdConnection();
  hurried.child.kill('SIGTERM');
  await hurried.says('"stopping"');
  const again = setInterval(() => hurried.child.kill('SIGTERM'), 100);
  const { code, output } = await hurried.ended;
  clearInterval(again);
  held.destroy();
  expect([code, output.includes('told again')]).toEqual([1, true]);
});

test('design §12: what does not end by itself is cut after limits.stopTimeout', async () => {
  configure('1s');
  const running = run(['--config', file]);
  await running.says('is running');
  const held = await holdConnection();
  const began = performance.now();
  running.child.kill('SIGTERM');
  const { code } = await running.ended;
  held.destroy();
  expect(code).toBe(0);
  expect(performance.now() - began).toBeGreaterThan(900);
  expect(performance.now() - began).toBeLessThan(8000);
});

test('SIGHUP reads the certificate again and the server goes on', async () => {
  const running = run(['--config', file]);
  await running.says('is running');
  running.child.kill('SIGHUP');
  const session = connect(imapPort, '127.0.0.1');
  const [greeting] = (await once(session, 'data')) as [Buffer];
  expect(greeting.toString()).toMatch(/^\* OK/);
  session.destroy();
});
