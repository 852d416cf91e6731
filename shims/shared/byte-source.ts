import type { Readable } from 'node:stream';

/** How a wait for bytes ended. */
export type Wake = 'bytes' | 'end' | 'interrupted';

/** A line without its CRLF (or LF). `tooLong`: only the first `limit` bytes are kept, `tail` holds the last bytes before the line end. */
export interface Line {
  readonly bytes: Buffer;
  readonly tooLong: boolean;
  readonly tail: Buffer;
}

const EMPTY = Buffer.alloc(0);
const LF = 10;
const CR = 13;
const TAIL_BYTES = 32;
/** Unread bytes above which the socket is paused: a client that pipelines is read as fast as its commands are carried out. */
const HIGH_WATER = 64 * 1024;

/**
 * Pulls lines and byte runs out of a socket, with back-pressure.
 *
 * One buffer holds what was received and not yet consumed; it is given up when empty, so that an idle connection costs nothing.
 * Views handed out stay valid: bytes are never moved inside a buffer, only into a new one.
 */
export class ByteSource {
  #stream: Readable;
  #buffer: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  #ended = false;
  #paused = false;
  #waiter: ((wake: Wake) => void) | undefined;
  #interruptible = false;
  #interrupted = false;

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#listen(stream);
  }

  /** True once the peer has closed or failed; buffered bytes may still be there. */
  get ended(): boolean {
    return this.#ended;
  }

  get available(): number {
    return this.#end - this.#start;
  }

  /** Ends a wait that accepts it (between commands, in IDLE), now and from now on. */
  interrupt(): void {
    this.#interrupted = true;
    if (this.#interruptible) this.#wake('interrupted');
  }

  /** Ends every wait as if the peer had gone. */
  close(): void {
    this.#onEnd();
  }

  /** Stops listening and forgets what was received: nothing pipelined in clear text may count after STARTTLS (RFC 9051 §6.2.1). */
  detach(): void {
    this.#stream.off('data', this.#onData);
    this.#stream.off('end', this.#onEnd);
    this.#stream.off('close', this.#onEnd);
    this.#stream.off('error', this.#onEnd);
    this.#buffer = EMPTY;
    this.#start = this.#end = 0;
  }

  /** Continues on another stream (the TLS one). */
  attach(stream: Readable): void {
    this.#stream = stream;
    this.#ended = false;
    this.#paused = false;
    this.#listen(stream);
  }

  /** The next byte run, at most `max` bytes; undefined when the peer has gone. */
  async readSome(max: number): Promise<Buffer | undefined> {
    while (this.available === 0) {
      if ((await this.#wait(false)) === 'end') return undefined;
    }
    return this.#take(Math.min(max, this.available));
  }

  /**
   * The next line. Longer ones are skipped to their end.
   * @param limit bytes kept
   * @param skipLimit bytes after which a line counts as endless
   * @param interruptible whether `interrupt()` may end the wait before the first byte
   * @returns the line, or why there is none
   */
  async readLine(limit: number, skipLimit: number, interruptible = false): Promise<Line | 'end' | 'interrupted' | 'endless'> {
    let head: Buffer | undefined; // kept part of a line that is too long
    let tail: Buffer = EMPTY;
    let scanned = 0; // bytes after #start known to hold no LF
    let skipped = 0;
    for (;;) {
      const at = this.#buffer.subarray(0, this.#end).indexOf(LF, this.#start + scanned);
      if (at >= 0) {
        const raw = this.#take(at - this.#start + 1);
        const length = raw.length > 1 && raw[raw.length - 2] === CR ? raw.length - 2 : raw.length - 1;
        const bytes = raw.subarray(0, length);
        if (!head && length <= limit) return { bytes, tooLong: false, tail: bytes };
        if (skipped + raw.length > skipLimit) return 'endless';
        const joined = Buffer.concat([tail, raw]);
        const end = joined.length > 1 && joined[joined.length - 2] === CR ? joined.length - 2 : joined.length - 1;
        return { bytes: head ?? bytes.subarray(0, limit), tooLong: true, tail: joined.subarray(Math.max(0, end - TAIL_BYTES), end) };
      }
      scanned = this.available;
      if (scanned > limit + 1) {
        const raw = this.#take(scanned);
        skipped += raw.length;
        head ??= Buffer.from(raw.subarray(0, limit));
        tail = Buffer.from(Buffer.concat([tail, raw.subarray(-TAIL_BYTES - 1)]).subarray(-TAIL_BYTES - 1));
        scanned = 0;
        if (skipped > skipLimit) return 'endless';
      }
      const wake = await this.#wait(interruptible && scanned === 0 && !head);
      if (wake !== 'bytes') return wake;
    }
  }

  readonly #onData = (chunk: Buffer): void => {
    const held = this.available;
    if (held === 0) {
      this.#buffer = chunk;
      this.#start = 0;
      this.#end = chunk.length;
    } else {
      if (this.#buffer.length - this.#end < chunk.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(1024, 2 * (held + chunk.length)));
        this.#buffer.copy(larger, 0, this.#start, this.#end);
        this.#buffer = larger;
        this.#start = 0;
        this.#end = held;
      }
      chunk.copy(this.#buffer, this.#end);
      this.#end += chunk.length;
    }
    this.#wake('bytes');
    if (!this.#waiter && this.available >= HIGH_WATER && !this.#paused) {
      this.#paused = true;
      this.#stream.pause();
    }
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#wake('end');
  };

  #listen(stream: Readable): void {
    stream.on('data', this.#onData);
    stream.on('end', this.#onEnd);
    stream.on('close', this.#onEnd);
    stream.on('error', this.#onEnd);
  }

  #take(count: number): Buffer {
    const bytes = this.#buffer.subarray(this.#start, this.#start + count);
    this.#start += count;
    if (this.#start === this.#end) {
      this.#buffer = EMPTY;
      this.#start = this.#end = 0;
    }
    return bytes;
  }

  #wait(interruptible: boolean): Promise<Wake> {
    if (interruptible && this.#interrupted) return Promise.resolve('interrupted');
    if (this.#ended) return Promise.resolve('end');
    return new Promise((resolve) => {
      this.#interruptible = interruptible;
      this.#waiter = resolve;
      if (this.#paused) {
        this.#paused = false;
        this.#stream.resume();
      }
    });
  }

  #wake(how: Wake): void {
    const waiter = this.#waiter;
    if (!waiter) return;
    this.#waiter = undefined;
    this.#interruptible = false;
    waiter(how);
  }
}
