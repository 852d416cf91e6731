import { crc32, inflateRawSync } from 'node:zlib';
import { bitmapBytes, markPostings } from './postings.ts';
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

/** The bytes of a segment are not those that were written. */
export class SegmentDamaged extends Error {
  override name = 'SegmentDamaged';
}

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

/** Words of one part of many messages, and where they occur. */
interface Zone {
  /** A line feed, then words with a line feed after each, in the order of their code units. */
  readonly words: Buffer;
  /** Where each word begins in `words`, and where the next one would. */
  readonly starts: Uint32Array;
  /** Where each word's postings begin, and where the next one's would. */
  readonly offsets: Uint32Array;
}

const LINE_FEED = 10;
const WORDS = 4096;

/** An immutable index over some Emails. */
export class Segment {
  /** Ids, ascending: a document's number is its place here. */
  readonly docs: Float64Array;
  /** Documents that hold more than what is indexed. */
  readonly partial: Uint8Array;
  /** What it takes in memory. */
  readonly sizeBytes: number;
  readonly #zones = new Map<ZoneName, Zone>();
  readonly #postings: Uint8Array;

  /** @throws SegmentDamaged */
  constructor(bytes: SegmentBytes) {
    const { docs, postings } = bytes;
    const count = docCount(docs);
    if (Buffer.from(docs.buffer, docs.byteOffset, docs.byteLength).readUInt32LE(0) !== checkOf(bytes)) throw new SegmentDamaged('the check number is another one');
    this.docs = docsOf(docs, count);
    this.partial = Uint8Array.from(docs.subarray(CHECK_BYTES + count * 8));
    this.#postings = postings;
    const words = inflateRawSync(bytes.words, { maxOutputLength: MOST_BYTES });
    let at = HEAD_BYTES;
    let posting = 0;
    let size = docs.length + words.length + postings.length;
    for (const [i, name] of zoneNames.entries()) {
      const [wordCount, wordBytes, lengthBytes] = [words.readUInt32LE(i * 16), words.readUInt32LE(i * 16 + 4), words.readUInt32LE(i * 16 + 8)];
      const dictionary = words.subarray(at, at + wordBytes);
      const lengths = words.subarray(at + wordBytes, at + wordBytes + lengthBytes);
      const offsets = new Uint32Array(wordCount + 1);
      posting = readLengths(lengths, posting, offsets);
      this.#zones.set(name, { words: dictionary, starts: wordStarts(dictionary, wordCount), offsets });
      at += wordBytes + lengthBytes;
      size += 8 * wordCount;
    }
    this.sizeBytes = size;
  }

  /** Bits of the documents with a word of a zone that holds the pattern, set in `into`. Pauses after so many words, so that others get their turn. */
  *find(zoneName: ZoneName, pattern: Buffer, into: Uint8Array): Generator<void> {
    const { words, starts, offsets } = this.#zones.get(zoneName) as Zone;
    const first = pattern[0] === LINE_FEED ? 1 : 0;
    for (let at = words.indexOf(pattern), count = 1; at >= 0; count++) {
      const word = wordAt(starts, at + first);
      markPostings(this.#postings, offsets[word] as number, offsets[word + 1] as number, this.docs.length, into);
      const next = (starts[word + 1] as number) - 1;
      at = words.indexOf(pattern, next);
      if (count % WORDS === 0) yield;
    }
  }

  /** All words of a zone with the bits of their documents. */
  *entries(zoneName: ZoneName): Generator<{ word: string; bits: Uint8Array }> {
    const { words, starts, offsets } = this.#zones.get(zoneName) as Zone;
    for (let i = 0; i + 1 < starts.length; i++) {
      const bits = new Uint8Array(bitmapBytes(this.docs.length));
      markPostings(this.#postings, offsets[i] as number, offsets[i + 1] as number, this.docs.length, bits);
      yield { word: words.toString('utf8', starts[i], (starts[i + 1] as number) - 1), bits };
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

/** The last word that begins at or before a place. */
function wordAt(starts: Uint32Array, at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle;
  }
  return low;
}

function wordStarts(words: Buffer, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  let word = 0;
  for (let i = 0; i < words.length && word <= count; i++) if (words[i] === LINE_FEED) starts[word++] = i + 1;
  if (word !== count + 1) throw new SegmentDamaged('the dictionary holds another number of words');
  return starts;
}

function readLengths(lengths: Buffer, from: number, offsets: Uint32Array): number {
  let at = from;
  let i = 0;
  for (let word = 0; word + 1 < offsets.length; word++) {
    offsets[word] = at;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const octet = lengths[i++] ?? 0;
      length |= (octet & 0x7f) << shift;
      if (octet < 0x80) break;
    }
    at += length;
  }
  offsets[offsets.length - 1] = at;
  return at;
}
