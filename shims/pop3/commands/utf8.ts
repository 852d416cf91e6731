import { nonsense, ok } from '../answer.ts';
import type { Command } from '../command.ts';

/**
 * UTF8 (RFC 6856 §2): the client takes headers in UTF-8. Messages are given as they are in any case: a program that knows of no UTF-8 shows such a header
 * oddly, and would have nothing of a refusal.
 */
export const utf8: Command = {
  states: ['authorization'],
  run({ session, argument }) {
    if (argument !== '') return nonsense('UTF8 takes no argument');
    session.isUtf8 = true;
    return ok('UTF8 is on');
  },
};
