import { connect, type Socket } from 'node:net';
import type { Account } from '../target.ts';

const end = Buffer.from('\r\n.\r\n');

/** A POP3 session (RFC 1939) that costs as little as it can: messages are counted by their end, not read. */
export class Pop3Connection {
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received.push(chunk);
      this.#wake?.();
    });
    const closed = (): void => {
      this.#isClosed = true;
      this.#wake?.();
    };
    socket.on('error', closed).on('close', closed);
  }

  /** Connects and signs in. */
  static async signIn(port: number, account: Account): Promise<Pop3Connection> {
    const connection = new Pop3Connection(connect({ port, host: '127.0.0.1', noDelay: true }));
    await connection.#line();
    await connection.ok(`USER ${account.address}`);
    await connection.ok(`PASS ${account.password}`);
    return connection;
  }

  /** A command with an answer of one line. */
  async ok(command: string): Promise<string> {
    this.#socket.write(`${command}\r\n`);
    return this.#line();
  }

  /** RETR. @returns octets of the whole answer */
  async retrieve(number: number): Promise<number> {
    this.#socket.write(`RETR ${number}\r\n`);
    for (;;) {
      const last = this.#received.at(-1);
      if (last) {
        const answer = this.#received.length === 1 ? last : Buffer.concat(this.#received);
        this.#received = [answer];
        if (answer[0] === 0x2d) throw new Error(`POP3: RETR ${number} was answered: ${answer.toString('latin1').trimEnd()}`);
        if (answer.length >= end.length && answer.subarray(-end.length).equals(end)) {
          this.#received = [];
          return answer.length;
        }
      }
      await this.#more();
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  async #line(): Promise<string> {
    for (;;) {
      const text = Buffer.concat(this.#received);
      const stop = text.indexOf(0x0a);
      if (stop >= 0) {
        this.#received = stop + 1 < text.length ? [text.subarray(stop + 1)] : [];
        const line = text.toString('latin1', 0, stop).trimEnd();
        if (!line.startsWith('+OK')) throw new Error(`POP3: ${line}`);
        return line;
      }
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    if (this.#isClosed) throw new Error('the server closed the POP3 connection');
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
