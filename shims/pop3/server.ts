import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { commands } from './commands/index.ts';
import { Connection } from './connection.ts';
import { maildropLocksOf } from './maildrop-lock.ts';
import { Session } from './session.ts';
import type { Pop3ServerOptions } from './wiring.ts';

/** What `bindListener` takes. */
export interface Pop3Server {
  readonly server: Server;
  /** For a connection that is one too many; undefined where TLS comes first. */
  readonly busyLine: string | undefined;
  /** To be called when closing begins: sessions end behind the command that they run, without UPDATE. */
  onClosing(): void;
}

/** POP3 (RFC 1939) on one listener, with STLS (RFC 2595) or TLS from the first byte (RFC 8314 §3.2). */
export function createPop3Server(options: Pop3ServerOptions): Pop3Server {
  const { api, listener, certificate, limits, clock, log } = options;
  const locks = maildropLocksOf(api);
  const open = new Set<Connection>();
  const isImplicit = listener.tls === 'implicit';
  let context = listener.tls === 'none' ? undefined : createSecureContext(certificate.options());

  const secure = (plain: Duplex): Promise<Duplex> =>
    new Promise((resolve, reject) => {
      const timer = clock.after(limits.signInTimeout, () => stream.destroy());
      const stream = new TLSSocket(plain as Socket, { isServer: true, ...(context ? { secureContext: context } : {}) });
      stream.once('secure', () => {
        timer.cancel();
        resolve(stream);
      });
      const fail = (): void => {
        timer.cancel();
        reject(new Error('The TLS handshake failed'));
      };
      stream.once('error', fail);
      stream.once('close', fail);
    });

  const serve = (stream: Socket): void => {
    const connection: Connection = new Connection({
      stream,
      commands,
      limits,
      clock,
      log,
      secure,
      hostname: api.hostname,
      session: new Session(
        {
          api,
          locks,
          remoteAddress: (stream.remoteAddress ?? '').replace(/^::ffff:/i, ''),
          canStartTls: listener.tls === 'starttls',
          loopback: listener.loopback,
          onRevoked: () => connection.revoke(),
        },
        isImplicit,
      ),
    });
    open.add(connection);
    void connection.run().finally(() => open.delete(connection));
  };

  const server = isImplicit ? createTlsServer({ ...certificate.options(), noDelay: true, handshakeTimeout: limits.signInTimeout }, serve) : createTcpServer({ noDelay: true }, serve);
  // A failed handshake is the client's affair.
  server.on('tlsClientError', () => undefined);
  certificate.onReload((renewed) => {
    if (context) context = createSecureContext(renewed);
    if ('setSecureContext' in server) server.setSecureContext(renewed);
  });
  return {
    server,
    busyLine: isImplicit ? undefined : '-ERR [SYS/TEMP] Too many connections, try again later\r\n',
    onClosing() {
      for (const connection of open) connection.end();
    },
  };
}
