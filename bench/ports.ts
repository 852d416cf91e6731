import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** `count` loopback ports that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map(({ port }) => port);
  await Promise.all(servers.map(({ close }) => close()));
  return ports;
}

/** An offset at which every one of `ports` is free, below the range that the kernel gives to outgoing connections. */
export async function freeOffset(ports: readonly number[]): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    // Browsers refuse to speak HTTP on 10080, which lies at 10 000.
    const offset = 10_100 + Math.floor(Math.random() * 169) * 100;
    const tries = await Promise.allSettled(ports.map((port) => listen(offset + port)));
    await Promise.all(tries.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)));
    if (tries.every((each) => each.status === 'fulfilled')) return offset;
  }
  throw new Error('no free range of ports found on loopback');
}

async function listen(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/**
 * Waits until the port answers: a greeting, or the response to `request`.
 * @returns milliseconds since `since`
 */
export async function firstAnswer(port: number, since: number, request = '', timeoutMs = 60_000): Promise<number> {
  for (const end = performance.now() + timeoutMs; performance.now() < end; ) {
    if (await answers(port, request)) return performance.now() - since;
    await pause(4);
  }
  throw new Error(`nothing answers on port ${port} after ${timeoutMs / 1000} s`);
}

function answers(port: number, request: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setTimeout(5_000, () => socket.destroy());
    socket.once('data', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => {});
    socket.once('close', () => resolve(false));
  });
}
