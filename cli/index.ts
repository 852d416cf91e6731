#!/usr/bin/env node
/** The `messagerie` command (contract, Commands). */
import { existsSync, readFileSync } from 'node:fs';
import { processIo } from './io.ts';
import { run } from './program.ts';

/** The version stands in package.json, beside `cli/` in the sources and one folder above in `dist/`. */
function version(): string {
  const file = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  return file === undefined ? '0.0.0' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

process.exitCode = await run(process.argv.slice(2), processIo(), { version: version() });
