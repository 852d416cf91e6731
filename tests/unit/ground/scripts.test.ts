/** The scripts behind `npm start` and `npx messagerie`, in a clone of their own without packages from anywhere. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../scripts/lock.mjs';
import { checkNode } from '../../../scripts/prepare.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let clone: string;

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'messagerie-clone-'));
});
afterEach(() => rm(clone, { recursive: true }));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a script of the clone to its end. */
function run(script: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(clone, 'scripts', script), ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** A clone with our scripts and packages (nothing to install), and these sources. */
async function makeClone(files: Record<string, string>): Promise<void> {
  await cp(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) await cp(join(root, name), join(clone, name));
  await mkdir(join(clone, 'node_modules'));
  for (const name of ['typescript', 'better-sqlite3', 'bindings', 'file-uri-to-path', '@types', 'undici-types']) {
    await symlink(join(root, 'node_modules', name), join(clone, 'node_modules', name));
  }
  // The stamp of an installation that is up to date.
  const { installKey } = (await import(join(clone, 'scripts/prepare.mjs'))) as { installKey: () => string };
  await writeFile(join(clone, 'node_modules/.messagerie-install'), installKey());
  for (const [path, source] of Object.entries(files)) await put(path, source);
}

async function put(path: string, source: string): Promise<void> {
  await mkdir(join(clone, path, '..'), { recursive: true });
  await writeFile(join(clone, path), source);
}

test('the oldest Node.js is 20.19', () => {
  for (const version of ['18.20.0', '20.18.3', '16.0.0']) expect(() => checkNode(version)).toThrow(/needs Node.js 20.19 or newer/);
  for (const version of ['20.19.0', '20.20.1', '21.0.0', '22.1.0', '24.3.0', '30.0.0']) checkNode(version);
});

test('`npx messagerie` before the first build says what to type, and exits with 69', async () => {
  await cp(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true });
  const { code, stderr } = await run('messagerie.mjs', 'user', 'list');
  expect(code).toBe(69);
  expect(stderr).toBe('Messagerie is not built yet: run `npm start` once.\n');
});

test('`npx messagerie` runs the built command with its arguments', async () => {
  await cp(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true });
  await put('package.json', '{"type":"module"}');
  await put('dist/cli/index.js', 'console.log(process.argv.slice(2).join()); process.exitCode = 3;');
  expect(await run('messagerie.mjs', 'user', 'list')).toMatchObject({ code: 3, stdout: 'user,list\n' });
});

test('start builds once, serves, and builds again only what has changed', async () => {
  await makeClone({
    'server.ts': "import { greeting } from './api/greeting.ts';\nconsole.log(greeting, process.argv.slice(2).join());\nprocess.exitCode = 5;\n",
    'api/greeting.ts': "export const greeting: string = 'one';\n",
    'api/http/page.css': 'p { color: red }\n',
    'api/work.mjs': 'export const work = 1;\n',
  });
  expect(await run('start.mjs', '--port', '1')).toEqual({ code: 5, stdout: 'one --port,1\n', stderr: 'Building dist …\n' });
  expect(await readFile(join(clone, 'dist/api/http/page.css'), 'utf8')).toBe('p { color: red }\n');
  expect(await readFile(join(clone, 'dist/api/work.mjs'), 'utf8')).toContain('work = 1');

  expect((await run('start.mjs')).stderr).toBe('');

  await put('api/greeting.ts', "export const greeting: string = 'two';\n");
  await utimes(join(clone, 'api/greeting.ts'), 1, 1); // its size is the same: the time alone tells
  expect(await run('start.mjs')).toMatchObject({ stdout: 'two \n', stderr: 'Building dist …\n' });

  await put('api/greeting.ts', 'export const greeting: string = 2;\n');
  const broken = await run('start.mjs');
  expect(broken.code).toBe(1);
  expect(broken.stderr).toContain('api/greeting.ts(1,14)');
  expect(await readFile(join(clone, 'dist/api/greeting.js'), 'utf8')).toContain('two'); // the last good build stays
});

test('a start that is asked to stop passes the wish on and ends with the code of the server', async () => {
  await makeClone({
    'server.ts': "const t = setInterval(() => {}, 1000);\nprocess.on('SIGTERM', () => { clearInterval(t); process.exitCode = 9; });\nconsole.log('ready');\n",
  });
  const child = spawn(process.execPath, [join(clone, 'scripts/start.mjs')], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(createInterface(child.stdout), 'line');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([9, null]);
});

test('two at once build one after the other', async () => {
  await makeClone({ 'server.ts': "console.log('served');\n" });
  const both = await Promise.all([run('start.mjs'), run('start.mjs')]);
  for (const { code, stdout } of both) expect([code, stdout]).toEqual([0, 'served\n']);
  expect(both.filter(({ stderr }) => stderr.includes('Building'))).toHaveLength(1);
});

test('the lock of a process that died is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const file = join(clone, 'lock');
  await writeFile(file, String(child.pid));
  const seen: string[] = [];
  withLock(file, (line) => seen.push(line), () => seen.push('work'));
  expect(seen).toEqual(['work']);
});
