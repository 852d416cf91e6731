/** The closing line `N passed, N failed, N skipped`, and the exit code that goes with it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judge, together, toRunAgain } from '../../../scripts/vitest.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'messagerie-reporter-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs vitest with our reporter alone over these test files; returns the last line it prints. */
async function closingLineOf(files: Record<string, string>): Promise<string> {
  const run = await mkdtemp(join(folder, 'run-'));
  await mkdir(join(run, 't'));
  for (const [name, source] of Object.entries(files)) {
    await writeFile(join(run, 't', `${name}.test.mjs`), `import { test, describe, beforeAll } from 'vitest';\n${source}`);
  }
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', `--root=${run}`, `--reporter=${join(root, 'scripts/reporter.mjs')}`];
  const { MESSAGERIE_TEST_REPORT: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch((error: { stdout: string }) => error);
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

test('passed, failed and skipped tests are counted', async () => {
  const source = `
    test('a', () => {});
    test('b', () => {});
    test('c', () => { throw new Error('c'); });
    test.skip('d', () => {});
    describe.skip('e', () => { test('f', () => {}); test('g', () => {}); });`;
  expect(await closingLineOf({ a: source })).toBe('2 passed, 1 failed, 3 skipped');
});

test('a file that does not load is a failure', async () => {
  expect(await closingLineOf({ good: "test('a', () => {});", broken: "import './absent.mjs';" })).toBe('1 passed, 1 failed, 0 skipped');
});

test('a hook that fails is a failure, though no test has run', async () => {
  const line = await closingLineOf({ hook: "beforeAll(() => { throw new Error('no'); }); test('a', () => {});" });
  expect(line).toBe('0 passed, 1 failed, 1 skipped');
});

test('an error outside of the tests is a failure', async () => {
  const line = await closingLineOf({ late: "test('a', async () => { Promise.reject(new Error('late')); await new Promise((r) => setImmediate(r)); });" });
  expect(line).toBe('1 passed, 1 failed, 0 skipped');
});

test('a suite without its program is skipped by name, with CI=true it fails', async () => {
  const suite = (ci: boolean) => `
    import { suiteWithout } from '${join(root, 'tests/setup/programs.ts')}';
    suiteWithout(['mbsync'], ${ci})('two sides stay equal', () => { test('a', () => {}); test('b', () => {}); });`;
  expect(await closingLineOf({ home: suite(false) })).toBe('0 passed, 0 failed, 2 skipped');
  expect(await closingLineOf({ ci: suite(true) })).toBe('0 passed, 1 failed, 0 skipped');
});

const counts = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped });

test.each([
  ['all passed', counts(3, 0, 0), 0, { ci: true, args: [] }, 0, 0],
  ['one failed', counts(3, 1, 0), 1, { ci: true, args: [] }, 1, 1],
  ['one failed, though vitest says 0', counts(3, 1, 0), 0, { ci: false, args: [] }, 1, 1],
  ['the set-up failed around passing tests', counts(3, 0, 0), 1, { ci: false, args: [] }, 1, 1],
  ['no count was written', undefined, 0, { ci: false, args: [] }, 1, 1],
  ['skipped at home', counts(3, 0, 1), 0, { ci: false, args: [] }, 0, 0],
  ['skipped with CI=true', counts(3, 0, 1), 0, { ci: true, args: [] }, 1, 0],
  ['not chosen with -t', counts(3, 0, 1), 0, { ci: true, args: ['-t', 'x'] }, 0, 0],
] as const)('%s', (_, found, exitCode, { ci, args }, wantedCode, wantedFailed) => {
  const verdict = judge(found, exitCode, [...args], ci);
  expect(verdict.code).toBe(wantedCode);
  expect(verdict.counts.failed).toBe(wantedFailed);
});

const failedFile = (file: string, failed: number) => ({ file, tests: ['a'], counts: counts(2, failed, 0) });

test.each([
  ['one in the browser', counts(5, 1, 0), [failedFile('tests/browser/a.test.ts', 1)], ['tests/browser/a.test.ts']],
  ['none', counts(5, 0, 0), [], []],
  ['one that drives no program', counts(5, 2, 0), [failedFile('tests/browser/a.test.ts', 1), failedFile('tests/unit/b.test.ts', 1)], []],
  ['something outside of the tests', counts(5, 2, 0), [failedFile('tests/browser/a.test.ts', 1)], []],
  ['many', counts(5, 7, 0), Array.from('abcdefg', (name) => failedFile(`tests/browser/${name}.test.ts`, 1)), []],
] as const)('files that are run once more, by themselves: %s', (_, all, failed, files) => {
  expect(toRunAgain({ counts: all, failed: [...failed] })).toEqual(files);
});

test('of what ran twice the second run counts', () => {
  const first = { counts: counts(10, 3, 1), failed: [failedFile('tests/browser/a.test.ts', 3)] };
  const again = ['tests/browser/a.test.ts'];
  expect(together(first, { counts: counts(5, 0, 0), failed: [] }, again).counts).toEqual(counts(13, 0, 1));
  expect(together(first, { counts: counts(4, 1, 0), failed: [failedFile('tests/browser/a.test.ts', 1)] }, again).counts).toEqual(counts(12, 1, 1));
});
