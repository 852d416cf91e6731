import type { ByteSource } from '../../shared/byte-source.ts';
import { bad, bye, code, type StatusResponse } from './status-response.ts';

/** The announcement of a literal: `{5}`, `{5+}` (RFC 7888), `~{5}` (RFC 3516 literal8). */
export interface LiteralHead {
  readonly sizeBytes: number;
  /** The client waits for "+" before it sends. */
  readonly synchronising: boolean;
  /** literal8: NUL may occur. */
  readonly binary: boolean;
}

export type Literal =
  | { readonly kind: 'held'; readonly head: LiteralHead; readonly bytes: Buffer }
  /** Streamed to a receiver, which gave `value` or failed. */
  | { readonly kind: 'received'; readonly head: LiteralHead; readonly value: unknown; readonly error: unknown }
  /** Announced, not read yet. */
  | { readonly kind: 'pending'; readonly head: LiteralHead }
  | { readonly kind: 'discarded'; readonly head: LiteralHead };

/** A command as assembled: text, literal, text, literal, …, text; text as one character a byte. */
export interface RawCommand {
  readonly lines: string[];
  readonly literals: Literal[];
}

/** Takes a literal's bytes as they come. What it leaves unread is read and dropped; its error becomes the command's. */
export type LiteralReceiver = (bytes: AsyncIterable<Buffer>) => Promise<unknown>;

export type LiteralDecision =
  | { readonly kind: 'hold' }
  | { readonly kind: 'receive'; readonly receiver: LiteralReceiver }
  | { readonly kind: 'refuse'; readonly status: StatusResponse };

export interface ReaderLimits {
  /** All text of one command, without its literals. */
  readonly lineBytes: number;
  /** Literals of one command that are held in memory. */
  readonly heldBytes: number;
  /** Bytes of a refused line or non-synchronising literal that are read and dropped; more ends the connection (RFC 7888 §4). */
  readonly discardBytes: number;
}

export interface ReaderHooks {
  /** Asked for each literal before it is read; the command so far ends with a pending literal. */
  literal(command: RawCommand, head: LiteralHead): LiteralDecision | Promise<LiteralDecision>;
  /** Sends "+" so that the client goes on. */
  continue(): void | Promise<void>;
  /** Bytes of a literal arrived. */
  progress(): void;
}

export type Incoming =
  | { readonly kind: 'command'; readonly command: RawCommand }
  /** Cannot be carried out, the connection goes on. */
  | { readonly kind: 'refused'; readonly command: RawCommand; readonly status: StatusResponse }
  | { readonly kind: 'fatal'; readonly status: StatusResponse }
  | { readonly kind: 'end' }
  | { readonly kind: 'interrupted' };

const LITERAL_HEAD = /(~?)\{(\d{1,19})(\+?)\}$/;
const CLOSING_BRACE = 0x7d;
const HOLD: LiteralDecision = { kind: 'hold' };

/** Assembles commands from lines and literals (RFC 9051 §2.2.1, §4.3), in order, one at a time, within bounds. */
export class CommandReader {
  limits: ReaderLimits;
  readonly #source: ByteSource;
  readonly #hooks: ReaderHooks;

  constructor(source: ByteSource, limits: ReaderLimits, hooks: ReaderHooks) {
    this.#source = source;
    this.limits = limits;
    this.#hooks = hooks;
  }

