import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Another origin, which hears who calls it. */
export interface Listener {
  readonly host: string;
  /** What was asked for so far: method and path. */
  readonly heard: readonly string[];
  close(): Promise<void>;
}

export async function startListener(): Promise<Listener> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.setHeader('access-control-allow-origin', '*');
    response.end('heard');
  });
  // A connection without a request is a sign of life, too (dns-prefetch, preconnect).
  server.on('connection', (socket) => {
    const before = heard.length;
    socket.on('close', () => heard.length === before && heard.push('a connection'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
