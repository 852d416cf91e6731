/** The words of a segment, of which every 32nd place is known beforehand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Dictionary } from '../../../api/mail/search/dictionary.ts';
import { SegmentDamaged } from '../../../api/mail/search/segment-damaged.ts';

const first = 7;
const word = fc.stringMatching(/^[a-zé]{1,12}$/);
const entries = fc.array(fc.record({ word, length: fc.integer({ min: 0, max: 70_000 }) }), { maxLength: 200 });

function dictionaryOf(all: readonly { word: string; length: number }[]): Dictionary {
  const lengths: number[] = [];
  for (const { length } of all) {
    let rest = length;
    for (; rest > 0x7f; rest >>>= 7) lengths.push((rest & 0x7f) | 0x80);
    lengths.push(rest);
  }
  return new Dictionary(Buffer.from(all.length === 0 ? '\n' : `\n${all.map((entry) => entry.word).join('\n')}\n`), Buffer.from(lengths), all.length, first);
}

function placesOf(all: readonly { word: string; length: number }[]) {
  let start = 1;
  let postings = first;
  return all.map((entry) => {
    const place = { start, end: start + Buffer.byteLength(entry.word) + 1, postings, postingsEnd: postings + entry.length };
    start = place.end;
    postings = place.postingsEnd;
    return place;
  });
}

test('every word is found by any of its places, its border included, however many lie between two that are asked for', () => {
  fc.assert(fc.property(entries, fc.array(fc.nat()), (all, picked) => {
    const dictionary = dictionaryOf(all);
    const places = placesOf(all);
    expect(dictionary.postingsEnd).toBe(places.at(-1)?.postingsEnd ?? first);
    expect([...dictionary.all()]).toEqual(places);
    if (all.length === 0) return;
    const walk = dictionary.walk();
    const ends = places.at(-1)?.end ?? 0;
    for (const at of picked.map((n) => 1 + (n % (ends - 1))).sort((a, b) => a - b)) expect(walk(at)).toEqual(places.find(({ end }) => at < end));
  }));
});

test('another number of words than it says is damage', () => {
  for (const count of [0, 1, 3]) expect(() => new Dictionary(Buffer.from('\na\nb\n'), Buffer.from([1, 1, 1]), count, 0)).toThrow(SegmentDamaged);
});
