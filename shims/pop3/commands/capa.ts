import { linesBody, ok } from '../answer.ts';
import { OFFERED } from '../capabilities.ts';
import type { Command } from '../command.ts';

/** CAPA (RFC 2449 §5; SASL: RFC 5034 §6): what works here and now. */
export const capa: Command = {
  states: ['authorization', 'transaction'],
  run({ session }) {
    const signIn = session.maySignIn ? ['USER', 'SASL PLAIN LOGIN'] : [];
    const tls = session.canStartTls && session.state === 'authorization' ? ['STLS'] : [];
    const offered = [...OFFERED].filter(([name]) => !session.isOff(name)).map(([name, parameters]) => (parameters === '' ? name : `${name} ${parameters}`));
    return ok('Capability list follows', linesBody([...offered, ...signIn, ...tls, 'IMPLEMENTATION Messagerie']));
  },
};
