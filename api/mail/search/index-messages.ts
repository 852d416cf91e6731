import { type MimeLimits, parseMessage, type Part } from '../mime/index.ts';
import { foldForSearch } from './fold.ts';
import { type MessageText, messageText } from './message-text.ts';
import type { SegmentBytes } from './segment.ts';
import { buildSegment } from './segment-writer.ts';
import { packText } from './stored-text.ts';

/** A message to be indexed, its bytes as far as they are needed. Plain values: they may go to another thread. */
export interface MessageToIndex {
  readonly id: number;
  /** JSON of its structure; null where only the whole message can tell it. */
  readonly structure: string | null;
  /** Where its prefix lies in {@link IndexInput.bytes}. */
  readonly prefix: readonly [start: number, end: number];
  /** Stretches of the message: where each begins in it, and where it lies in {@link IndexInput.bytes}. */
  readonly pieces: readonly (readonly [at: number, start: number, end: number])[];
  /** It is in a segment already: only its text is wanted. */
  readonly isIndexed: boolean;
}

export interface IndexInput {
  readonly bytes: Uint8Array;
  readonly messages: readonly MessageToIndex[];
  readonly limits: Partial<MimeLimits>;
}

export interface IndexOutput {
  /** Null where no message is new to the index. */
  readonly segment: SegmentBytes | null;
  readonly sizeBytes: number;
  readonly docCount: number;
  readonly texts: readonly { readonly id: number; readonly body: Uint8Array }[];
  /** Messages whose text could not be told: they are indexed without one. */
  readonly failed: readonly number[];
}

const nothing: MessageText = { text: '', isPartial: false };

/** Tells the texts of messages and makes their index. */
export function indexMessages({ bytes, messages, limits }: IndexInput): IndexOutput {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const failed: number[] = [];
  const documents = messages.map((message) => {
    let text = nothing;
    try {
      text = textOf(source, message, limits);
    } catch {
      failed.push(message.id);
    }
    return { id: message.id, isIndexed: message.isIndexed, ...text, folded: foldForSearch(text.text) };
  });
  const added = documents.filter(({ isIndexed }) => !isIndexed);
  const segment = added.length > 0 ? buildSegment(added) : null;
  return {
    segment,
    sizeBytes: segment ? segment.words.length + segment.postings.length : 0,
    docCount: added.length,
    texts: documents.map(({ id, text, isPartial, folded }) => ({ id, body: packText({ text, isPartial }, folded) })),
    failed,
  };
}

function textOf(source: Buffer, { structure, prefix, pieces }: MessageToIndex, limits: Partial<MimeLimits>): MessageText {
  const read = (start: number, end: number): Buffer => {
    for (const [at, from, to] of pieces) if (at <= start && end - at <= to - from) return source.subarray(from + start - at, from + end - at);
    return Buffer.alloc(0);
  };
  const [first] = pieces;
  if (!first) return nothing;
  const root = structure === null ? parseMessage(source.subarray(first[1], first[2]), limits).root : (JSON.parse(structure) as Part);
  return messageText(root, source.subarray(prefix[0], prefix[1]), read);
}
