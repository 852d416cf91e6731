// Runs vitest and makes the counts the last line, whatever vitest itself still has to say.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './prepare.mjs';
import { closingLine } from './reporter.mjs';

/** Suites that drive programs of others, which a machine that is busy with three of them at once can keep waiting for longer than a person would be. */
const drivesPrograms = /^tests\/(browser|clients)\//;
/** More is no accident. */
const mostAgain = 6;

/**
 * @param {string[]} args for `vitest run`
 * @returns {Promise<number>} the exit code
 */
export async function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-'));
  try {
    const first = await runOnce(args, folder);
    const again = first.report && !isByName(args) ? toRunAgain(first.report) : [];
    let { report, code } = first;
    if (report && again.length > 0) {
      console.log(`Once more, one after the other: ${again.join(' ')}`);
      const second = await runOnce([...again, ...args.filter((arg) => arg.startsWith('--')), '--no-file-parallelism'], folder);
      const passed = second.report ? passedAgain(report, second.report, again) : [];
      for (const name of passed) console.log(`Failed beside others, and passed alone: ${name}`);
      report = second.report ? together(report, second.report, again) : report;
      if (report.counts.failed === 0) code = second.code;
    }
    const verdict = judge(report?.counts, code, args);
    if (verdict.reason) console.log(verdict.reason);
    console.log(closingLine(verdict.counts));
    return verdict.code;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @returns {Promise<{code: number, report: Report | undefined}>} */
async function runOnce(/** @type {string[]} */ args, /** @type {string} */ folder) {
  const reportFile = join(folder, 'report.json');
  rmSync(reportFile, { force: true });
  // Whatever the tests leave behind, also when they are killed, is in one folder and goes with it.
  const env = { MESSAGERIE_TEST_REPORT: reportFile, TMPDIR: folder };
  const code = await run([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args], env);
  return { code, report: readReport(reportFile) };
}

/**
 * Files that are to have the machine to themselves before their failures count: only where all that failed is among them.
 * @param {Report} report
 * @returns {string[]}
 */
export function toRunAgain({ counts, failed }) {
  const isAllThere = failed.reduce((sum, one) => sum + one.counts.failed, 0) === counts.failed;
  return isAllThere && failed.length <= mostAgain && failed.every(({ file }) => drivesPrograms.test(file)) ? failed.map(({ file }) => file) : [];
}

/**
 * The counts of both runs: of what ran twice those of the second.
 * @param {Report} first
 * @param {Report} second
 * @param {readonly string[]} again
 * @returns {Report}
 */
export function together(first, second, again) {
  const before = first.failed.filter(({ file }) => again.includes(file)).map(({ counts }) => counts);
  const sum = (/** @type {keyof Counts} */ key) => first.counts[key] - before.reduce((all, counts) => all + counts[key], 0) + second.counts[key];
  return { counts: { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }, failed: second.failed };
}

/** @returns {string[]} */
function passedAgain(/** @type {Report} */ first, /** @type {Report} */ second, /** @type {readonly string[]} */ again) {
  const still = new Set(second.failed.flatMap(({ file, tests }) => tests.map((name) => `${file} > ${name}`)));
  return first.failed.filter(({ file }) => again.includes(file)).flatMap(({ file, tests }) => tests.map((name) => `${file} > ${name}`).filter((name) => !still.has(name)));
}

/**
 * @typedef {import('./reporter.mjs').Counts} Counts
 * @typedef {import('./reporter.mjs').Report} Report
 * @param {Counts | undefined} counts absent where vitest ended before it could count
 * @param {number} code vitest's exit code
 * @param {string[]} args
 * @returns {{code: number, counts: Counts, reason?: string}}
 */
export function judge(counts, code, args, ci = isCi()) {
  if (!counts) return { code: code || 1, counts: { passed: 0, failed: 1, skipped: 0 }, reason: 'The run ended before it was counted.' };
  if (counts.failed > 0) return { code: code || 1, counts };
  // Something outside the tests went wrong (a global set-up, a coverage threshold): it counts, too.
  if (code !== 0) return { code, counts: { ...counts, failed: 1 }, reason: `vitest ended with exit code ${code}.` };
  if (ci && counts.skipped > 0 && !isByName(args)) return { code: 1, counts, reason: 'With CI=true no test may be skipped.' };
  return { code: 0, counts };
}

/** Tests are chosen by their names. */
const isByName = (/** @type {string[]} */ args) => args.some((arg) => /^(-t|--testNamePattern)/.test(arg));

export function isCi() {
  return /^(1|true)$/i.test(process.env.CI ?? '');
}

/** @returns {Report | undefined} */
function readReport(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns {Promise<number>} */
function run(/** @type {string[]} */ args, /** @type {Record<string, string>} */ env) {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // From a terminal the child has its own SIGINT already; vitest takes a second one as "now".
    process.on(signal, () => signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
