import { type IndexInput, type IndexOutput, indexMessages as indexNow } from '../mail/search/index-messages.ts';
import { mergeBytes, type MergeInput, type MergeOutput } from '../mail/search/merge.ts';
import { type TestInput, testMessage as testNow } from '../mail/search/test-message.ts';
import type { SegmentBytes } from '../mail/search/segment.ts';
import { type Description, describeMessage } from '../mail/store/description.ts';
import type { MimeLimits } from '../mail/mime/index.ts';

/** Plain values, and the buffers that leave the thread with them. */
export interface Outcome<T> {
  readonly output: T;
  readonly transfer: ArrayBuffer[];
}

export interface DescribeInput {
  readonly bytes: Uint8Array;
  readonly limits: Partial<MimeLimits>;
}

/** Buffers cut to their own length: one of Node's pool would take its neighbours along. */
function describe({ bytes, limits }: DescribeInput): Outcome<Description> {
  const description = describeMessage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), limits);
  const transfer: ArrayBuffer[] = [];
  const projection = Object.fromEntries(Object.entries(description.projection).map(([name, value]) => {
    if (!Buffer.isBuffer(value)) return [name, value];
    const own = Uint8Array.from(value);
    transfer.push(own.buffer);
    return [name, own];
  })) as unknown as Description['projection'];
  return { output: { ...description, projection }, transfer };
}

/** The index of some messages (design §6, Search). */
function indexMessages(input: IndexInput): Outcome<IndexOutput> {
  const output = indexNow(input);
  const texts = output.texts.map(({ id, body }) => ({ id, body: Uint8Array.from(body) }));
  const transfer = texts.map(({ body }) => body.buffer);
  return { output: { ...output, texts, segment: output.segment && leaving(output.segment, transfer) }, transfer };
}

function mergeSegments(input: MergeInput): Outcome<MergeOutput> {
  const output = mergeBytes(input);
  const transfer: ArrayBuffer[] = [];
  return { output: { ...output, segment: leaving(output.segment, transfer) }, transfer };
}

const testMessage = (input: TestInput): Outcome<boolean[]> => ({ output: testNow(input), transfer: [] });

function leaving({ docs, words, postings }: SegmentBytes, transfer: ArrayBuffer[]): SegmentBytes {
  const own = { docs: Uint8Array.from(docs), words: Uint8Array.from(words), postings: Uint8Array.from(postings) };
  transfer.push(own.docs.buffer, own.words.buffer, own.postings.buffer);
  return own;
}

/** Everything that a thread can be asked to do, by name. A job takes and gives plain values and knows nothing of accounts or of the database. */
export const jobs = { describe, indexMessages, mergeSegments, testMessage };

export type JobName = keyof typeof jobs;
