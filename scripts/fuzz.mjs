#!/usr/bin/env node
// `npm run fuzz [-- SECONDS [vitest arguments]]`: the parsers' random tests for longer than `npm test` gives them (ten minutes each).
import { orExit, prepare } from './prepare.mjs';
import { runVitest } from './vitest.mjs';

const args = process.argv.slice(2);
const seconds = /^\d+$/.test(args[0] ?? '') ? args.shift() : '600';
process.env.FUZZ_SECONDS = seconds;

orExit(() => prepare());
process.exitCode = await runVitest(['tests/fuzz', `--testTimeout=${(Number(seconds) + 60) * 1000}`, ...args]);
