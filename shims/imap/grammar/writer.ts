import type { Writable } from 'node:stream';
import { type DateTime, formatDateTime } from './date-time.ts';
import { formatNumbers } from './sequence-set.ts';
import { formatStatus, type StatusResponse } from './status-response.ts';
import { formatAstring, formatString } from './strings.ts';
import { encodeUtf7 } from './utf7.ts';

/** A little less than what Node takes out of the memory that small buffers share, as is four times this. */
const FIRST_BYTES = 1000;
const GROWTH = 4;
const CHUNK_BYTES = 64 * 1024;
const FETCH_HEAD_BYTES = 128;
/** What is copied byte by byte: a call of the buffer's own functions costs more. */
const SHORT_BYTES = 32;
/** Of the largest safe integer. */
const MAX_DIGITS = 16;
const OPEN_BRACE = Buffer.from('{');
const CLOSE_BRACE = Buffer.from('}\r\n');
const FETCH = Buffer.from(' FETCH (FLAGS ');
const UID = Buffer.from(' UID ');
const MODSEQ = Buffer.from(' MODSEQ (');

/** The connection is closed: nothing more reaches the client. */
export class ConnectionClosedError extends Error {
  constructor() {
    super('The connection is closed');
    this.name = 'ConnectionClosedError';
  }
}

/** The client did not take its answers in time. */
export class SlowReaderError extends Error {
  constructor() {
    super('The client did not read its answers in time');
    this.name = 'SlowReaderError';
  }
}

/**
 * Builds answers in large buffers and hands them to the socket.
 *
 * Writing is synchronous and cheap. Who writes much calls `await writer.drain()` now and then, at best when `isFull`:
 * it waits until the client has taken what was written, and fails after `slowReaderMs`.
 */
export class Writer {
  /** Strings go out as UTF-8 between quotes, names not in modified UTF-7 (ENABLE UTF8=ACCEPT, RFC 9755). */
  utf8 = false;
  #stream: Writable;
  readonly #slowReaderMs: number;
  #chunk: Buffer | undefined;
  #used = 0;

  constructor(stream: Writable, slowReaderMs: number) {
    this.#stream = stream;
    this.#slowReaderMs = slowReaderMs;
  }

  /** The socket has more than it can send at once: time to `drain`. */
  get isFull(): boolean {
    return this.#stream.writableNeedDrain;
  }

  /** Goes on with another stream (the TLS one). */
  attach(stream: Writable): void {
    this.#stream = stream;
  }

  // Pieces

  /** Wire text, one character a byte. */
  text(text: string): this {
    const { length } = text;
    if (length > CHUNK_BYTES) return this.bytes(Buffer.from(text, 'latin1'));
    const at = this.#reserve(length);
    const chunk = this.#chunk as Buffer;
    if (length > SHORT_BYTES) chunk.write(text, at, length, 'latin1');
    else for (let i = 0; i < length; i++) chunk[at + i] = text.charCodeAt(i);
    this.#used += length;
    return this;
  }

  /** Finished wire bytes. Large ones are handed on without a copy: they must not change afterwards. */
  bytes(bytes: Uint8Array): this {
    if (bytes.length >= CHUNK_BYTES / 4) {
      this.#handOver();
      this.#write(bytes);
      return this;
    }
    const at = this.#reserve(bytes.length);
    const chunk = this.#chunk as Buffer;
    if (bytes.length > SHORT_BYTES) chunk.set(bytes, at);
    else copy(chunk, at, bytes);
    this.#used += bytes.length;
    return this;
  }

  /** Octets [start, end) of finished wire bytes. */
  stretch(bytes: Uint8Array, start: number, end: number): this {
    return this.bytes(bytes.subarray(start, end));
  }

  number(value: number): this {
    const at = this.#reserve(MAX_DIGITS);
    this.#used = digits(this.#chunk as Buffer, at, value);
    return this;
  }

  string(text: string): this {
    return this.text(formatString(text, this.utf8));
  }

  nstring(text: string | undefined): this {
    return text === undefined ? this.text('NIL') : this.string(text);
  }

  astring(text: string): this {
    return this.text(formatAstring(text, this.utf8));
  }

  /** A mailbox name, in modified UTF-7 unless UTF-8 is on. */
  mailbox(name: string): this {
    return this.astring(this.utf8 ? name : encodeUtf7(name));
  }

  flags(flags: readonly string[]): this {
    return this.text(`(${flags.join(' ')})`);
  }

  dateTime(instant: DateTime): this {
    return this.text(formatDateTime(instant));
  }

  /** Ascending numbers as a sequence-set. */
  numbers(numbers: ArrayLike<number>): this {
    return this.text(formatNumbers(numbers));
  }

  /** `{n}` and the bytes; `~{n}` where NUL may occur. */
  literal(bytes: Uint8Array, binary = false): this {
    return this.text(`${binary ? '~' : ''}{${bytes.length}}\r\n`).bytes(bytes);
  }

  /** `{n}`, for a literal that follows in pieces. */
  literalSize(sizeBytes: number): this {
    return this.bytes(OPEN_BRACE).number(sizeBytes).bytes(CLOSE_BRACE);
  }

