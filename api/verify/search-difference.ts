import { toId } from '../ids.ts';
import { bitNumbers } from '../mail/search/postings.ts';
import type { Segment } from '../mail/search/segment.ts';
import { zoneNames } from '../mail/search/zones.ts';

/** The first thing in which two segments differ; undefined where they hold the same. */
export function segmentDifference(expected: Segment, found: Segment): { expected: string; found: string } | undefined {
  const names = (segment: Segment, docs: readonly number[]): string => docs.slice(0, 5).map((doc) => toId('email', segment.docs[doc] as number)).join(', ') || 'no Email';
  if (Buffer.compare(bytesOf(expected.docs), bytesOf(found.docs)) !== 0) return { expected: `${expected.docs.length} Emails`, found: `${found.docs.length} others` };
  if (Buffer.compare(expected.partial, found.partial) !== 0) {
    return { expected: `more text than is indexed in ${names(expected, bitNumbers(expected.partial))}`, found: `in ${names(found, bitNumbers(found.partial))}` };
  }
  for (const zone of zoneNames) {
    const entries = found.entries(zone);
    let entry = entries.next();
    for (const { word, bits } of expected.entries(zone)) {
      const other = entry.done ? undefined : entry.value;
      if (!other || word < other.word) return { expected: `${zone}: a word in ${names(expected, bitNumbers(bits))}`, found: 'not indexed' };
      if (word > other.word) break;
      if (Buffer.compare(bits, other.bits) !== 0) return { expected: `${zone}: a word in ${names(expected, bitNumbers(bits))}`, found: `in ${names(found, bitNumbers(other.bits))}` };
      entry = entries.next();
    }
    if (!entry.done) return { expected: `${zone}: no such word`, found: `a word in ${names(found, bitNumbers(entry.value.bits))}` };
  }
  return undefined;
}

const bytesOf = (docs: Float64Array): Uint8Array => new Uint8Array(docs.buffer, docs.byteOffset, docs.byteLength);
