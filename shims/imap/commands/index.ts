import type { Command } from '../command.ts';
import { capability } from './capability.ts';
import { enable } from './enable.ts';
import { id } from './id.ts';
import { logout } from './logout.ts';
import { noop } from './noop.ts';

/** Every command by its name; with UID before it where it has that form. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['CAPABILITY', capability],
  ['ENABLE', enable],
  ['ID', id],
  ['LOGOUT', logout],
  ['NOOP', noop],
]);
