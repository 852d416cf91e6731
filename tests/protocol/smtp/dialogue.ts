/** Plays transcripts against a line protocol: `C:` is sent with CRLF, `S:` is awaited, `*` stands for anything, also for nothing. */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Dialogue {
  /** Lines without `C:` or `S:` are notes. Consecutive `C:` lines leave in one piece. */
  talk(transcript: string): Promise<void>;
  /** Bytes as they are. */
  send(bytes: string | Buffer): void;
  /** The next line, without CRLF; undefined at the end. */
  line(): Promise<string | undefined>;
  /** All lines of one answer of SMTP (`250-` … `250 `). */
  answer(): Promise<string[]>;
  /** Resolves when the server has closed. */
  ended(): Promise<void>;
  startTls(): Promise<void>;
  close(): void;
  readonly socket: Socket;
}

export async function dialogue(port: number, options: { tls?: boolean } = {}): Promise<Dialogue> {
  let socket: Socket = options.tls ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }) : connectTcp({ port, host: '127.0.0.1' });
  let text = '';
  let isOver = false;
  let wake: (() => void) | undefined;
  const listen = (stream: Socket): void => {
    stream.setNoDelay(true);
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      wake?.();
    });
    const end = (): void => {
      if (stream !== socket) return;
      isOver = true;
      wake?.();
    };
    stream.on('end', end);
    stream.on('close', end);
    stream.on('error', end);
  };
  listen(socket);

  async function line(): Promise<string | undefined> {
    for (;;) {
      const at = text.indexOf('\r\n');
      if (at >= 0) {
        const found = text.slice(0, at);
        text = text.slice(at + 2);
        return found;
      }
      if (isOver) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  const self: Dialogue = {
    get socket() {
      return socket;
    },
    line,
    send: (bytes) => void socket.write(bytes),
    async answer() {
      const lines: string[] = [];
      for (;;) {
        const next = await line();
        if (next === undefined) return lines;
        lines.push(next);
        if (!/^\d{3}-/.test(next)) return lines;
      }
    },
    async talk(transcript) {
      let sending = '';
      for (const raw of transcript.split('\n')) {
        const step = /^ *([CS]): ?(.*)$/s.exec(raw);
        if (step?.[1] === 'C') sending += `${step[2]}\r\n`;
        if (step?.[1] !== 'S') continue;
        if (sending !== '') socket.write(sending);
        sending = '';
        const wanted = step[2] ?? '';
        const got = await line();
        if (got === undefined || !pattern(wanted).test(got)) throw new Error(`awaited "${wanted}", got ${got === undefined ? 'the end' : `"${got}"`}`);
      }
      if (sending !== '') socket.write(sending);
    },
    async ended() {
      while ((await line()) !== undefined);
    },
    async startTls() {
      const plain = socket;
      plain.removeAllListeners('data');
      const secured = connectTls({ socket: plain, rejectUnauthorized: false });
      socket = secured;
      listen(secured);
      await new Promise<void>((resolve, reject) => {
        secured.once('secureConnect', resolve);
        secured.once('error', reject);
        secured.once('close', () => reject(new Error('closed during the handshake')));
      });
    },
    close: () => socket.destroy(),
  };
  return self;
}

function pattern(wanted: string): RegExp {
  const escaped = wanted.split('*').map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 's');
}
