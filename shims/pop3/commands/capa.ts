import { linesBody, ok } from '../answer.ts';
import type { Command } from '../command.ts';

/** CAPA (RFC 2449 §5; AUTH-RESP-CODE: RFC 3206; SASL: RFC 5034 §6; UTF8: RFC 6856): what works here and now. */
export const capa: Command = {
  states: ['authorization', 'transaction'],
  run({ session }) {
    const signIn = session.maySignIn ? ['USER', 'SASL PLAIN LOGIN'] : [];
    const tls = session.canStartTls && session.state === 'authorization' ? ['STLS'] : [];
    return ok(
      'Capability list follows',
      linesBody(['TOP', 'UIDL', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'EXPIRE NEVER', 'UTF8 USER', ...signIn, ...tls, 'IMPLEMENTATION Messagerie']),
    );
  },
};
