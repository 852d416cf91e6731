import type { Dispatcher } from 'undici';
import { FetchRefused, reasonOf } from './fetch-refused.ts';

/** The body of an answer, as it comes in. Ends with a {@link FetchRefused} where it grows over its bound. */
export interface FetchedBody extends AsyncIterable<Uint8Array> {
  bytes(): Promise<Buffer>;
  text(): Promise<string>;
  /** Lets go of the connection without reading on. */
  cancel(): void;
}

/** @param finish called once, when nothing more is to come */
export function limitedBody(answer: Dispatcher.ResponseData, maxBytes: number, signal: AbortSignal, finish: () => void): FetchedBody {
  const tooLarge = (): FetchRefused => new FetchRefused('size', `The answer is larger than ${maxBytes} bytes`);
  const stream = answer.body;
  const promised = Number(answer.headers['content-length'] ?? 0);
  stream.once('close', finish);
  // Without a listener an abort while nobody reads would end the process.
  stream.on('error', () => undefined);
  if (promised > maxBytes) {
    stream.destroy();
    throw tooLarge();
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    let total = 0;
    try {
      for await (const chunk of stream) {
        const piece = chunk as Uint8Array;
        total += piece.length;
        if (total > maxBytes) throw tooLarge();
        yield piece;
      }
    } catch (error) {
      throw reasonOf(error, signal, 'the other side');
    } finally {
      stream.destroy();
      finish();
    }
  }

  const body: FetchedBody = {
    [Symbol.asyncIterator]: chunks,
    async bytes() {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    text: async () => (await body.bytes()).toString('utf8'),
    cancel() {
      stream.destroy();
      finish();
    },
  };
  return body;
}
