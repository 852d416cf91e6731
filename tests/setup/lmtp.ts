import { connect, type Socket } from 'node:net';

/** A minimal LMTP client that delivers one message after the other and tells which were acknowledged. */
export class LmtpClient {
  readonly #socket: Socket;
  #buffer = '';
  #waiting: ((line: string | null) => void) | undefined;
  readonly #lines: string[] = [];
  #closed = false;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (piece) => {
      this.#buffer += piece.toString('latin1');
      for (let end = this.#buffer.indexOf('\r\n'); end >= 0; end = this.#buffer.indexOf('\r\n')) {
        const line = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 2);
        if (line[3] !== '-') this.#take(line);
      }
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.#closed = true;
      this.#waiting?.(null);
    });
  }

  /** @returns false when the connection broke or the server refused: the message may or may not be there */
  async deliver(recipient: string, message: string): Promise<boolean> {
    if (!(await this.#say(undefined, '220'))) return false;
    if (!(await this.#say('LHLO test', '250'))) return false;
    return this.again(recipient, message);
  }

  async again(recipient: string, message: string): Promise<boolean> {
    if (!(await this.#say('MAIL FROM:<sender@remote.example>', '250'))) return false;
    if (!(await this.#say(`RCPT TO:<${recipient}>`, '250'))) return false;
    if (!(await this.#say('DATA', '354'))) return false;
    return this.#say(`${message}\r\n.`, '250');
  }

  close(): void {
    this.#socket.destroy();
  }

  async #say(command: string | undefined, expected: string): Promise<boolean> {
    if (this.#closed) return false;
    if (command !== undefined) this.#socket.write(`${command}\r\n`);
    const line = this.#lines.shift() ?? (await new Promise<string | null>((resolve) => (this.#waiting = resolve)));
    return line?.startsWith(expected) ?? false;
  }

  #take(line: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(line);
    else this.#lines.push(line);
  }
}
