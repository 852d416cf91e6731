#!/usr/bin/env node
// `npm run bench`: builds the server and the benchmark (bench/index.ts), then runs it. Arguments go to the benchmark.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchBuild, orExit, PrepareError, prepare, root } from './prepare.mjs';

const bench = join(root, benchBuild.out, 'bench/index.js');

orExit(() => {
  prepare();
  prepare(benchBuild);
  if (!existsSync(bench)) throw new PrepareError('There is no benchmark: bench/index.ts is missing.');
});

process.argv[1] = bench;
await import(pathToFileURL(bench).href);