  /**
   * `{n}` and bytes that come piece by piece, never held whole.
   * If the source fails or gives another number of bytes, the client cannot be told: the connection is cut and the error thrown.
   */
  async literalStream(sizeBytes: number, source: AsyncIterable<Uint8Array>, binary = false): Promise<void> {
    this.text(`${binary ? '~' : ''}{${sizeBytes}}\r\n`);
    let written = 0;
    try {
      for await (const piece of source) {
        written += piece.length;
        if (written > sizeBytes) break;
        this.bytes(piece);
        if (this.isFull) await this.drain();
      }
      if (written !== sizeBytes) throw new Error(`A literal announced with ${sizeBytes} bytes came with ${written > sizeBytes ? 'more' : written}`);
    } catch (error) {
      this.cut();
      throw error;
    }
  }

  /** Ends the connection in the middle of an answer that cannot be finished: anything more would be taken for its rest. */
  cut(): void {
    this.#stream.destroy();
  }

  // Lines

  /** An untagged line: `* text`. */
  untagged(text: string): this {
    return this.text(`* ${text}\r\n`);
  }

  /** A status response; without a tag it is untagged. */
  status(tag: string | undefined, status: StatusResponse): this {
    return this.text(`${tag ?? '*'} ${formatStatus(status)}\r\n`);
  }

  /** `+ text`. */
  continuation(text: string): this {
    return this.text(`+ ${text}\r\n`);
  }

  /**
   * `* 5 FETCH (FLAGS (\Seen) UID 9 MODSEQ (12))`, the line that is written by the million.
   * @param flags finished list, see `FlagBytes`
   * @param uid 0: left out
   * @param modseq 0: left out
   */
  fetchFlags(sequence: number, flags: Uint8Array, uid = 0, modseq = 0): this {
    let at = this.#reserve(FETCH_HEAD_BYTES + flags.length);
    const chunk = this.#chunk as Buffer;
    chunk[at++] = 0x2a;
    chunk[at++] = 0x20;
    at = digits(chunk, at, sequence);
    at = copy(chunk, at, FETCH);
    at = copy(chunk, at, flags);
    if (uid !== 0) at = digits(chunk, copy(chunk, at, UID), uid);
    if (modseq !== 0) {
      at = digits(chunk, copy(chunk, at, MODSEQ), modseq);
      chunk[at++] = 0x29;
    }
    chunk[at++] = 0x29;
    chunk[at++] = 0x0d;
    chunk[at++] = 0x0a;
    this.#used = at;
    return this;
  }

  // Sending

  /** Hands what was written to the socket. */
  flush(): void {
    this.#handOver();
  }

  /** Hands over and waits until the client has room again. */
  async drain(): Promise<void> {
    await this.send();
  }

  /** As {@link drain}; undefined where there is nothing to wait for, as with nearly all answers. @throws ConnectionClosedError */
  send(): Promise<void> | undefined {
    this.#handOver();
    if (this.#stream.destroyed) throw new ConnectionClosedError();
    return this.#stream.writableNeedDrain ? this.#room() : undefined;
  }

  async #room(): Promise<void> {
    const stream = this.#stream;
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error): void => {
        clearTimeout(timer);
        stream.off('drain', onDrain);
        stream.off('close', onClose);
        if (error) reject(error);
        else resolve();
      };
      const onDrain = (): void => done();
      const onClose = (): void => done(new ConnectionClosedError());
      const timer = setTimeout(() => {
        done(new SlowReaderError());
        stream.destroy();
      }, this.#slowReaderMs);
      stream.on('drain', onDrain);
      stream.on('close', onClose);
    });
  }

  /** Makes room for this many bytes and says where they go. */
  #reserve(count: number): number {
    const chunk = this.#chunk;
    if (chunk && chunk.length - this.#used >= count) return this.#used;
    if (chunk && this.#used + count > CHUNK_BYTES) this.#handOver();
    const needed = this.#used + count;
    let size = chunk ? chunk.length * GROWTH : FIRST_BYTES;
    while (size < needed) size *= GROWTH;
    // Small ones share their memory with others.
    const larger = size < CHUNK_BYTES ? Buffer.allocUnsafe(size) : Buffer.allocUnsafeSlow(CHUNK_BYTES);
    if (chunk) chunk.copy(larger, 0, 0, this.#used);
    this.#chunk = larger;
    return this.#used;
  }

  #handOver(): void {
    const chunk = this.#chunk;
    if (!chunk || this.#used === 0) return;
    this.#chunk = undefined;
    const used = this.#used;
    this.#used = 0;
    this.#write(chunk.subarray(0, used));
  }

  #write(bytes: Uint8Array): void {
    if (this.#stream.writableEnded || this.#stream.destroyed) return;
    this.#stream.write(bytes);
  }
}

function digits(chunk: Uint8Array, at: number, value: number): number {
  let length = 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) length++;
  const end = at + length;
  let rest = value;
  for (let i = end - 1; i >= at; i--) {
    const tenth = Math.floor(rest / 10);
    chunk[i] = 0x30 + (rest - tenth * 10);
    rest = tenth;
  }
  return end;
}

/** Short copies are faster byte by byte than through `set`. */
function copy(chunk: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) chunk[at + i] = bytes[i] as number;
  return at + bytes.length;
}