  /** The next command, or why there is none. */
  async next(): Promise<Incoming> {
    const command: RawCommand = { lines: [], literals: [] };
    const limits = this.limits;
    let lineBytes = 0;
    let heldBytes = 0;
    let discardedBytes = 0;
    let refusal: StatusResponse | undefined;
    for (;;) {
      const line = await this.#source.readLine(Math.max(0, limits.lineBytes - lineBytes), limits.discardBytes, command.lines.length === 0);
      if (line === 'endless') return { kind: 'fatal', status: bye(`Command line longer than ${limits.discardBytes} bytes`) };
      if (typeof line === 'string') return { kind: line };
      lineBytes += line.bytes.length;
      if (line.tooLong) {
        discardedBytes += lineBytes;
        refusal ??= bad(`Command line longer than ${limits.lineBytes} bytes`);
      } else if (line.bytes.includes(0)) {
        refusal ??= bad('Command holds a NUL byte');
      }

      const text = line.bytes.toString('latin1');
      const head = literalHead(line.tail);
      if (!head) {
        command.lines.push(text);
        return refusal ? { kind: 'refused', command, status: refusal } : { kind: 'command', command };
      }
      command.lines.push(line.tooLong ? text : text.replace(LITERAL_HEAD, ''));

      const decision = refusal ? ({ kind: 'refuse', status: refusal } as const) : await this.#decide(command, head, heldBytes);
      if (decision.kind === 'refuse') {
        if (head.synchronising) return { kind: 'refused', command, status: decision.status };
        discardedBytes += head.sizeBytes;
        if (discardedBytes > limits.discardBytes) {
          return { kind: 'fatal', status: bye(`${decision.status.text}; the literal is too large to be skipped`, code('TOOBIG')) };
        }
        if (!(await this.#discard(head.sizeBytes))) return { kind: 'end' };
        command.literals.push({ kind: 'discarded', head });
        refusal = decision.status;
        continue;
      }
      if (head.synchronising) await this.#hooks.continue();
      if (decision.kind === 'receive') {
        const literal = await this.#receive(head, decision.receiver);
        if (!literal) return { kind: 'end' };
        command.literals.push(literal);
      } else {
        heldBytes += head.sizeBytes;
        const bytes = await this.#hold(head.sizeBytes);
        if (!bytes) return { kind: 'end' };
        if (!head.binary && bytes.includes(0)) refusal = bad('Literal holds a NUL byte');
        command.literals.push({ kind: 'held', head, bytes });
      }
    }
  }

  /**
   * A bare line: the answer to a challenge, or DONE.
   * @param interruptible whether shutdown and time-out end the wait
   */
  async readLine(interruptible: boolean): Promise<string | 'too long' | undefined> {
    const line = await this.#source.readLine(this.limits.lineBytes, this.limits.discardBytes, interruptible);
    if (typeof line === 'string') return undefined;
    return line.tooLong ? 'too long' : line.bytes.toString('latin1');
  }

  async #decide(command: RawCommand, head: LiteralHead, heldBytes: number): Promise<LiteralDecision> {
    command.literals.push({ kind: 'pending', head });
    const decision = (await this.#hooks.literal(command, head)) ?? HOLD;
    command.literals.pop();
    if (decision.kind === 'hold' && heldBytes + head.sizeBytes > this.limits.heldBytes) {
      return { kind: 'refuse', status: bad(`Literals of this command may hold ${this.limits.heldBytes} bytes at most`, code('TOOBIG')) };
    }
    return decision;
  }

  async #hold(sizeBytes: number): Promise<Buffer | undefined> {
    const bytes = Buffer.allocUnsafe(sizeBytes);
    let at = 0;
    while (at < sizeBytes) {
      const some = await this.#source.readSome(sizeBytes - at);
      if (!some) return undefined;
      some.copy(bytes, at);
      at += some.length;
      this.#hooks.progress();
    }
    return bytes;
  }

  async #discard(sizeBytes: number): Promise<boolean> {
    let left = sizeBytes;
    while (left > 0) {
      const some = await this.#source.readSome(left);
      if (!some) return false;
      left -= some.length;
      this.#hooks.progress();
    }
    return true;
  }

  /** Runs the receiver; undefined when the peer went away in the middle (the receiver sees an error then, so that nothing half is kept). */
  async #receive(head: LiteralHead, receiver: LiteralReceiver): Promise<Literal | undefined> {
    const source = this.#source;
    const { progress } = this.#hooks;
    let left = head.sizeBytes;
    let gone = false;
    async function* bytes(): AsyncGenerator<Buffer> {
      while (left > 0) {
        const some = await source.readSome(left);
        if (!some) {
          gone = true;
          throw new Error('The connection ended inside a literal');
        }
        left -= some.length;
        progress();
        yield some;
      }
    }
    let value: unknown;
    let error: unknown;
    try {
      value = await receiver(bytes());
    } catch (thrown) {
      error = thrown ?? new Error('The literal was not taken');
    }
    if (gone || !(await this.#discard(left))) return undefined;
    return { kind: 'received', head, value, error };
  }
}

function literalHead(tail: Buffer): LiteralHead | undefined {
  if (tail.length === 0 || tail[tail.length - 1] !== CLOSING_BRACE) return undefined;
  const match = LITERAL_HEAD.exec(tail.toString('latin1', Math.max(0, tail.length - 32)));
  if (!match) return undefined;
  return { sizeBytes: Number(match[2]), synchronising: match[3] === '', binary: match[1] === '~' };
}
