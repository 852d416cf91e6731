import { type IndexInput, type IndexOutput, indexMessages as indexNow } from '../../mail/search/index-messages.ts';
import { mergeBytes, type MergeInput, type MergeOutput } from '../../mail/search/merge.ts';
import type { SegmentBytes } from '../../mail/search/segment.ts';
import { type TestInput, testMessage as testNow } from '../../mail/search/test-message.ts';
import type { Outcome } from './outcome.ts';

/** The index of some messages (design §6, Search). */
export function indexMessages(input: IndexInput): Outcome<IndexOutput> {
  const output = indexNow(input);
  const texts = output.texts.map(({ id, body }) => ({ id, body: Uint8Array.from(body) }));
  const transfer = texts.map(({ body }) => body.buffer);
  return { output: { ...output, texts, segment: output.segment && leaving(output.segment, transfer) }, transfer };
}

export function mergeSegments(input: MergeInput): Outcome<MergeOutput> {
  const output = mergeBytes(input);
  const transfer: ArrayBuffer[] = [];
  return { output: { ...output, segment: leaving(output.segment, transfer) }, transfer };
}

export const testMessage = (input: TestInput): Outcome<boolean[]> => ({ output: testNow(input), transfer: [] });

function leaving({ docs, words, postings }: SegmentBytes, transfer: ArrayBuffer[]): SegmentBytes {
  const own = { docs: Uint8Array.from(docs), words: Uint8Array.from(words), postings: Uint8Array.from(postings) };
  transfer.push(own.docs.buffer, own.words.buffer, own.postings.buffer);
  return own;
}
