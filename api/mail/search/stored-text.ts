import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { foldForSearch } from './fold.ts';
import type { MessageText } from './message-text.ts';

const WHOLE = 0;
const PARTIAL = 1;
const HEAD_BYTES = 5;
/** No text grows beyond this (`indexLimits`, a few octets a character). */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * The text of a message as it is kept: one octet that says whether it is all, the length of what follows, the folded text, compressed, and the text as it is
 * written, compressed with the folded one as dictionary: the two differ little.
 */
export function packText({ text, isPartial }: MessageText, folded = foldForSearch(text)): Buffer {
  const plain = Buffer.from(folded, 'utf8');
  const packed = deflateRawSync(plain, { level: 3 });
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = isPartial ? PARTIAL : WHOLE;
  head.writeUInt32LE(packed.length, 1);
  return Buffer.concat([head, packed, deflateRawSync(Buffer.from(text, 'utf8'), { level: 3, ...dictionary(plain) })]);
}

const dictionary = (folded: Buffer): { dictionary?: Buffer } => (folded.length > 0 ? { dictionary: folded } : {});

/** A kept text, to be compared. */
export interface FoldedText {
  readonly folded: string;
  readonly isPartial: boolean;
}

/** Undefined where the bytes are damaged. */
export function unpackFolded(packed: Uint8Array): FoldedText | undefined {
  const folded = foldedOf(packed);
  return folded && { folded: folded.toString('utf8'), isPartial: packed[0] === PARTIAL };
}

/** As people read it. Undefined where the bytes are damaged. */
export function unpackText(packed: Uint8Array): MessageText | undefined {
  const folded = foldedOf(packed);
  if (!folded) return undefined;
  try {
    const text = inflateRawSync(packed.subarray(HEAD_BYTES + packedLength(packed)), { maxOutputLength: MAX_BYTES, ...dictionary(folded) });
    return { text: text.toString('utf8'), isPartial: packed[0] === PARTIAL };
  } catch {
    return undefined;
  }
}

/** Whether a kept text is all of its message. */
export const isWhole = (packed: Uint8Array): boolean => packed[0] === WHOLE;

function foldedOf(packed: Uint8Array): Buffer | undefined {
  if (packed.length < HEAD_BYTES || (packed[0] as number) > PARTIAL || HEAD_BYTES + packedLength(packed) > packed.length) return undefined;
  try {
    return inflateRawSync(packed.subarray(HEAD_BYTES, HEAD_BYTES + packedLength(packed)), { maxOutputLength: MAX_BYTES });
  } catch {
    return undefined;
  }
}

const packedLength = (packed: Uint8Array): number => new DataView(packed.buffer, packed.byteOffset, packed.byteLength).getUint32(1, true);

/** The parts of a text: its header's lines, and its body's. */
export interface TextLines {
  readonly header: readonly string[];
  readonly body: readonly string[];
}

export function linesOf(text: string): TextLines {
  const lines = text.split('\n');
  const blank = lines.indexOf('');
  return blank < 0 ? { header: lines, body: [] } : { header: lines.slice(0, blank), body: lines.slice(blank + 1) };
}

/** Name (as written or folded) and value of a header line. */
export function fieldOf(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  return colon < 0 ? { name: line, value: '' } : { name: line.slice(0, colon), value: line.slice(colon + 2) };
}

/** The texts of a kept message's body, as people read them; undefined where they are not all of it, or damaged. */
export function bodyLines(packed: Uint8Array): readonly string[] | undefined {
  const stored = unpackText(packed);
  return stored && !stored.isPartial ? linesOf(stored.text).body : undefined;
}
