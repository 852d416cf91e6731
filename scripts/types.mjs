#!/usr/bin/env node
// `npm run types`: the compiler over every project, each with its own record of what was checked.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './prepare.mjs';

/** Record → project file. The browser's and the worker's globals are no part of the server's. */
const projects = {
  types: 'tsconfig.json',
  'types-web': 'web/tsconfig.json',
  'types-worker': 'web/tsconfig.worker.json',
  'types-browser': 'tests/browser/tsconfig.json',
};

const failed = Object.entries(projects).filter(([record, project]) => {
  const options = ['-p', project, '--noEmit', '--incremental', '--tsBuildInfoFile', join(root, `.cache/${record}.tsbuildinfo`)];
  return spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options], { cwd: root, stdio: 'inherit' }).status !== 0;
});
process.exitCode = failed.length > 0 ? 1 : 0;
