import { connect, type Socket } from 'node:net';

/** One kept-alive HTTP/1.1 connection (RFC 9112), one request at a time. It costs a fraction of `node:http`, which would be half of what is measured. */
export interface HttpConnection {
  /** @returns the body of a 200; throws on any other status */
  send(method: string, path: string, body?: string): Promise<string>;
  close(): void;
}

interface Waiting {
  readonly what: string;
  readonly resolve: (body: string) => void;
  readonly reject: (error: Error) => void;
}

const endOfHead = Buffer.from('\r\n\r\n');

/** @param headers sent with each request, a line each */
export async function openHttp(port: number, headers: readonly string[]): Promise<HttpConnection> {
  const host = `127.0.0.1:${port}`;
  const head = [`Host: ${host}`, ...headers].join('\r\n');
  let socket: Socket | undefined;
  let waiting: Waiting | undefined;
  let data: Buffer = Buffer.alloc(0);

  const fail = (error: Error): void => {
    socket = undefined;
    waiting?.reject(error);
    waiting = undefined;
  };
  const take = (chunk: Buffer): void => {
    data = data.length === 0 ? chunk : Buffer.concat([data, chunk]);
    const response = responseIn(data);
    if (!response || !waiting) return;
    const { what, resolve, reject } = waiting;
    waiting = undefined;
    data = data.subarray(response.end);
    if (response.closes) {
      socket?.destroy();
      socket = undefined;
    }
    if (response.status === 200) resolve(response.body);
    else reject(new Error(`JMAP: ${what} was answered ${response.status}: ${response.body.slice(0, 300)}`));
  };
  const open = async (): Promise<Socket> => {
    const fresh = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => {
      fresh.once('connect', resolve);
      fresh.once('error', reject);
    });
    data = Buffer.alloc(0);
    fresh.on('data', take);
    fresh.on('error', fail);
    fresh.on('close', () => {
      if (socket === fresh) fail(new Error('JMAP: the server closed the connection'));
    });
    return fresh;
  };
  return {
    async send(method, path, body) {
      socket ??= await open();
      const content = body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
      const answer = new Promise<string>((resolve, reject) => {
        waiting = { what: `${method} ${path}`, resolve, reject };
      });
      socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n${content}\r\n${body ?? ''}`);
      return answer;
    },
    close() {
      const last = socket;
      socket = undefined;
      last?.destroy();
    },
  };
}

interface Response {
  readonly status: number;
  readonly body: string;
  /** Where the next one begins. */
  readonly end: number;
  /** The server takes no more on this connection. */
  readonly closes: boolean;
}

/** The response at the beginning of the bytes; undefined where it is not all there. */
export function responseIn(data: Buffer): Response | undefined {
  const start = data.indexOf(endOfHead);
  if (start < 0) return undefined;
  const head = data.toString('latin1', 0, start);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? Number.NaN);
  const closes = /\r\nconnection: *close/i.test(head);
  const from = start + endOfHead.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = from + Number(length);
    return data.length < end ? undefined : { status, body: data.toString('utf8', from, end), end, closes };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new Error(`JMAP: a response without a length: ${head.slice(0, 300)}`);
  const pieces: Buffer[] = [];
  for (let at = from; ; ) {
    const line = data.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(data.toString('latin1', at, line), 16);
    const end = line + 2 + size;
    if (data.length < end + 2) return undefined;
    if (size === 0) return { status, body: Buffer.concat(pieces).toString('utf8'), end: end + 2, closes };
    pieces.push(data.subarray(line + 2, end));
    at = end + 2;
  }
}
