import { deflateRawSync } from 'node:zlib';
import { bitmapBytes, bitNumbers, encodePostings } from './postings.ts';
import { CHECK_BYTES, checkOf, HEAD_BYTES, type Segment, type SegmentBytes } from './segment.ts';
import { wordsOf, type ZoneName, zoneNames } from './zones.ts';

/** A message to be indexed. */
export interface Document {
  readonly id: number;
  /** See `MessageText`; folded. */
  readonly folded: string;
  readonly isPartial: boolean;
}

type Dictionary = Map<string, number[]>;
type Dictionaries = Readonly<Record<ZoneName, Dictionary>>;

const emptyDictionaries = (): Dictionaries => Object.fromEntries(zoneNames.map((name) => [name, new Map<string, number[]>()])) as unknown as Dictionaries;

/** The index of some messages. @param documents each id once; their order does not matter */
export function buildSegment(documents: readonly Document[]): SegmentBytes {
  const dictionaries = emptyDictionaries();
  const sorted = [...documents].sort((a, b) => a.id - b.id);
  for (const [doc, { folded }] of sorted.entries()) {
    const words = wordsOf(folded);
    for (const name of zoneNames) for (const word of words[name]) addTo(dictionaries[name], word, doc);
  }
  return encodeSegment(sorted.map(({ id }) => id), sorted.map(({ isPartial }) => isPartial), dictionaries);
}

/**
 * One index in place of several. An Email that is in more than one of them counts where it comes last.
 * @param isWanted says which Emails are still there
 */
export function mergeSegments(segments: readonly Segment[], isWanted: (id: number) => boolean): SegmentBytes {
  const places = new Map<number, { segment: number; isPartial: boolean }>();
  for (const [segment, { docs }] of segments.entries()) {
    for (const [doc, id] of docs.entries()) if (isWanted(id)) places.set(id, { segment, isPartial: (segments[segment] as Segment).isPartial(doc) });
  }
  const ids = [...places.keys()].sort((a, b) => a - b);
  const numbers = new Map(ids.map((id, doc) => [id, doc]));
  const dictionaries = emptyDictionaries();
  for (const [index, segment] of segments.entries()) {
    // Per document of this segment its number in the new one; −1: it is not taken from here.
    const renumbered = Int32Array.from(segment.docs, (id) => (places.get(id)?.segment === index ? (numbers.get(id) as number) : -1));
    for (const name of zoneNames) {
      for (const { word, bits } of segment.entries(name)) {
        for (const doc of bitNumbers(bits)) {
          const number = renumbered[doc] as number;
          if (number >= 0) addTo(dictionaries[name], word, number);
        }
      }
    }
  }
  return encodeSegment(ids, ids.map((id) => places.get(id)?.isPartial ?? false), dictionaries);
}

function addTo(dictionary: Dictionary, word: string, doc: number): void {
  const docs = dictionary.get(word);
  if (docs) docs.push(doc);
  else dictionary.set(word, [doc]);
}

function encodeSegment(ids: readonly number[], partial: readonly boolean[], dictionaries: Dictionaries): SegmentBytes {
  const count = ids.length;
  const head = Buffer.alloc(HEAD_BYTES);
  const pieces: Buffer[] = [head];
  const postings: Buffer[] = [];
  for (const [i, name] of zoneNames.entries()) {
    const dictionary = dictionaries[name];
    const words = [...dictionary.keys()].sort();
    const lengths: number[] = [];
    for (const word of words) {
      const docs = dictionary.get(word) as number[];
      // Segments follow each other in the order of ids, mostly.
      if (!isAscending(docs)) docs.sort((a, b) => a - b);
      const encoded = encodePostings(docs, count);
      let length = encoded.length;
      for (; length > 0x7f; length >>>= 7) lengths.push((length & 0x7f) | 0x80);
      lengths.push(length);
      postings.push(encoded);
    }
    const text = Buffer.from(words.length === 0 ? '\n' : `\n${words.join('\n')}\n`);
    head.writeUInt32LE(words.length, i * 16);
    head.writeUInt32LE(text.length, i * 16 + 4);
    head.writeUInt32LE(lengths.length, i * 16 + 8);
    pieces.push(text, Buffer.from(lengths));
  }
  const docs = Buffer.alloc(CHECK_BYTES + count * 8 + bitmapBytes(count));
  for (const [doc, id] of ids.entries()) {
    docs.writeDoubleLE(id, CHECK_BYTES + doc * 8);
    const at = CHECK_BYTES + count * 8 + (doc >>> 3);
    if (partial[doc]) docs[at] = (docs[at] as number) | (1 << (doc & 7));
  }
  const bytes = { docs, words: deflateRawSync(Buffer.concat(pieces), { level: 4 }), postings: Buffer.concat(postings) };
  docs.writeUInt32LE(checkOf(bytes), 0);
  return bytes;
}

function isAscending(docs: readonly number[]): boolean {
  for (let i = 1; i < docs.length; i++) if ((docs[i - 1] as number) > (docs[i] as number)) return false;
  return true;
}
