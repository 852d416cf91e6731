import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { usageError } from './exit-codes.ts';

/** What the command sees of the world around it. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Somebody types. */
  readonly isTerminal: boolean;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** A line typed without being shown. */
  readHidden(prompt: string): Promise<string>;
}

const mostInputBytes = 64 * 1024;

export function processIo(): Io {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    env: process.env,
    cwd: process.cwd(),
    isTerminal: process.stdin.isTTY === true,
    async readInput() {
      const pieces: Buffer[] = [];
      let length = 0;
      for await (const piece of process.stdin as AsyncIterable<Buffer>) {
        length += piece.length;
        if (length > mostInputBytes) throw usageError('Standard input is too long for a secret.');
        pieces.push(piece);
      }
      return Buffer.concat(pieces).toString();
    },
    async readHidden(prompt) {
      process.stderr.write(prompt);
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
      try {
        return await new Promise<string>((resolve, reject) => {
          lines.once('line', resolve);
          lines.once('close', () => reject(usageError('Nothing was typed.')));
        });
      } finally {
        lines.close();
        process.stderr.write('\n');
      }
    },
  };
}

/** A password: the first line of standard input, or typed twice where somebody sits there. Never an argument: those are seen by all users of the machine. */
export async function readPassword(io: Io, fromInput: boolean): Promise<string> {
  if (fromInput || !io.isTerminal) {
    const [line = ''] = (await io.readInput()).split(/\r?\n/, 1);
    if (line === '') throw usageError('No password came on standard input.');
    return line;
  }
  const password = await io.readHidden('New password: ');
  if ((await io.readHidden('Again: ')) !== password) throw usageError('The two are not the same.');
  return password;
}
