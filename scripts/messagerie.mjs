#!/usr/bin/env node
// The `messagerie` command in a clone (`npx messagerie …`). Nothing but the command itself is loaded: it has to answer at once.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const command = new URL('../dist/cli/index.js', import.meta.url);

if (existsSync(command)) {
  process.argv[1] = fileURLToPath(command);
  await import(command.href);
} else {
  process.stderr.write('Messagerie is not built yet: run `npm start` once.\n');
  process.exitCode = 69; // EX_UNAVAILABLE
}
