import { nonsense, ok } from '../answer.ts';
import type { Command } from '../command.ts';

/** STLS (RFC 2595 §4): TLS on this connection; a name given before is forgotten. */
export const stls: Command = {
  states: ['authorization'],
  run({ session, argument, startTls }) {
    if (argument !== '') return nonsense('STLS takes no argument');
    if (session.isUtf8) return nonsense('STLS comes before UTF8');
    if (session.isTls) return nonsense('TLS is already there');
    if (!session.canStartTls) return nonsense('TLS is not offered on this port');
    startTls();
    return ok('Begin TLS');
  },
};
