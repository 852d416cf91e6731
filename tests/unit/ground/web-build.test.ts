/** The web client's build beside the server's (`scripts/prepare.mjs`), in a clone of their own. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The compiler and the bundler run six times. */
const timeout = 120_000;
let clone: string;

beforeEach(async () => {
  clone = mkdtempSync(join(tmpdir(), 'messagerie-web-clone-'));
  for (const name of ['scripts', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) cpSync(join(root, name), join(clone, name), { recursive: true });
  mkdirSync(join(clone, 'node_modules'));
  for (const name of ['typescript', 'vite', '@types', 'undici-types']) symlinkSync(join(root, 'node_modules', name), join(clone, 'node_modules', name));
  const { installKey } = (await import(join(clone, 'scripts/prepare.mjs'))) as { installKey: () => string };
  put('node_modules/.messagerie-install', installKey());
  put('server.ts', 'export const answer = 1;\n');
  put('web/vite.config.ts', "import { fileURLToPath } from 'node:url';\nexport default { root: fileURLToPath(new URL('.', import.meta.url)) };\n");
  put('web/index.html', '<!doctype html><script type="module" src="/main.ts"></script>');
  put('web/main.ts', 'document.title = "first";\n');
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function put(path: string, content: string): void {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), content);
}
const prepare = (): void => void execFileSync(process.execPath, [join(clone, 'scripts/prepare.mjs')], { stdio: 'pipe' });
/** A folder that was swapped for a fresh one is another one. */
const folderOf = (path: string): number => statSync(join(clone, path)).ino;

test('a change of the server keeps the built client, a change of the client keeps the built server', { timeout }, () => {
  prepare();
  const [server, web] = [folderOf('dist'), folderOf('dist/web')];
  put('server.ts', 'export const answer = 2222;\n');
  prepare();
  expect(folderOf('dist')).not.toBe(server);
  expect(folderOf('dist/web')).toBe(web);
  const rebuilt = folderOf('dist');
  put('web/main.ts', 'document.title = "second";\n');
  prepare();
  expect(folderOf('dist')).toBe(rebuilt);
  expect(folderOf('dist/web')).not.toBe(web);
});

test('a client that does not build leaves the one before in its place, and says why', { timeout }, () => {
  prepare();
  const page = readFileSync(join(clone, 'dist/web/index.html'), 'utf8');
  put('web/main.ts', 'import "./nowhere.ts";\n');
  expect(prepare).toThrow(/nowhere/);
  expect(readFileSync(join(clone, 'dist/web/index.html'), 'utf8')).toBe(page);
});
