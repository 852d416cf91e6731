import { connect, type Socket } from 'node:net';
import type { Account } from '../target.ts';

export interface ImapAnswer {
  /** OK, NO or BAD with its text, without the tag. */
  readonly line: string;
  /** Untagged responses since the command before. */
  readonly untagged: number;
  readonly bytes: number;
  /** The untagged lines, where they were asked for. */
  readonly lines: readonly string[];
}

interface Pending {
  readonly tag: string;
  readonly collect: boolean;
  readonly lines: string[];
  untagged: number;
  bytes: number;
  readonly resolve: (answer: ImapAnswer) => void;
  readonly reject: (error: Error) => void;
}

const newline = 0x0a;
const star = 0x2a;
const plus = 0x2b;

/**
 * An IMAP connection (RFC 9051) that costs as little as it can: lines are counted, not parsed, and only tagged ones
 * become strings. It knows no literals in responses, so ask for none. Commands may be sent before others are answered.
 */
export class ImapConnection {
  readonly socket: Socket;
  #pending: Pending[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #tags = 0;
  #failure: Error | undefined;
  #greeted: (() => void) | undefined;
  #continued: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the IMAP connection')));
  }

  /** Connects and waits for the greeting. */
  static async open(port: number): Promise<ImapConnection> {
    const connection = new ImapConnection(connect({ port, host: '127.0.0.1', noDelay: true }));
    await new Promise<void>((resolve, reject) => {
      connection.#greeted = resolve;
      connection.socket.once('error', reject);
      connection.socket.once('close', () => reject(new Error('no IMAP greeting')));
    });
    return connection;
  }

  /** Connects and signs in. */
  static async signIn(port: number, account: Account): Promise<ImapConnection> {
    const connection = await ImapConnection.open(port);
    await connection.ok(`LOGIN ${account.address} ${account.password}`);
    return connection;
  }

  /** Sends a command. @param collect keeps the untagged lines */
  command(text: string, collect = false): Promise<ImapAnswer> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const tag = `a${++this.#tags}`;
      this.#pending.push({ tag, collect, lines: [], untagged: 0, bytes: 0, resolve, reject });
      this.socket.write(`${tag} ${text}\r\n`);
    });
  }

  /** A command that must succeed. */
  async ok(text: string, collect = false): Promise<ImapAnswer> {
    const answer = await this.command(text, collect);
    if (!answer.line.startsWith('OK')) throw new Error(`IMAP: ${text.split(' ')[0]} was answered: ${answer.line}`);
    return answer;
  }

  /** IDLE (RFC 2177), up to the continuation; the session then stays as it is until closed. */
  async idle(): Promise<void> {
    const ended = this.command('IDLE');
    ended.catch(() => {});
    await Promise.race([
      new Promise<void>((resolve) => {
        this.#continued = resolve;
      }),
      ended.then(({ line }) => Promise.reject(new Error(`IMAP: IDLE was answered: ${line}`))),
    ]);
  }

  close(): void {
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    for (let stop = data.indexOf(newline, at); stop >= 0; stop = data.indexOf(newline, at)) {
      this.#line(data, at, stop);
      at = stop + 1;
    }
    this.#rest = data.subarray(at);
  }

  #line(data: Buffer, at: number, stop: number): void {
    const current = this.#pending[0];
    if (this.#greeted) {
      this.#greeted();
      this.#greeted = undefined;
    } else if (data[at] === plus) {
      this.#continued?.();
      this.#continued = undefined;
    } else if (!current) {
      // untagged between commands: nobody asked
    } else if (data[at] === star) {
      current.untagged++;
      current.bytes += stop - at + 1;
      if (current.collect) current.lines.push(data.toString('latin1', at, stop).trimEnd());
    } else {
      const line = data.toString('latin1', at, stop).trimEnd();
      if (!line.startsWith(`${current.tag} `)) {
        this.#fail(new Error(`IMAP: unexpected line: ${line.slice(0, 200)}`));
        return;
      }
      this.#pending.shift();
      current.resolve({
        line: line.slice(current.tag.length + 1),
        untagged: current.untagged,
        bytes: current.bytes,
        lines: current.lines,
      });
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of this.#pending.splice(0)) pending.reject(error);
  }
}

/** How many messages a mailbox holds, by STATUS. */
export async function countMessages(port: number, account: Account, mailbox = 'INBOX'): Promise<number> {
  const connection = await ImapConnection.signIn(port, account);
  try {
    const { lines } = await connection.ok(`STATUS ${mailbox} (MESSAGES)`, true);
    const found = /MESSAGES (\d+)/.exec(lines.join(' '))?.[1];
    if (found === undefined) throw new Error(`IMAP: STATUS was answered: ${lines.join(' ')}`);
    return Number(found);
  } finally {
    connection.close();
  }
}
