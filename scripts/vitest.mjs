// Runs vitest and makes the counts the last line, whatever vitest itself still has to say.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './prepare.mjs';
import { closingLine } from './reporter.mjs';

/**
 * @param {string[]} args for `vitest run`
 * @returns {Promise<number>} the exit code
 */
export async function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-'));
  const countsFile = join(folder, 'counts.json');
  try {
    // Whatever the tests leave behind, also when they are killed, is in one folder and goes with it.
    const env = { MESSAGERIE_TEST_COUNTS: countsFile, TMPDIR: folder };
    const code = await run([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args], env);
    const counts = readCounts(countsFile);
    const verdict = judge(counts, code, args);
    if (verdict.reason) console.log(verdict.reason);
    console.log(closingLine(verdict.counts));
    return verdict.code;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @typedef {import('./reporter.mjs').Counts} Counts
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
  const chosenByName = args.some((arg) => /^(-t|--testNamePattern)/.test(arg));
  if (ci && counts.skipped > 0 && !chosenByName) return { code: 1, counts, reason: 'With CI=true no test may be skipped.' };
  return { code: 0, counts };
}

export function isCi() {
  return /^(1|true)$/i.test(process.env.CI ?? '');
}

/** @returns {Counts | undefined} */
function readCounts(/** @type {string} */ file) {
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
