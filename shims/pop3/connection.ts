import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { isCoreError } from '../../api/client/index.ts';
import { ByteSource, type Line } from '../shared/byte-source.ts';
import { wireText } from '../shared/wire-text.ts';
import { answerLine, err, nonsense, type Answer, type Body } from './answer.ts';
import type { Command } from './command.ts';
import type { Session } from './session.ts';
import type { Pop3Clock, Pop3Limits, Pop3Log } from './wiring.ts';

export interface ConnectionOptions {
  readonly stream: Duplex;
  readonly session: Session;
  /** By name in upper case. */
  readonly commands: ReadonlyMap<string, Command>;
  readonly hostname: string;
  readonly limits: Pop3Limits;
  readonly clock: Pop3Clock;
  readonly log: Pop3Log;
  /** Makes the TLS stream over the plain one (STLS). */
  readonly secure: (stream: Duplex) => Promise<Duplex>;
}

const LONGEST_SKIPPED_LINE = 1024 * 1024;
const CLOSE_GRACE_MS = 5_000;
const FINAL_DOT = Buffer.from('.\r\n');
const HELD_BYTES = 32 * 1024;

/** The client has gone, or does not take what it asked for. */
class Gone extends Error {}

/** One client: reads a command, carries it out, answers, until either side ends it. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #source: ByteSource;
  #stream: Duplex;
  #badCommands = 0;
  #isEnding = false;
  #isRevoked = false;
  #startTls = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#stream = options.stream;
    this.#stream.on('error', () => undefined);
    this.#source = new ByteSource(options.stream);
  }

  /** Ends without UPDATE: at once between commands, else behind the answer. POP3 has no word for it, the line just ends. */
  end(): void {
    this.#isEnding = true;
    this.#source.interrupt();
  }

  /** The sign-in has ended elsewhere: as {@link end}, and a message that is on its way is cut (design §4, Bus). */
  revoke(): void {
    this.#isRevoked = true;
    this.end();
  }

  async run(): Promise<void> {
    const { session, clock, limits, log, hostname } = this.#options;
    const signInDeadline = clock.after(limits.signInTimeout, () => {
      if (session.state === 'authorization') this.#cut();
    });
    try {
      await this.#write(`+OK ${hostname} Messagerie POP3\r\n`);
      while (!session.isOver && !this.#isEnding) {
        const line = await this.#readLine();
        if (line === undefined) break;
        await this.#answer(line);
        if (this.#startTls) await this.#secure();
      }
    } catch (error) {
      if (!(error instanceof Gone)) log.error({ err: error }, 'pop3 connection failed');
    } finally {
      signInDeadline.cancel();
      this.#source.detach();
      await session.close().catch((error: unknown) => log.error({ err: error }, 'pop3 session could not be closed cleanly'));
      this.#stream.end();
      // Whoever does not close its side is not waited for.
      const grace = clock.after(CLOSE_GRACE_MS, () => this.#stream.destroy());
      this.#stream.once('close', () => grace.cancel());
      this.#stream.resume();
    }
  }

  async #answer(line: Line): Promise<void> {
    const answer = line.tooLong ? nonsense('The line is too long') : await this.#carryOut(line.bytes);
    if (answer.kind === 'err' && answer.isNonsense && ++this.#badCommands > this.#options.limits.badCommands) {
      this.#isEnding = true;
      await this.#write(answerLine(err('Too many commands that make no sense')));
      return;
    }
    const head = answerLine(answer);
    if (answer.kind === 'ok' && answer.body) await this.#writeBody(head, answer.body);
    else await this.#write(head);
  }

  /** Errors become answers here and nowhere else. */
  async #carryOut(bytes: Buffer): Promise<Answer> {
    const { session, commands, log } = this.#options;
    if (bytes.some((byte) => byte < 32 || byte === 127)) return nonsense('Control characters have no place in a command');
    if (!isUtf8(bytes)) return nonsense('A command is ASCII or UTF-8');
    const text = bytes.toString('utf8');
    const space = text.indexOf(' ');
    const name = (space < 0 ? text : text.slice(0, space)).toUpperCase();
    const argument = space < 0 ? '' : text.slice(space + 1);
    const command = session.isOff(name) ? undefined : commands.get(name);
    if (!command) return nonsense('Unknown command');
    if (!command.states.includes(session.state)) {
      return nonsense(session.state === 'authorization' ? `${name} needs a sign-in first` : `${name} is not possible after sign-in`);
    }
    try {
      return await command.run({
        session,
        // Only a password may begin or end with spaces.
        argument: name === 'PASS' ? argument : argument.trim(),
        challenge: (base64) => this.#challenge(base64),
        startTls: () => {
          this.#startTls = true;
        },
      });
    } catch (error) {
      if (error instanceof Gone) throw error;
      if (isCoreError(error)) return err(wireText(error.message), error.mapping.http >= 500 ? 'SYS/TEMP' : undefined);
      log.error({ err: error, command: name }, 'pop3 command failed');
      return err('Internal error, try again later; it has been logged', 'SYS/TEMP');
    }
  }

  async #challenge(base64: string): Promise<string | undefined> {
    await this.#write(`+ ${base64}\r\n`);
    const line = await this.#readLine();
    if (line === undefined) throw new Gone();
    const text = line.tooLong ? '*' : line.bytes.toString('latin1').trim();
    return text === '*' ? undefined : text;
  }

  /** @returns undefined when the connection ends */
  async #readLine(): Promise<Line | undefined> {
    const { session, limits, clock } = this.#options;
    const limit = session.state === 'authorization' ? Math.min(limits.unauthenticatedCommandBytes, limits.lineBytes) : limits.lineBytes;
    const idle = clock.after(limits.pop3IdleTimeout, () => this.#cut());
    const line = await this.#source.readLine(limit, LONGEST_SKIPPED_LINE, true);
    idle.cancel();
    return typeof line === 'string' ? undefined : line;
  }

  /** Short answers leave in one piece: each write is a packet and a call of the system. */
  async #writeBody(line: string, body: Body): Promise<void> {
    let held: Uint8Array[] = [Buffer.from(line, 'utf8')];
    let heldBytes = 0;
    const hold = (piece: Uint8Array): Promise<void> | undefined => {
      if (this.#isRevoked) throw new Gone();
      held.push(piece);
      heldBytes += piece.length;
      if (heldBytes < HELD_BYTES) return undefined;
      const full = Buffer.concat(held);
      held = [];
      heldBytes = 0;
      return this.#write(full);
    };
    try {
      // What is at hand needs no promise for each piece.
      if (Symbol.iterator in body) {
        for (const piece of body) {
          const writing = hold(piece);
          if (writing) await writing;
        }
      } else {
        for await (const piece of body) await hold(piece);
      }
    } catch (error) {
      // Half a message cannot be taken back: only a cut line tells the client that this was not all.
      this.#cut();
      throw error;
    }
    await this.#write(Buffer.concat([...held, FINAL_DOT]));
  }

  /** Waits until the client takes it; one that does not read is cut. */
  async #write(piece: string | Uint8Array): Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed || !stream.writable) throw new Gone();
    if (stream.write(piece)) return;
    const { clock, limits } = this.#options;
    const slow = clock.after(limits.pop3IdleTimeout, () => this.#cut());
    const waiting = new AbortController();
    const options = { signal: waiting.signal };
    await Promise.race([once(stream, 'drain', options), once(stream, 'close', options)]).catch(() => undefined);
    waiting.abort();
    slow.cancel();
    if (stream.destroyed) throw new Gone();
  }

  async #secure(): Promise<void> {
    const { session, secure } = this.#options;
    this.#startTls = false;
    this.#source.detach();
    const stream = await secure(this.#stream).catch(() => {
      throw new Gone();
    });
    this.#stream = stream;
    stream.on('error', () => undefined);
    this.#source.attach(stream);
    session.isTls = true;
    session.user = undefined;
  }

  #cut(): void {
    this.#source.close();
    this.#stream.destroy();
  }
}
