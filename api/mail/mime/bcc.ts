import { scanHeaderBlock } from './header-fields.ts';

/** Octets [start, end) of a source. */
export interface Range {
  start: number;
  end: number;
}

const blindFields = new Set(['bcc', 'resent-bcc']);

/**
 * Takes Bcc and Resent-Bcc out of a message (RFC 5322 §3.6.3), for the bytes that are sent.
 * @returns the fields' ranges in the source, and the bytes without them (the source itself where there are none)
 */
export function removeBcc(source: Buffer): { removed: Range[]; bytes: Buffer } {
  const removed = fieldRanges(source, (key) => blindFields.has(key));
  return { removed, bytes: without(source, removed) };
}

/** Ranges of the message header's fields whose name (lower case) is wanted, in order. */
export function fieldRanges(source: Buffer, isWanted: (key: string) => boolean): Range[] {
  const unlimited = { headerBytes: Number.POSITIVE_INFINITY, headerFields: Number.POSITIVE_INFINITY };
  const ranges: Range[] = [];
  for (const field of scanHeaderBlock(source, 0, unlimited).fields) if (isWanted(field.key)) ranges.push({ start: field.start, end: field.end });
  return ranges;
}

/** The source without some ranges, which are in order. */
export function without(source: Buffer, ranges: readonly Range[]): Buffer {
  if (ranges.length === 0) return source;
  const kept: Buffer[] = [];
  let position = 0;
  for (const { start, end } of ranges) {
    kept.push(source.subarray(position, start));
    position = end;
  }
  kept.push(source.subarray(position));
  return Buffer.concat(kept);
}
