/** Programs of the system that suites drive: where one is missing, the suite says which, and is counted as skipped (as failed with CI=true). */
import { describe, test } from 'vitest';
import { findProgram } from '../../scripts/programs.mjs';
import { isCi } from '../../scripts/vitest.mjs';

type Suite = (name: string, body: () => void) => void;

/** The path of an installed program; for use inside a suite that `needs` it. */
export function program(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

/**
 * `describe` for a suite that drives these programs.
 *
 *     needs('mbsync', 'openssl')('mbsync keeps two sides equal', () => { … })
 */
export function needs(...names: string[]): Suite {
  return suiteWithout(
    names.filter((name) => findProgram(name) === undefined),
    isCi(),
  );
}

/** What becomes of a suite when these programs are missing. Exported for its test. */
export function suiteWithout(missing: readonly string[], ci: boolean): Suite {
  if (missing.length === 0) return describe;
  const reason = `${missing.join(', ')} not installed`;
  if (!ci) return (name, body) => void describe.skip(`${name} (skipped: ${reason})`, body);
  return (name) =>
    void describe(name, () => {
      test(`needs ${missing.join(', ')}`, () => {
        throw new Error(`${reason}: with CI=true nothing may be skipped`);
      });
    });
}
