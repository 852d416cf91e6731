// vitest reporter: `N passed, N failed, N skipped` alone on a line. A file that fails to load and an error outside a test count as failures.
import { writeFileSync } from 'node:fs';

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */
/** @typedef {{counts: Counts, failed: {file: string, tests: string[], counts: Counts}[]}} Report `failed`: test files with a failure in them, each with the names of its failed tests */

/** @param {Counts} counts */
export const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {readonly unknown[]} errors thrown outside of any test
 * @returns {Counts}
 */
export function count(modules, errors) {
  const counts = { passed: 0, failed: errors.length, skipped: 0 };
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed++;
      else if (state === 'failed') failedHere++;
      else counts.skipped++;
    }
    // A module without a failed test fails by what surrounds them: its import, a hook.
    if (failedHere === 0 && module.state() === 'failed') failedHere = 1;
    counts.failed += failedHere;
  }
  return counts;
}

/** @returns {Report['failed']} */
function failedFiles(/** @type {readonly import('vitest/node').TestModule[]} */ modules) {
  return modules
    .filter((module) => module.state() === 'failed')
    .map((module) => ({
      file: module.relativeModuleId,
      tests: [...module.children.allTests('failed')].map(({ fullName }) => fullName),
      counts: count([module], []),
    }));
}

export default class ClosingLine {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} errors
   */
  onTestRunEnd(modules, errors) {
    const counts = count(modules, errors);
    const file = process.env.MESSAGERIE_TEST_REPORT;
    if (file) writeFileSync(file, JSON.stringify({ counts, failed: failedFiles(modules) }));
    else console.log(closingLine(counts));
  }
}
