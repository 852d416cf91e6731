import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Account } from '../target.ts';

export interface ImapAnswer {
  /** OK, NO or BAD with its text, without the tag. */
  readonly line: string;
  /** Untagged responses since the command before. */
  readonly untagged: number;
  readonly bytes: number;
  /** The untagged lines, where they were asked for; of one with a literal, what stands before it. */
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
const openBrace = 0x7b;
const closeBrace = 0x7d;
const zero = 0x30;
const nine = 0x39;

/**
 * An IMAP connection (RFC 9051) that costs as little as it can: lines are counted, not parsed, literals are stepped over,
 * and only tagged lines become strings. Commands may be sent before others are answered.
 */
export class ImapConnection {
  readonly socket: Socket;
  #pending: Pending[] = [];
  #rest: Buffer = Buffer.alloc(0);
  /** Octets of a literal that are still to come. */
  #literalRest = 0;
  /** The next line goes on with a response that a literal stood in. */
  #goesOn = false;
  /** Hears of untagged lines between commands and in IDLE. */
  #listener: ((line: string) => void) | undefined;
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

  /** Connects and waits for the greeting. @param tls from the first byte, whatever certificate there is */
  static async open(port: number, tls = false): Promise<ImapConnection> {
    const connection = new ImapConnection(tls ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }) : connect({ port, host: '127.0.0.1', noDelay: true }));
    await new Promise<void>((resolve, reject) => {
      connection.#greeted = resolve;
      connection.socket.once('error', reject);
      connection.socket.once('close', () => reject(new Error('no IMAP greeting')));
    });
    return connection;
  }

  /** Connects and signs in. */
  static async signIn(port: number, account: Account, tls = false): Promise<ImapConnection> {
    const connection = await ImapConnection.open(port, tls);
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

  /** IDLE (RFC 2177), up to the continuation; the session then stays as it is until closed. @param listener hears of each untagged line from here on */
  async idle(listener?: (line: string) => void): Promise<void> {
    this.#listener = listener;
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
    let at = this.#skip(data, 0);
    while (this.#literalRest === 0) {
      const stop = data.indexOf(newline, at);
      if (stop < 0) break;
      const begin = at;
      at = stop + 1;
      const goesOn = this.#goesOn;
      const literal = goesOn || data[begin] === star ? literalBefore(data, begin, stop) : undefined;
      this.#goesOn = literal !== undefined;
      this.#literalRest = literal ?? 0;
      this.#line(data, begin, stop, goesOn);
      at = this.#skip(data, at);
    }
    this.#rest = data.subarray(at);
  }

  /** Steps over what there is of a literal. @returns where it or the data end */
  #skip(data: Buffer, at: number): number {
    const length = Math.min(this.#literalRest, data.length - at);
    this.#literalRest -= length;
    const current = this.#pending[0];
    if (current) current.bytes += length;
    return at + length;
  }

  #line(data: Buffer, at: number, stop: number, goesOn: boolean): void {
    const current = this.#pending[0];
    if (goesOn) {
      if (current) current.bytes += stop - at + 1;
    } else if (this.#greeted) {
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
      this.#listener?.(data.toString('latin1', at, stop).trimEnd());
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

/** The size of the literal that a line announces at its end: `{42}`. */
function literalBefore(data: Buffer, begin: number, stop: number): number | undefined {
  let at = stop - 2;
  if (data[at] !== closeBrace) return undefined;
  let size = 0;
  for (let power = 1; --at >= begin; power *= 10) {
    const byte = data[at] ?? 0;
    if (byte === openBrace) return power === 1 ? undefined : size;
    if (byte < zero || byte > nine) return undefined;
    size += (byte - zero) * power;
  }
  return undefined;
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
