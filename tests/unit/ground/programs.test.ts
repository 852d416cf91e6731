/** Programs that suites drive: found, or named where they are missing. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findProgram } from '../../../scripts/programs.mjs';
import { needs, program, suiteWithout } from '../../setup/programs.ts';

describe('where a program is looked for', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'messagerie-programs-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  test('in PATH, in its order; files without the executable bit and folders do not count', async () => {
    const file = join(folder, 'planted-program');
    await writeFile(file, '#!/bin/sh\n');
    vi.stubEnv('PATH', [join(folder, 'absent'), folder, process.env.PATH].join(delimiter));
    expect(findProgram('planted-program')).toBeUndefined();
    await chmod(file, 0o755);
    expect(findProgram('planted-program')).toBe(file);
    expect(findProgram('.')).toBeUndefined();
  });

  test('what the environment names comes first', () => {
    vi.stubEnv('MESSAGERIE_TEST_MARIADBD', '/opt/mariadb/bin/mariadbd');
    expect(findProgram('mariadbd')).toBe('/opt/mariadb/bin/mariadbd');
  });

  test('a missing one is named', () => {
    expect(() => program('no-such-program')).toThrow('no-such-program is not installed');
  });
});

const ran: string[] = [];

needs()('a suite that needs nothing', () => {
  test('runs', () => void ran.push('nothing'));
});

suiteWithout([], true)('a suite whose programs are all there', () => {
  test('runs', () => void ran.push('all there'));
});

test('suites with all their programs have run', () => {
  expect(ran).toEqual(['nothing', 'all there']);
});
