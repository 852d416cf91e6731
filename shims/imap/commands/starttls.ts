import { Socket } from 'node:net';
import { command } from '../command.ts';
import { bad, no, ok } from '../grammar/status-response.ts';
import { secured } from '../tls-handshake.ts';

/** STARTTLS (RFC 9051 §6.2.1). */
export const starttls = command({
  states: ['not authenticated'],
  updates: 'none',
  parse: () => undefined,
  run({ session, connection }) {
    const { secureContext } = session.host;
    if (session.isSecure) return bad('TLS is on already');
    if (!secureContext) return no('TLS is not offered here');
    connection.startTls(async (stream) => {
      if (!(stream instanceof Socket)) throw new Error('Not a socket');
      const tls = await secured(stream, secureContext(), session.host.limits.signInTimeoutMs);
      session.isSecure = true;
      // What was said in clear text does not count (RFC 9051 §11.1).
      session.client = new Map();
      return tls;
    });
    return ok('Begin TLS');
  },
});
