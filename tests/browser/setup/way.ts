import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to the server by an address of its own, which can be cut: to a page the server is then stopped. */
export interface Way {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** @param http the server's own address */
export async function openWay(http: string): Promise<Way> {
  const { hostname, port } = new URL(http);
  const open = new Set<Socket>();
  const server = createServer((page) => {
    const behind = connect(Number(port), hostname);
    for (const [one, other] of [[page, behind], [behind, page]] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy()).on('close', () => open.delete(one) && other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${own}`,
    async cut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
    async mend() {
      server.listen(own, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}
