import { createServer, type Server, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { MessagerieApi } from '../../api/client/index.ts';
import { commands } from './commands/index.ts';
import { Connection, type ConnectionLog, GOING_DOWN } from './connection.ts';
import { code } from './grammar/status-response.ts';
import { ImapSession, type SessionHost } from './imap-session.ts';
import { defaultImapLimits, type ImapLimits } from './limits.ts';
import { secured } from './tls-handshake.ts';
import { MailboxViews } from './view/mailbox-views.ts';

export { defaultImapLimits, type ImapLimits } from './limits.ts';

export interface ImapListener {
  /** As in the configuration: `imap`, `imaps`. */
  readonly name: string;
  readonly tls: 'none' | 'starttls' | 'implicit';
  /** Bound to loopback: passwords may come without TLS. */
  readonly loopback: boolean;
  /** What clients may send without being asked; LITERAL+ unless told otherwise. */
  readonly literals?: 'LITERAL+' | 'LITERAL-';
  /** Capabilities that are not offered here, in any case. @see unknownCapabilities */
  readonly capabilitiesOff?: readonly string[];
}

/** RFC 7888 §5. */
const LITERAL_MINUS_BYTES = 4096;

/** The server's certificate, see `api/shared/tls.ts`. */
export interface CertificateProvider {
  current(): { readonly secureContext: SecureContext };
}

export interface ImapServerOptions {
  readonly api: MessagerieApi;
  readonly listener: ImapListener;
  /** Needed unless `listener.tls` is `none`. */
  readonly certificate?: CertificateProvider | undefined;
  readonly limits?: Partial<ImapLimits>;
  readonly log: ConnectionLog;
  readonly clock?: { now(): number };
  /** Where the same mail is to be had over JMAP (RFC 9698); undefined where that is not known (yet). */
  readonly jmapSessionUrl?: (() => string | undefined) | undefined;
}

export interface ImapServer {
  /** Does not listen yet: to be bound. */
  readonly server: Server;
  /** Sessions that are open. */
  readonly sessions: number;
  /** Says BYE to every session: at once between commands and in IDLE, else behind the answer. For a binder's `onClosing`. */
  sayGoodbye(): void;
  /** Takes no more connections, says goodbye, and cuts what is still open after the deadline. */
  close(deadlineMs: number): Promise<void>;
}

/** Sessions of all listeners share the views of the mailboxes. */
const viewsOfApi = new WeakMap<MessagerieApi, MailboxViews>();

/** An IMAP server for one listener. @throws Error where TLS is wanted and there is no certificate */
export function createImapServer({ api, listener, certificate, limits: given, log, clock, jmapSessionUrl }: ImapServerOptions): ImapServer {
  if (listener.tls !== 'none' && !certificate) throw new Error(`Listener ${listener.name}: TLS needs a certificate`);
  const literals = listener.literals ?? 'LITERAL+';
  const limits: ImapLimits = { ...defaultImapLimits, ...given, ...(literals === 'LITERAL-' ? { unaskedLiteralBytes: LITERAL_MINUS_BYTES } : {}) };
  const connections = new Set<Connection>();
  /** Those in a handshake, too. */
  const sockets = new Set<Socket>();
  const secureContext = (): SecureContext => (certificate as CertificateProvider).current().secureContext;
  const host: SessionHost = {
    api,
    views: viewsFor(api),
    limits,
    now: () => clock?.now() ?? Date.now(),
    secureContext: listener.tls === 'starttls' ? secureContext : undefined,
    isLoopback: listener.loopback,
    literals,
    jmapSessionUrl: jmapSessionUrl ?? (() => undefined),
    capabilitiesOff: new Set((listener.capabilitiesOff ?? []).map((name) => name.toUpperCase())),
  };
  const isSecure = listener.tls === 'implicit';
  const serve = (socket: Socket): void => {
    // An answer is written in pieces; Nagle's algorithm would keep the last for 40 ms.
    socket.setNoDelay(true);
    const connection = new Connection({
      stream: socket,
      limits,
      commands,
      log,
      greeting: `${api.hostname} ready`,
      session: (made) => new ImapSession(host, made, plainAddress(socket.remoteAddress), isSecure),
    });
    connections.add(connection);
    void connection.serve().finally(() => connections.delete(connection));
  };

  const serveSecured = (socket: Socket): void => {
    // The end of the TLS stream tells the rest.
    socket.on('error', () => undefined);
    secured(socket, secureContext(), limits.signInTimeoutMs).then(serve, (error: Error) => log.debug({ reason: error.message }, 'imap handshake failed'));
  };

  // Who sends all commands and closes their side, as scripts do, still gets the answers.
  const allowHalfOpen = true;
  const server = createServer({ noDelay: true, allowHalfOpen }, isSecure ? serveSecured : serve);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  const sayGoodbye = (): void => {
    for (const connection of [...connections]) connection.end(GOING_DOWN, code('UNAVAILABLE'));
  };
  return {
    server,
    get sessions() {
      return connections.size;
    },
    sayGoodbye,
    async close(deadlineMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      sayGoodbye();
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, deadlineMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function viewsFor(api: MessagerieApi): MailboxViews {
  let views = viewsOfApi.get(api);
  if (!views) {
    views = new MailboxViews();
    viewsOfApi.set(api, views);
  }
  return views;
}

/** Without a zone, IPv4 as IPv4. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
}
