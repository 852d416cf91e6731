/** A client of a line protocol (LMTP, SMTP, IMAP, POP3) that says what it is told and remembers what was acknowledged. */
import { connect, type Socket } from 'node:net';

export class LineClient {
  readonly socket: Socket;
  #buffer = '';
  #wake: (() => void) | undefined;
  #isClosed = false;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.on('data', (piece) => {
      this.#buffer += piece.toString('latin1');
      this.#wake?.();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.#isClosed = true;
      this.#wake?.();
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(text: string | Buffer): void {
    if (typeof text === 'string') this.socket.write(text, 'latin1');
    else this.socket.write(text);
  }

  /** The next line without its end; null once the connection has ended. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 2);
        return line;
      }
      if (this.#isClosed) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The last line of the next SMTP or LMTP reply. */
  async reply(command?: string): Promise<string | null> {
    if (command !== undefined) this.send(`${command}\r\n`);
    for (;;) {
      const line = await this.line();
      if (line === null || line[3] !== '-') return line;
    }
  }

  /** An IMAP command: its untagged lines and its tagged answer, null where the connection ended before. */
  async command(tag: string, text: string): Promise<{ untagged: string[]; tagged: string | null }> {
    this.send(`${tag} ${text}\r\n`);
    const untagged: string[] = [];
    for (;;) {
      const line = await this.line();
      if (line === null) return { untagged, tagged: null };
      if (line.startsWith(`${tag} `)) return { untagged, tagged: line.slice(tag.length + 1) };
      untagged.push(line);
    }
  }

  /** Resolves once the connection has ended; everything that came before. */
  async rest(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.line(); line !== null; line = await this.line()) lines.push(line);
    return lines;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Delivers one message over an LMTP connection that has said LHLO. @returns the reply to the message, or what refused it before; null: the connection ended */
export async function lmtpDeliver(client: LineClient, recipient: string, message: string): Promise<string | null> {
  for (const [command, expected] of [['MAIL FROM:<sender@remote.example>', '250'], [`RCPT TO:<${recipient}>`, '250'], ['DATA', '354']] as const) {
    const reply = await client.reply(command);
    if (!reply?.startsWith(expected)) return reply;
  }
  return client.reply(`${message.replace(/(^|\r\n)\./g, '$1..')}\r\n.`);
}

/** An LMTP connection that is ready for a message. */
export async function lmtpConnect(port: number): Promise<LineClient> {
  const client = new LineClient(port);
  await client.reply();
  await client.reply('LHLO test');
  return client;
}
