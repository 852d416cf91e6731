import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mutants } from './mutants.mjs';

test.each(mutants)('the mutant $name finds its place in $file', ({ file, search, replacement }) => {
  const source = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
  expect(source.split(search)).toHaveLength(2);
  expect(search).not.toBe(replacement);
});
