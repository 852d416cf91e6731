import { ok } from '../answer.ts';
import type { Command } from '../command.ts';

/** STAT (RFC 1939 §5): number and octets of the messages that are not marked as deleted. */
export const stat: Command = {
  states: ['transaction'],
  run({ session }) {
    const { count, sizeBytes } = session.maildrop.totals();
    return ok(`${count} ${sizeBytes}`);
  },
};
