import { type MimeLimits, parseMessage, type Part } from '../mime/index.ts';
import { foldForSearch } from './fold.ts';
import { messageText, wholeLimits } from './message-text.ts';
import { SearchedText, type TextTest } from './text-test.ts';

/** A message whose text is not in the index, or not all of it. Plain values: it may go to another thread. */
export interface TestInput {
  readonly bytes: Uint8Array;
  /** Stretches of the message: where each begins in it, and where it lies in `bytes`. */
  readonly pieces: readonly (readonly [at: number, start: number, end: number])[];
  readonly structure: string | null;
  readonly prefix: Uint8Array | null;
  readonly limits: Partial<MimeLimits>;
  readonly tests: readonly TextTest[];
}

/** Which of the tests a message meets. */
export function testMessage({ bytes, pieces, structure, prefix, limits, tests }: TestInput): boolean[] {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (start: number, end: number): Buffer => {
    for (const [at, from, to] of pieces) if (at <= start && end - at <= to - from) return source.subarray(from + start - at, from + end - at);
    return Buffer.alloc(0);
  };
  const root = structure === null ? parseMessage(source, limits).root : (JSON.parse(structure) as Part);
  const text = new SearchedText(foldForSearch(messageText(root, prefix, read, wholeLimits).text));
  return tests.map((test) => text.meets(test));
}
