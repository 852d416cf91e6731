#!/usr/bin/env node
// `npm start`: installs what is missing, builds what has changed, serves. Arguments go to the server (`npm start -- --config …`).
//
// The server runs in this process: signals, exit code and memory are its own, and a kill of this process leaves nothing behind.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { orExit, PrepareError, prepare, root } from './prepare.mjs';

const server = join(root, 'dist/server.js');

orExit(() => {
  prepare();
  if (!existsSync(server)) throw new PrepareError('The build has no server: server.ts is missing.');
});

process.env.NODE_ENV ??= 'production';
process.argv[1] = server;
await import(pathToFileURL(server).href);
