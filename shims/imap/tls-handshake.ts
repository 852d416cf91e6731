import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';

/**
 * Our side of a TLS handshake, on a connection where the client speaks next.
 *
 * TLS begins with the client's first bytes in hand, not before: Node takes them into a buffer of their size and keeps to it, where a read of its own
 * makes one of 64 KB for as long as the connection lasts.
 * @param timeoutMs for all of it; the connection is cut then
 * @throws Error where the client leaves, has closed its side, or speaks no TLS that we take
 */
export async function secured(stream: Socket, secureContext: SecureContext, timeoutMs: number): Promise<TLSSocket> {
  const over = new AbortController();
  const cut = setTimeout(() => stream.destroy(new Error('TLS was not set up in time')), timeoutMs);
  try {
    const isOver = stream.readableEnded || stream.destroyed;
    if (stream.readableLength === 0 && !isOver) await Promise.race([once(stream, 'readable', over), once(stream, 'close', over)]);
    if (stream.readableLength === 0) throw new Error('The client left before the handshake');
    const tls = new TLSSocket(stream, { isServer: true, secureContext });
    await Promise.race([once(tls, 'secure', over), left(tls, over)]);
    return tls;
  } catch (error) {
    stream.destroy();
    throw error;
  } finally {
    clearTimeout(cut);
    over.abort();
  }
}

/** Rejects once the client has gone, or has closed its side in the middle of the handshake: our sockets stay half open, and nobody else would notice. */
async function left(tls: TLSSocket, over: AbortController): Promise<never> {
  // The end shows only where somebody asks for what there is to read.
  tls.read(0);
  await Promise.race([once(tls, 'close', over), once(tls, 'end', over)]);
  tls.destroy();
  throw new Error('The client left during the handshake');
}
