import { Duplex } from 'node:stream';
import { constants, createInflateRaw, deflateRawSync, type InflateRaw } from 'node:zlib';

/** Compressed in one go, so that nobody waits for longer than some milliseconds (design §6). */
const SLICE_BYTES = 64 * 1024;
/** What a piece of output may have: of a bomb, one lies about at a time. */
const PIECE_BYTES = 4 * 1024;
/** Level 1 is three times as fast as 6 and loses a tenth; a flush behind each slice, since the client waits for its end. */
const DEFLATE = { level: 1, finishFlush: constants.Z_SYNC_FLUSH } as const;

/**
 * Both directions of a connection in DEFLATE (RFC 1951), as COMPRESS has it (RFC 4978).
 *
 * Nothing is kept of what was sent: each slice is compressed for itself, and slices one behind the other are one stream, since none refers to what was before
 * it and none is the last. So a session that idles pays for the window of its client alone (32 KB and 8, once it has sent something); zlib's own streams
 * would take some 300 KB. What comes in is expanded as far as the reader asks for more, and no further.
 */
export class CompressedStream extends Duplex {
  readonly #inner: Duplex;
  readonly #inflate: InflateRaw;
  readonly #onCorrupt: () => void;
  readonly #close = (): void => {
    this.destroy();
  };

  /** @param onCorrupt what came is no DEFLATE; the readable side ends behind it */
  constructor(inner: Duplex, onCorrupt: () => void) {
    // Both ends may be over while the stream below still has something to send; it closes, and this with it.
    super({ readableHighWaterMark: PIECE_BYTES, autoDestroy: false });
    this.#inner = inner;
    this.#onCorrupt = onCorrupt;
    // Who closes in the middle has closed, and no more.
    this.#inflate = createInflateRaw({ chunkSize: PIECE_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
    this.#inflate.on('data', (piece: Buffer) => {
      if (!this.push(piece)) this.#inflate.pause();
    });
    this.#inflate.on('end', () => this.push(null));
    this.#inflate.on('error', () => {
      inner.unpipe(this.#inflate);
      inner.resume();
      this.#onCorrupt();
      this.push(null);
    });
    inner.on('close', this.#close).on('error', this.#close);
    inner.pipe(this.#inflate);
  }

  /** Ends compression and leaves the stream below as it is (RFC 8437 §4.1). @returns that stream */
  release(): Duplex {
    const inner = this.#inner;
    inner.unpipe(this.#inflate);
    inner.off('close', this.#close).off('error', this.#close);
    this.#inflate.destroy();
    // `unpipe` has paused it; whoever listens next hears what comes from now on.
    inner.resume();
    return inner;
  }

  override _read(): void {
    this.#inflate.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(bytes, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(deflateRawSync(Buffer.alloc(0)), () => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inflate.destroy();
    this.#inner.destroy();
    done(error);
  }

  #send(bytes: Buffer, done: (error?: Error | null) => void): void {
    const slice = bytes.subarray(0, SLICE_BYTES);
    const rest = bytes.subarray(SLICE_BYTES);
    const more = (): void => {
      if (rest.length === 0) done();
      // Others have their turn between two slices.
      else setImmediate(() => this.#send(rest, done));
    };
    if (this.#inner.destroyed) return;
    if (this.#inner.write(deflateRawSync(slice, DEFLATE))) more();
    else this.#inner.once('drain', more);
  }
}
