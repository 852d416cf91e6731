import { err } from '../answer.ts';
import type { Command } from '../command.ts';

/** LAST was in POP3 up to RFC 1460; programs that still ask for it go on with UIDL. */
export const last: Command = {
  states: ['transaction'],
  run: () => err('LAST is no part of POP3 any more; UIDL tells which messages are new'),
};
