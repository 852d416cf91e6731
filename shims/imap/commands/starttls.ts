import { once } from 'node:events';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { command } from '../command.ts';
import { bad, no, ok } from '../grammar/status-response.ts';

/** Rejects once the client has gone, or has closed its side in the middle of the handshake: our sockets stay half open, and nobody else would notice. */
async function left(secured: TLSSocket, signal: AbortSignal): Promise<never> {
  // The end shows only where somebody asks for what there is to read.
  secured.read(0);
  await Promise.race([once(secured, 'close', { signal }), once(secured, 'end', { signal })]);
  secured.destroy();
  throw new Error('The client left during the handshake');
}

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
      if (stream.readableEnded) {
        stream.destroy();
        throw new Error('The client has closed its side before the handshake');
      }
      const secured = new TLSSocket(stream, { isServer: true, secureContext: secureContext() });
      // `once` rejects on an error; a client that goes away or does nothing is cut like that.
      const cut = setTimeout(() => secured.destroy(new Error('TLS was not set up in time')), session.host.limits.signInTimeoutMs);
      const handshake = new AbortController();
      try {
        await Promise.race([once(secured, 'secure'), left(secured, handshake.signal)]);
      } finally {
        clearTimeout(cut);
        handshake.abort();
      }
      session.isSecure = true;
      // What was said in clear text does not count (RFC 9051 §11.1).
      session.client = new Map();
      return secured;
    });
    return ok('Begin TLS');
  },
});
