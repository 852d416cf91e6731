import type { SMTPServerDataStream } from 'smtp-server';
import { CoreError } from '../../api/client/index.ts';

/**
 * The message of one DATA, as a stream with a bound. It is never held whole: the reader's pace is the client's.
 *
 * A message over the limit is still read to its end, into nothing, because an answer before the final dot would be taken
 * for the answer to something else; one that goes on far beyond the limit is cut.
 */
export class IncomingMessage {
  readonly #stream: SMTPServerDataStream;
  readonly #maxBytes: number;
  #tooLarge = false;

  constructor(stream: SMTPServerDataStream, maxBytes: number) {
    this.#stream = stream;
    this.#maxBytes = maxBytes;
    // Errors reach whoever reads; without a reader, the connection is gone anyway.
    stream.on('error', () => undefined);
  }

  get isTooLarge(): boolean {
    return this.#tooLarge || this.#stream.sizeExceeded;
  }

  /**
   * The bytes, dots taken off.
   * @throws CoreError tooLarge once the limit is passed; Error when the client leaves before the final dot
   */
  async *bytes(): AsyncGenerator<Uint8Array> {
    let received = 0;
    for await (const chunk of this.#stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > this.#maxBytes) {
        this.#tooLarge = true;
        throw tooLarge(this.#maxBytes);
      }
      yield chunk;
    }
  }

  /** Reads what nobody wants any more. @returns false if there was too much of it */
  async drain(): Promise<boolean> {
    const stream = this.#stream;
    if (stream.readableEnded || stream.destroyed) return true;
    return new Promise((resolve) => {
      const onData = (): void => {
        if (stream.byteLength > 2 * this.#maxBytes) settle(false);
      };
      const onEnd = (): void => settle(true);
      const settle = (complete: boolean): void => {
        stream.off('data', onData).off('end', onEnd).off('close', onEnd);
        resolve(complete);
      };
      stream.on('data', onData).once('end', onEnd).once('close', onEnd);
      stream.resume();
    });
  }
}

export function tooLarge(maxBytes: number): CoreError {
  return new CoreError('tooLarge', `The message is larger than this server takes (${maxBytes} bytes)`, { maxBytes });
}
