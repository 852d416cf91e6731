import { crc32, inflateRawSync } from 'node:zlib';
import { Dictionary } from './dictionary.ts';
import { bitmapBytes, markPostings } from './postings.ts';
import { SegmentDamaged } from './segment-damaged.ts';
import { type ZoneName, zoneNames } from './zones.ts';

/** What a segment is in the database; see `encodeSegment`. */
export interface SegmentBytes {
  /** CRC-32 of everything else, ids of the documents (ascending), a bit for each that says that it holds more than is indexed. */
  readonly docs: Uint8Array;
  /** Of each zone its sizes, then of each zone its dictionary and the lengths of its postings; compressed. */
  readonly words: Uint8Array;
  readonly postings: Uint8Array;
}

export const CHECK_BYTES = 4;
export const HEAD_BYTES = zoneNames.length * 16;
const MOST_BYTES = 256 * 1024 * 1024;

/** Empty bytes that came from another thread have no address, and zlib begins anew at those. */
const proceed = (bytes: Uint8Array, check: number): number => (bytes.length === 0 ? check : crc32(bytes, check));

/** The check number of a segment. */
export const checkOf = ({ docs, words, postings }: SegmentBytes): number => proceed(postings, proceed(words, proceed(docs.subarray(CHECK_BYTES), 0)));

/** @throws SegmentDamaged */
function docCount(docs: Uint8Array): number {
  const count = Math.floor(((docs.length - CHECK_BYTES) * 8) / 65);
  if (docs.length < CHECK_BYTES || docs.length !== CHECK_BYTES + count * 8 + bitmapBytes(count)) throw new SegmentDamaged('the list of documents is cut off');
  return count;
}

/** The ids in a segment's list of documents, ascending. @throws SegmentDamaged */
export function docsOf(docs: Uint8Array, count = docCount(docs)): Float64Array {
  return new Float64Array(Uint8Array.from(docs.subarray(CHECK_BYTES, CHECK_BYTES + count * 8)).buffer);
}

const LINE_FEED = 10;
const WORDS = 4096;
/** Words grow to about three times their compressed size: with room for them in one piece, nothing is copied together. */
const GROWTH = 6;

/** An immutable index over some Emails. */
export class Segment {
  /** Ids, ascending: a document's number is its place here. */
  readonly docs: Float64Array;
  /** Documents that hold more than what is indexed. */
  readonly partial: Uint8Array;
  /** What it takes in memory. */
  readonly sizeBytes: number;
  readonly #zones = new Map<ZoneName, Dictionary>();
  readonly #postings: Uint8Array;

  /** @throws SegmentDamaged */
  constructor(bytes: SegmentBytes) {
    const { docs, postings } = bytes;
    const count = docCount(docs);
    if (Buffer.from(docs.buffer, docs.byteOffset, docs.byteLength).readUInt32LE(0) !== checkOf(bytes)) throw new SegmentDamaged('the check number is another one');
    this.docs = docsOf(docs, count);
    this.partial = Uint8Array.from(docs.subarray(CHECK_BYTES + count * 8));
    this.#postings = postings;
    const words = inflateRawSync(bytes.words, { maxOutputLength: MOST_BYTES, chunkSize: Math.max(1024, bytes.words.length * GROWTH) });
    let at = HEAD_BYTES;
    let posting = 0;
    let size = docs.length + postings.length;
    for (const [i, name] of zoneNames.entries()) {
      const [wordCount, wordBytes, lengthBytes] = [words.readUInt32LE(i * 16), words.readUInt32LE(i * 16 + 4), words.readUInt32LE(i * 16 + 8)];
      const dictionary = new Dictionary(words.subarray(at, at + wordBytes), words.subarray(at + wordBytes, at + wordBytes + lengthBytes), wordCount, posting);
      this.#zones.set(name, dictionary);
      posting = dictionary.postingsEnd;
      at += wordBytes + lengthBytes;
      size += dictionary.sizeBytes;
    }
    this.sizeBytes = size;
  }

  /** Bits of the documents with a word of a zone that holds the pattern, set in `into`. Pauses after so many words, so that others get their turn. */
  *find(zoneName: ZoneName, pattern: Buffer, into: Uint8Array): Generator<void> {
    const dictionary = this.#zones.get(zoneName) as Dictionary;
    const { words } = dictionary;
    const first = pattern[0] === LINE_FEED ? 1 : 0;
    const walk = dictionary.walk();
    for (let at = words.indexOf(pattern), count = 1; at >= 0; count++) {
      const { end, postings, postingsEnd } = walk(at + first);
      markPostings(this.#postings, postings, postingsEnd, this.docs.length, into);
      at = words.indexOf(pattern, end - 1);
      if (count % WORDS === 0) yield;
    }
  }

  /** All words of a zone with the bits of their documents. */
  *entries(zoneName: ZoneName): Generator<{ word: string; bits: Uint8Array }> {
    const dictionary = this.#zones.get(zoneName) as Dictionary;
    for (const { start, end, postings, postingsEnd } of dictionary.all()) {
      const bits = new Uint8Array(bitmapBytes(this.docs.length));
      markPostings(this.#postings, postings, postingsEnd, this.docs.length, bits);
      yield { word: dictionary.words.toString('utf8', start, end - 1), bits };
    }
  }

  isPartial(doc: number): boolean {
    return ((this.partial[doc >>> 3] as number) & (1 << (doc & 7))) !== 0;
  }

  /** The number of an Email; −1 where it is not among them. */
  docOf(id: number): number {
    return placeOf(this.docs, id);
  }
}

/** The place of a number among ascending ones; −1 where it is not among them. */
export function placeOf(sorted: Float64Array, id: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < id) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === id ? low : -1;
}
