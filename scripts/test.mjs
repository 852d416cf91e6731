#!/usr/bin/env node
// `npm test`: installs what is missing, also the programs that the suites drive, builds, runs every suite.
// Arguments go to vitest: `npm test -- tests/protocol`, `npm test -- -t 'RFC 8621'`.
import { orExit, prepare } from './prepare.mjs';
import { installPrograms } from './programs.mjs';
import { runVitest } from './vitest.mjs';

orExit(() => prepare());
installPrograms();
process.exitCode = await runVitest(process.argv.slice(2));
