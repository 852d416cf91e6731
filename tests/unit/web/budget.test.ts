/** What the built client costs before the first list is seen (`scripts/web/budget.mjs`). */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { budget, firstLoad } from '../../../scripts/web/budget.mjs';

const built = fileURLToPath(new URL('../../../dist/web', import.meta.url));

test('scripts and styles up to the first list stay within 200 KB, fonts within 95 KB', () => {
  expect(existsSync(built), 'node scripts/prepare.mjs builds the client').toBe(true);
  const { codeBytes, fontBytes, files } = firstLoad(built);
  expect(codeBytes, `the largest: ${files.slice(0, 8).map(({ file, bytes }) => `${file} ${bytes}`).join(', ')}`).toBeLessThanOrEqual(budget.codeBytes);
  expect(fontBytes).toBeLessThanOrEqual(budget.fontBytes);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'messagerie-budget-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function client(manifest: Readonly<Record<string, object>>, files: readonly string[]): void {
  mkdirSync(join(folder, '.vite'));
  writeFileSync(join(folder, '.vite/manifest.json'), JSON.stringify(manifest));
  for (const file of files) writeFileSync(join(folder, file), file);
}

test('what the first list and the sign-in page import is counted once, with their styles and one language; what comes later is not', () => {
  client(
    {
      '_client.js': { file: 'client.js', name: 'client', css: ['client.css'], imports: ['_react.js'], dynamicImports: ['settings.tsx'], assets: ['font.woff2'] },
      '_react.js': { file: 'react.js' },
      'app/sign-in/sign-in-page.tsx': { file: 'sign-in.js', imports: ['_react.js', '_client.js'] },
      'settings.tsx': { file: 'settings.js' },
      'text/fr/first.ts': { file: 'fr.js' },
      'text/ar/first.ts': { file: 'ar-longer.js' },
    },
    ['client.js', 'client.css', 'react.js', 'sign-in.js', 'settings.js', 'fr.js', 'ar-longer.js', 'font.woff2'],
  );
  const { files, fontBytes } = firstLoad(folder);
  expect(files.map(({ file }) => file).sort()).toEqual(['ar-longer.js', 'client.css', 'client.js', 'react.js', 'sign-in.js']);
  expect(fontBytes).toBe('font.woff2'.length);
});

test('a client whose parts are named otherwise is not measured as if it were small', () => {
  client({ '_client.js': { file: 'client.js', name: 'client' }, 'index.html': { file: 'index.js' } }, ['client.js', 'index.js']);
  expect(() => firstLoad(folder)).toThrow(/sign-in-page/);
  rmSync(join(folder, '.vite'), { recursive: true });
  client({ 'app/sign-in/sign-in-page.tsx': { file: 'sign-in.js' } }, ['sign-in.js']);
  expect(() => firstLoad(folder)).toThrow(/chunk client/);
});
