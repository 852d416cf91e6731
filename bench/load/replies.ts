import { connect, type Socket } from 'node:net';

/** Reply lines of SMTP and LMTP (RFC 5321 §4.2.1), read from a socket that is written to in pipelined groups. */
export interface ReplySocket {
  readonly socket: Socket;
  /** The next `count` replies, multi-line ones as their last line. Rejects when the connection ends before. */
  replies(count: number): Promise<string[]>;
}

/** Connects to loopback without Nagle's delay. */
export async function openReplySocket(port: number): Promise<ReplySocket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let rest = '';
  let closed: Error | undefined;
  const arrived: string[] = [];
  let waiting: { count: number; resolve: (lines: string[]) => void; reject: (error: Error) => void } | undefined;

  const serve = () => {
    if (!waiting) return;
    const { count, resolve, reject } = waiting;
    if (arrived.length >= count) {
      waiting = undefined;
      resolve(arrived.splice(0, count));
    } else if (closed) {
      waiting = undefined;
      reject(closed);
    }
  };
  const end = (error: Error) => {
    closed ??= error;
    serve();
  };
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    rest += text;
    let at = 0;
    for (let newline = rest.indexOf('\n', at); newline >= 0; newline = rest.indexOf('\n', at)) {
      const line = rest.slice(at, newline).trimEnd();
      at = newline + 1;
      if (line[3] !== '-') arrived.push(line);
    }
    rest = rest.slice(at);
    serve();
  });
  socket.on('error', end);
  socket.on('close', () => end(new Error('the server closed the connection')));
  return {
    socket,
    replies: (count) =>
      new Promise((resolve, reject) => {
        waiting = { count, resolve, reject };
        serve();
      }),
  };
}
