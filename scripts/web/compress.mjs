#!/usr/bin/env node
/**
 * Lays compressed twins beside the files of a built web client, so that the server compresses none of them:
 *
 *   node scripts/web/compress.mjs dist/web
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Fonts and pictures are compressed already. */
const worthIt = new Set(['.html', '.js', '.css', '.json', '.svg', '.webmanifest', '.txt', '.wasm', '.ico']);
/** A smaller file fits in the first packet as it is. */
const fromBytes = 512;

/**
 * Writes `FILE.br` and `FILE.gz` where they are smaller than the file, and removes those that are not.
 * @param {string} folder
 * @returns {{files: number, bytes: number, gzipBytes: number, brotliBytes: number}} sums over what is served
 */
export function compressFolder(folder) {
  const sums = { files: 0, bytes: 0, gzipBytes: 0, brotliBytes: 0 };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !worthIt.has(extname(file))) continue;
    const content = readFileSync(file);
    const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
    const gzip = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
    sums.files += 1;
    sums.bytes += content.length;
    sums.brotliBytes += keepIfSmaller(`${file}.br`, brotli, content);
    sums.gzipBytes += keepIfSmaller(`${file}.gz`, gzip, content);
  }
  return sums;
}

/** @returns {number} bytes that travel */
function keepIfSmaller(/** @type {string} */ file, /** @type {Buffer} */ compressed, /** @type {Buffer} */ content) {
  if (content.length < fromBytes || compressed.length >= content.length) {
    rmSync(file, { force: true });
    return content.length;
  }
  writeFileSync(file, compressed);
  return compressed.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? 'dist/web');
  const { files, bytes, gzipBytes, brotliBytes } = compressFolder(folder);
  console.log(`${files} files, ${bytes} bytes: ${gzipBytes} as gzip, ${brotliBytes} as brotli`);
}
