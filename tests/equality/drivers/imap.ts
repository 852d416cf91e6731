/** An IMAP client that knows literals and nothing else: what an answer means is for those who ask. */
import { connect, type Socket } from 'node:net';

/** An answer's text, each literal in it standing as `{n}`, and the literals. */
export interface Response {
  readonly text: string;
  readonly literals: readonly Buffer[];
}

export interface Answer {
  readonly untagged: readonly Response[];
  /** `OK …`, `NO …`; undefined where the server ended the connection. */
  readonly tagged: string | undefined;
}

/** How long an answer may take on a busy machine. */
const PATIENCE_MS = 30_000;

export class ImapConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #isEnded = false;
  #tags = 0;
  #idling = '';
  /** Hears every untagged answer, with the command that it came behind. */
  onUntagged: ((response: Response, command: string) => void) | undefined;

  private constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#wake?.();
    });
    const end = (): void => {
      this.#isEnded = true;
      this.#wake?.();
    };
    this.#socket.on('end', end).on('close', end).on('error', end);
  }

  static async open(port: number, user: string, password: string): Promise<ImapConnection> {
    const connection = new ImapConnection(port);
    await connection.#response();
    await connection.run(`LOGIN ${user} "${password}"`);
    return connection;
  }

  /** @throws Error where the answer is not OK */
  async run(command: string, literal?: Buffer): Promise<readonly Response[]> {
    const { untagged, tagged } = await this.attempt(command, literal);
    if (!tagged?.startsWith('OK')) throw new Error(`IMAP ${command}: ${tagged ?? untagged.map(({ text }) => text).join('\n')}`);
    return untagged;
  }

  /** @param literal sent behind the command, not synchronising (RFC 7888) */
  async attempt(command: string, literal?: Buffer): Promise<Answer> {
    const tag = this.#nextTag();
    if (literal) this.#socket.write(Buffer.concat([Buffer.from(`${tag} ${command} {${literal.length}+}\r\n`), literal, Buffer.from('\r\n')]));
    else this.#socket.write(`${tag} ${command}\r\n`);
    return this.#until(tag, command);
  }

  /** IDLE, as far as the server says that it goes on. */
  async idle(): Promise<void> {
    this.#idling = this.#nextTag();
    this.#socket.write(`${this.#idling} IDLE\r\n`);
    for (let response = await this.#response(); response && !response.text.startsWith('+'); response = await this.#response()) this.onUntagged?.(response, 'IDLE');
  }

  async done(): Promise<Answer> {
    this.#socket.write('DONE\r\n');
    return this.#until(this.#idling, 'IDLE');
  }

  #nextTag(): string {
    return `t${++this.#tags}`;
  }

  async #until(tag: string, command: string): Promise<Answer> {
    const untagged: Response[] = [];
    for (;;) {
      const response = await this.#response();
      if (!response) return { untagged, tagged: undefined };
      if (response.text.startsWith(`${tag} `)) return { untagged, tagged: response.text.slice(tag.length + 1) };
      untagged.push(response);
      this.onUntagged?.(response, command);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  async #response(): Promise<Response | undefined> {
    let text = '';
    const literals: Buffer[] = [];
    for (;;) {
      const line = await this.#line();
      if (line === undefined) return undefined;
      const size = /\{(\d+)\}$/.exec(line)?.[1];
      text += line;
      if (size === undefined) return { text, literals };
      while (this.#received.length < Number(size) && !this.#isEnded) await this.#more();
      literals.push(this.#received.subarray(0, Number(size)));
      this.#received = this.#received.subarray(Number(size));
    }
  }

  async #line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#received.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#received.toString('latin1', 0, end);
        this.#received = this.#received.subarray(end + 2);
        return line;
      }
      if (this.#isEnded) return undefined;
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      this.#wake = resolve;
      timer = setTimeout(() => reject(new Error('no answer came by IMAP')), PATIENCE_MS);
    }).finally(() => clearTimeout(timer));
  }
}

/** A name as a quoted string. */
export const quoted = (name: string): string => `"${name.replace(/[\\"]/g, '\\$&')}"`;

/** What FETCH tells of a message. */
export interface Fetched {
  readonly number: number;
  readonly uid: number | undefined;
  readonly modseq: number | undefined;
  /** Keywords in JMAP's spelling, `\Deleted` as itself, without `\Recent`; sorted. */
  readonly flags: readonly string[] | undefined;
  readonly sizeBytes: number | undefined;
  readonly emailId: string | undefined;
  readonly threadId: string | undefined;
  readonly internalDate: string | undefined;
  readonly body: Buffer | undefined;
}

/** @returns undefined for other answers */
export function fetched({ text, literals }: Response): Fetched | undefined {
  const [, number, items] = /^\* (\d+) FETCH \((.*)\)$/s.exec(text) ?? [];
  if (number === undefined || items === undefined) return undefined;
  const count = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(items)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const flags = /FLAGS \(([^)]*)\)/.exec(items)?.[1];
  return {
    number: Number(number), uid: count(/\bUID (\d+)/), modseq: count(/MODSEQ \((\d+)\)/), sizeBytes: count(/RFC822\.SIZE (\d+)/),
    flags: flags === undefined ? undefined : keywordsOf(flags),
    emailId: /EMAILID \(([^)]*)\)/.exec(items)?.[1], threadId: /THREADID \(([^)]*)\)/.exec(items)?.[1], internalDate: /INTERNALDATE "([^"]*)"/.exec(items)?.[1],
    body: literals[0],
  };
}

export const keywordsOf = (flags: string): string[] =>
  flags.split(' ').filter((flag) => flag !== '' && flag !== '\\Recent').map((flag) => (flag === '\\Deleted' ? flag : flag.replace(/^\\/, '$').toLowerCase())).sort();

const systemFlags: Readonly<Record<string, string>> = { $seen: '\\Seen', $flagged: '\\Flagged', $draft: '\\Draft', $answered: '\\Answered' };

export const flagsOf = (keywords: readonly string[], deleted: boolean): string =>
  [...keywords.map((keyword) => systemFlags[keyword] ?? keyword), ...(deleted ? ['\\Deleted'] : [])].join(' ');

/** `41,43:116` as numbers. */
export const numbersIn = (set: string): number[] => set.split(',').flatMap((range) => {
  const [first = 0, last = first] = range.split(':').map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
});
