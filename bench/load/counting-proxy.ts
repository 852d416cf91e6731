import { createServer, connect, type Socket } from 'node:net';

/** What went over a port: bytes with all headers, and requests. */
export interface Traffic {
  readonly bytes: number;
  readonly requests: number;
}

export interface CountingProxy {
  readonly port: number;
  /** What went by since the last call, both ways; waits until nothing has for `quietMs`. */
  take(quietMs: number): Promise<Traffic>;
  stop(): Promise<void>;
}

const requestLine = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+ HTTP\/1\.1\r\n/;
const longestWaitMs = 20_000;

/** Stands between a browser and a server on HTTP/1.1 and passes everything on. A browser does not pipeline: a request begins with its own chunk. */
export async function countingProxy(target: number): Promise<CountingProxy> {
  let bytes = 0;
  let requests = 0;
  let lastAt = performance.now();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      lastAt = performance.now();
    };
    client.on('data', (chunk: Buffer) => {
      count(chunk);
      if (requestLine.test(chunk.subarray(0, 8_192).toString('latin1'))) requests += 1;
    });
    upstream.on('data', count);
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    async take(quietMs) {
      for (const end = performance.now() + longestWaitMs; performance.now() < end; ) {
        const left = lastAt + quietMs - performance.now();
        if (left <= 0) break;
        await new Promise((resolve) => setTimeout(resolve, left));
      }
      const taken = { bytes, requests };
      bytes = 0;
      requests = 0;
      return taken;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
