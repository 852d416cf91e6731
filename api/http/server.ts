/** The HTTP server under the app: timeouts, TLS, and which listener a request came by. */
import http, { type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { ServerOptions as TlsOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Limits } from '../../config.ts';
import { isLoopback } from '../shared/addresses.ts';

export interface HttpListener {
  /** Bound to loopback: signing in without TLS is accepted (contract, Configuration). */
  readonly loopback: boolean;
}

/** Header of all requests together, on one line each: far more than any client sends. */
const maxHeaderSize = 32 * 1024;
/** How long an idle connection waits for the next request. */
const keepAliveMs = 65_000;

const listeners = new WeakMap<IncomingMessage, HttpListener>();
/** Requests whose client waits for 100 Continue before it sends the body (RFC 9110 §10.1.1). */
const waiting = new WeakSet<IncomingMessage>();

/** An HTTP server, or an HTTPS one where TLS options are given; to be bound with `bindListener`. */
export function createHttpServer(app: RequestListener, options: { limits: Limits; listener: HttpListener; tls?: TlsOptions | undefined }): Server | https.Server {
  const { limits, listener, tls } = options;
  const timing = {
    maxHeaderSize,
    headersTimeout: limits.httpHeadersTimeout,
    requestTimeout: limits.httpRequestTimeout,
    // Overdue requests are looked for this often.
    connectionsCheckingInterval: Math.min(5000, Math.ceil(limits.httpHeadersTimeout / 2), Math.ceil(limits.httpRequestTimeout / 2)),
    keepAliveTimeout: keepAliveMs,
    noDelay: true,
  };
  const handle: RequestListener = (req, res) => {
    listeners.set(req, listener);
    app(req, res);
  };
  const server = tls ? https.createServer({ minVersion: 'TLSv1.2', ...tls, ...timing }, handle) : http.createServer(timing, handle);
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    // Only our own readers look at the size and the sign-in first; everybody else's body comes at once.
    if (/^\/(?:jmap|api)\//.test(req.url ?? '')) waiting.add(req);
    else res.writeContinue();
    handle(req, res as Parameters<RequestListener>[1]);
  });
  server.on('clientError', refuseUnreadable);
  return server;
}

/** Tells a client that waits with its body to send it. To be called once the request is known to be welcome. */
export function welcomeBody(req: IncomingMessage, res: ServerResponse): void {
  if (waiting.delete(req)) res.writeContinue();
}

/** The bytes travel inside TLS. */
export function isEncrypted(req: IncomingMessage): boolean {
  return 'encrypted' in req.socket && req.socket.encrypted === true;
}

/** Secrets may come by this connection: inside TLS, or on a listener bound to loopback. */
export function mayCarrySecrets(req: IncomingMessage): boolean {
  return isEncrypted(req) || (listeners.get(req)?.loopback ?? isLoopback(req.socket.localAddress ?? ''));
}

/** What cannot be parsed as HTTP, and what took too long. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] =
    error.code === 'HPE_HEADER_OVERFLOW' ? ['431', 'Request Header Fields Too Large'] : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? ['408', 'Request Timeout'] : ['400', 'Bad Request'];
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
