import { ok } from '../answer.ts';
import type { Command } from '../command.ts';

/** QUIT (RFC 1939 §4, §6): after sign-in, the UPDATE state. The maildrop is free again before the answer. */
export const quit: Command = {
  states: ['authorization', 'transaction'],
  async run({ session }) {
    session.isOver = true;
    if (session.state === 'authorization') return ok('Goodbye');
    let deleted: number;
    try {
      deleted = await session.maildrop.update();
    } finally {
      await session.close();
    }
    return ok(deleted === 0 ? 'Goodbye' : `Goodbye, ${deleted} messages deleted`);
  },
};
