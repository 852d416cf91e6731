#!/usr/bin/env node
/**
 * What a built web client costs before the first list is seen:
 *
 *   node scripts/web/budget.mjs [dist/web]
 *
 * Exits with 1 where it is more than allowed.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Bytes: scripts and styles compressed by gzip; fonts as they are. */
export const budget = { codeBytes: 200_000, fontBytes: 95_000 };

/** What is loaded from the address of the page to the list: the chunk of this name (`web/build/chunks.ts`), and a part of the client that is one of its own. */
const clientChunk = 'client';
const signInPage = 'app/sign-in/sign-in-page.tsx';

/**
 * Follows the imports of all that the sign-in page and the first list need, with one language, the largest.
 * @typedef {{file: string, name?: string, src?: string, imports?: string[], dynamicImports?: string[], css?: string[], assets?: string[]}} Chunk one of Vite's manifest
 * @param {string} folder a built client
 * @returns {{codeBytes: number, fontBytes: number, files: {file: string, bytes: number}[]}} sums, and what the code is made of, the largest first
 */
export function firstLoad(folder) {
  /** @type {Record<string, Chunk>} */
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));
  const files = new Set();
  const follow = (/** @type {string} */ key) => {
    const chunk = manifest[key];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const next of chunk.imports ?? []) follow(next);
  };
  const client = Object.keys(manifest).find((key) => manifest[key]?.name === clientChunk && manifest[key].file.endsWith('.js'));
  for (const [what, key] of [[`chunk ${clientChunk}`, client], [signInPage, signInPage]]) {
    if (key === undefined || !manifest[key]) throw new Error(`The manifest has no ${what}: what makes the first screen has changed.`);
    follow(key);
  }
  const measure = (/** @type {string} */ file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
  const languages = Object.keys(manifest).filter((key) => /^text\/\w+\/first\.ts$/.test(key));
  const largest = languages.map((key) => ({ key, bytes: measure(manifest[key]?.file ?? '') })).sort((a, b) => b.bytes - a.bytes)[0];
  if (!largest) throw new Error('The manifest names no language: where texts are has changed.');
  follow(largest.key);
  const code = [...files].map((file) => ({ file, bytes: measure(file) })).sort((a, b) => b.bytes - a.bytes);
  const fonts = new Set(Object.values(manifest).map(({ file }) => file).concat(Object.values(manifest).flatMap(({ assets }) => assets ?? [])).filter((file) => file.endsWith('.woff2')));
  const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, one) => total + one, 0);
  return {
    codeBytes: sum(code.map(({ bytes }) => bytes)),
    fontBytes: sum([...fonts].map((file) => readFileSync(join(folder, file)).length)),
    files: code,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { codeBytes, fontBytes, files } = firstLoad(resolve(process.argv[2] ?? 'dist/web'));
  for (const { file, bytes } of files) console.log(`${String(bytes).padStart(8)}  ${file}`);
  console.log(`${String(codeBytes).padStart(8)}  scripts and styles, of ${budget.codeBytes}`);
  console.log(`${String(fontBytes).padStart(8)}  fonts, of ${budget.fontBytes}`);
  process.exitCode = codeBytes > budget.codeBytes || fontBytes > budget.fontBytes ? 1 : 0;
}
