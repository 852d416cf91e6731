import { ok } from '../answer.ts';
import type { Command } from '../command.ts';

/** RSET (RFC 1939 §5): nothing will be deleted. */
export const rset: Command = {
  states: ['transaction'],
  run({ session: { maildrop } }) {
    maildrop.undelete();
    return ok(`${maildrop.totals().count} messages`);
  },
};
