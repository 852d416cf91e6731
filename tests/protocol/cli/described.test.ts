import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { exitCodes } from '../../../cli/exit-codes.ts';
import { commandTree } from '../../../cli/program.ts';

const page = readFileSync(new URL('../../../docs/command.md', import.meta.url), 'utf8');

function leaves(command: Command, path: string): { path: string; command: Command }[] {
  const name = `${path}${command.name()}`;
  return command.commands.length === 0 ? [{ path: name, command }] : command.commands.flatMap((child) => leaves(child, `${name} `));
}

test('docs/command.md describes every command and each of its options', () => {
  const all = leaves(commandTree(), '');
  expect(all.length).toBeGreaterThan(20);
  const missing = all.flatMap(({ path, command }) => [
    ...(page.includes(`\`${path}`) ? [] : [path]),
    ...command.options.filter((option) => !page.includes(option.long ?? '')).map((option) => `${path} ${option.long}`),
  ]);
  expect(missing).toEqual([]);
});

test('docs/command.md names every exit code', () => {
  for (const code of Object.values(exitCodes)) expect(page).toContain(`| ${code} |`);
});
