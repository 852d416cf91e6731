import { ok } from '../answer.ts';
import type { Command } from '../command.ts';

/** NOOP (RFC 1939 §5). */
export const noop: Command = { states: ['transaction'], run: () => ok('Nothing done') };
