#!/usr/bin/env node
// `npm run equality [-- --minutes 30] [-- --seed N]`: the equality test for longer than `npm test` gives it, half of the time on each database.
// `npm run equality -- --mutants [NAME …]`: rules broken on purpose in a copy of the sources, one after the other: each has to be found.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutants } from '../tests/equality/mutants.mjs';
import { orExit, prepare, root } from './prepare.mjs';
import { runVitest } from './vitest.mjs';

const SUITE = 'tests/equality/equality.test.ts';
/** How long one mutant may stay hidden. */
const MUTANT_MINUTES = 5;
/** What the suite needs of a clone; nothing built, and packages by a link. */
const COPIED = ['api', 'cli', 'config', 'config.ts', 'db', 'openapi', 'package.json', 'scripts', 'server', 'server.ts', 'shims', 'tests', 'tsconfig.json', 'vitest.config.ts'];

const args = process.argv.slice(2);
const minutes = option('--minutes');
const seed = option('--seed');
if (seed !== undefined) process.env.MESSAGERIE_TEST_SEED = seed;
else if (args[0] !== '--mutants') process.env.MESSAGERIE_TEST_SEED ??= String(Date.now() % 2_147_483_647);

orExit(() => prepare());
process.exitCode = args[0] === '--mutants' ? tryMutants(args.slice(1)) : await runLonger(Number(minutes ?? 10));

/** @returns {string | undefined} the value behind a name; both are taken out of the arguments */
function option(/** @type {string} */ name) {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  const [, value] = args.splice(at, 2);
  if (!/^\d+(\.\d+)?$/.test(value ?? '')) {
    console.error(`${name} wants a number, as in "npm run equality -- ${name} 30".`);
    process.exit(64);
  }
  return value;
}

async function runLonger(/** @type {number} */ wanted) {
  process.env.MESSAGERIE_TEST_EQUALITY_MS = String(Math.round((wanted * 60_000) / 2));
  return runVitest([SUITE, ...args]);
}

/** @returns {number} the exit code */
function tryMutants(/** @type {string[]} */ names) {
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length > 0) {
    console.error(`There is no mutant ${unknown.join(', ')}; there are ${mutants.map(({ name }) => name).join(', ')}.`);
    return 64;
  }
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-mutants-'));
  try {
    copySources(folder);
    const hidden = mutants.filter((mutant) => (names.length === 0 || names.includes(mutant.name)) && !isFound(folder, mutant));
    console.log(hidden.length === 0 ? 'Every mutant was found.' : `NOT FOUND: ${hidden.map(({ name }) => name).join(', ')}`);
    return hidden.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function copySources(/** @type {string} */ folder) {
  for (const name of COPIED) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
}

/** Runs the suite on the mutant until it fails or its time is over. */
function isFound(/** @type {string} */ folder, /** @type {import('../tests/equality/mutants.mjs').Mutant} */ { name, rule, file, search, replacement }) {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  const [before, after, ...more] = source.split(search);
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`${name}: what it replaces is not in ${file} exactly once`);
  writeFileSync(path, before + replacement + after);
  const begun = performance.now();
  // Nothing is made shorter: that it fails is enough.
  const env = { ...process.env, MESSAGERIE_TEST_EQUALITY_MS: String(MUTANT_MINUTES * 60_000), MESSAGERIE_TEST_SHRINK_MS: '0' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', SUITE, '-t', 'sqlite'], { cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 28 });
  writeFileSync(path, source);
  const output = `${stdout}${stderr}`;
  // A mutant on which the suite cannot even begin has not been found by it.
  const isByTest = status !== 0 && output.includes('after these steps:');
  const seconds = ((performance.now() - begun) / 1000).toFixed(0).padStart(4);
  console.log(`${isByTest ? 'found    ' : 'NOT FOUND'} ${seconds} s  ${name} (${rule})${isByTest ? `, ${symptom(output)}` : ''}`);
  if (!isByTest && status !== 0) console.error(output.slice(-5000));
  return isByTest;
}

/** What the suite said that it found, in one line, and with which seed. */
function symptom(/** @type {string} */ output) {
  const [before = '', ...rest] = output.split('after these steps:');
  const line = rest.join('').split('\n').find((each) => /^\s*(AssertionError|Error): /.test(each));
  return `${/MESSAGERIE_TEST_SEED=\d+/.exec(before)?.[0] ?? ''}: ${(line ?? '').trim().slice(0, 200)}`;
}
