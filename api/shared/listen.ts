/** Binds a server to its address, counts and tracks its connections, and closes it in peace or by force. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { isLoopback } from './addresses.ts';
import { systemClock, type Clock } from './clock.ts';
import type { ConnectionGate } from './connection-gate.ts';

export interface ListenOptions {
  /** As in the configuration: `smtp`, `imaps` … */
  readonly name: string;
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  readonly gate?: ConnectionGate;
  /** Sent in the clear to a connection that is one too many, on listeners where TLS comes later or never: `421 …\r\n`. */
  readonly busyLine?: string;
  /** Called once when closing begins, so that sessions can say goodbye. */
  readonly onClosing?: () => void;
  readonly clock?: Clock;
}

export interface BoundListener {
  readonly name: string;
  readonly address: string;
  /** The real port. */
  readonly port: number;
  readonly loopback: boolean;
  /** Open connections. */
  readonly connections: number;
  /** Takes no more connections, gives the open ones until the deadline, then cuts them. */
  close(deadlineMs: number): Promise<void>;
}

/** The listener cannot be bound; the message says which and what to do. */
export class ListenError extends Error {
  readonly listener: string;
  readonly code: string;

  constructor(listener: string, code: string, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'ListenError';
    this.listener = listener;
    this.code = code;
  }
}

/** Any `net`, `tls`, `http` or `https` server that does not listen yet. @throws ListenError */
export async function bindListener(server: Server, options: ListenOptions): Promise<BoundListener> {
  const clock = options.clock ?? systemClock;
  const sockets = new Set<Socket>();
  let drained: (() => void) | null = null;

  const track = (socket: Socket): void => {
    // Answers go out in several writes; with Nagle's algorithm the last waits 40 ms for the client's acknowledgement.
    socket.setNoDelay(true);
    const admission = options.gate?.tryAccept(options.name, socket.remoteAddress ?? '');
    if (admission?.accepted === false) {
      socket.on('error', () => undefined);
      if (options.busyLine === undefined) socket.destroy();
      else socket.end(options.busyLine, () => socket.destroy());
      return;
    }
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (admission?.accepted === true) admission.release();
      if (sockets.size === 0) drained?.();
    });
  };
  guardConnections(server, track);
  const { port, address } = await listen(server, options);

  let closing: Promise<void> | null = null;
  return {
    name: options.name,
    address,
    port,
    loopback: isLoopback(address),
    get connections() {
      return sockets.size;
    },
    close(deadlineMs) {
      closing ??= (async () => {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        options.onClosing?.();
        if ('closeIdleConnections' in server && typeof server.closeIdleConnections === 'function') server.closeIdleConnections();
        if (sockets.size > 0) {
          let timer: { cancel(): void } | undefined;
          await new Promise<void>((resolve) => {
            drained = resolve;
            timer = clock.after(deadlineMs, resolve);
          });
          timer?.cancel();
        }
        for (const socket of sockets) socket.destroy();
        await closed;
      })();
      return closing;
    },
  };
}

/**
 * Puts our check in front of the server's own handling of new connections: a refused one must never reach a session,
 * an HTTP parser or a TLS handshake.
 */
function guardConnections(server: Server, track: (socket: Socket) => void): void {
  const handlers = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    track(socket);
    if (socket.destroyed || socket.writableEnded) return;
    for (const handler of handlers) handler.call(server, socket);
  });
}

async function listen(server: Server, options: ListenOptions): Promise<AddressInfo> {
  try {
    return await listenOn(server, options.address, options.port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A machine without IPv6 has no `::`; all of its addresses are then all of IPv4.
    if (options.address === '::' && (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL')) {
      return listen(server, { ...options, address: '0.0.0.0' });
    }
    throw new ListenError(options.name, code ?? 'unknown', listenMessage(options, code ?? String(error)), error);
  }
}

function listenOn(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => reject(error);
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.removeListener('error', onError);
      resolve(server.address() as AddressInfo);
    });
  });
}

function listenMessage({ name, address, port }: ListenOptions, code: string): string {
  const place = `Listener ${name}: port ${port} on ${address}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${place} is taken by another program (perhaps another Messagerie); stop it, or set listeners.${name}.port or portOffset`;
    case 'EACCES':
      return `${place} may not be bound by this user; give the right to (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE), or set listeners.${name}.port or portOffset`;
    case 'EADDRNOTAVAIL':
      return `${place} cannot be bound: this machine does not have that address; set listeners.${name}.address`;
    default:
      return `${place} cannot be bound (${code}); set listeners.${name}.address and listeners.${name}.port`;
  }
}
