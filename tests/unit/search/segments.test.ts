/** Segments of the search index by themselves: what is built, joined and looked for (design §6, Search). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldForSearch, foldedTerm, foldedTerms } from '../../../api/mail/search/index.ts';
import { bitmapBytes, bitNumbers, encodePostings, markPostings } from '../../../api/mail/search/postings.ts';
import { Segment } from '../../../api/mail/search/segment.ts';
import { SegmentDamaged } from '../../../api/mail/search/segment-damaged.ts';
import { buildSegment, type Document, mergeSegments } from '../../../api/mail/search/segment-writer.ts';
import { packText, unpackFolded, unpackText } from '../../../api/mail/search/stored-text.ts';
import { mergeable } from '../../../api/mail/search/tiers.ts';
import { patternsOf } from '../../../api/mail/search/words.ts';
import { segmentDifference } from '../../../api/verify/search-difference.ts';

const characters = fc.constantFrom(...'abé ςσ', 'ة', 'أ', '😀', '日', 'x'.repeat(40), '  ', '\u0301');
const line = fc.array(characters, { maxLength: 40 }).map((pieces) => pieces.join(''));
const documents: fc.Arbitrary<Document[]> = fc.uniqueArray(
  fc.record({ id: fc.integer({ min: 1, max: 2 ** 50 }), folded: line.map((text) => foldForSearch(`subject: ${text}\n\n${text}`)), isPartial: fc.boolean() }),
  { selector: ({ id }) => id, maxLength: 30 },
);

test('postings: what goes in comes out, as differences or as bits', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 4999 })), fc.integer({ min: 0, max: 5000 }), (numbers, more) => {
    const count = Math.max(more, ...numbers.map((n) => n + 1), 1);
    const docs = numbers.sort((a, b) => a - b);
    const encoded = encodePostings(docs, count);
    expect(encoded.length).toBeLessThanOrEqual(bitmapBytes(count));
    const bits = new Uint8Array(bitmapBytes(count));
    markPostings(encoded, 0, encoded.length, count, bits);
    expect(bitNumbers(bits)).toEqual(docs);
  }));
});

test('joined segments are as if they had been built together, without what is gone', () => {
  fc.assert(fc.property(documents, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 4 }), (all, parts, gone) => {
    const isWanted = (id: number): boolean => id % 5 !== gone;
    const segments = Array.from({ length: parts }, (_, part) => new Segment(buildSegment(all.filter((_document, i) => i % parts === part))));
    const joined = mergeSegments(segments, isWanted);
    const together = buildSegment(all.filter(({ id }) => isWanted(id)));
    expect(segmentDifference(new Segment(together), new Segment(joined))).toBeUndefined();
    expect(Buffer.from(joined.postings).equals(Buffer.from(together.postings))).toBe(true);
  }));
});

test('a term without blanks is found in exactly the texts that hold it, whatever the length of their words', () => {
  fc.assert(fc.property(documents, line, (all, text) => {
    const segment = new Segment(buildSegment(all));
    const term = foldedTerm(text).trim();
    const asked = term === '' ? undefined : patternsOf(term);
    if (!asked) return;
    const sets = asked.patterns.map((pattern) => {
      const bits = new Uint8Array(bitmapBytes(segment.docs.length));
      for (const _pause of segment.find('body', pattern, bits));
      return new Set(bitNumbers(bits).map((doc) => segment.docs[doc]));
    });
    for (const { id, folded } of all) {
      const isThere = (folded.split('\n')[2] ?? '').includes(term);
      const isProposed = sets.every((ids) => ids.has(id));
      if (asked.isExact) expect(isProposed).toBe(isThere);
      else if (isThere) expect(isProposed).toBe(true);
    }
  }), { numRuns: 300 });
});

test('bytes that are not those that were written are never opened', () => {
  const bytes = buildSegment([{ id: 7, folded: 'subject: a\n\nsome words', isPartial: false }]);
  for (const part of ['docs', 'words', 'postings'] as const) {
    for (let at = 0; at < bytes[part].length; at++) {
      const wrong = Buffer.from(bytes[part]);
      wrong[at] = (wrong[at] ?? 0) ^ 0x10;
      expect(() => new Segment({ ...bytes, [part]: wrong }), `${part} ${at}`).toThrow(SegmentDamaged);
    }
    expect(() => new Segment({ ...bytes, [part]: bytes[part].subarray(1) })).toThrow(SegmentDamaged);
  }
});

test('kept texts come back as they were, folded and as written; damaged ones do not come back wrong without a check elsewhere', () => {
  fc.assert(fc.property(line, fc.boolean(), (text, isPartial) => {
    const packed = packText({ text, isPartial });
    expect(unpackText(packed)).toEqual({ text, isPartial });
    expect(unpackFolded(packed)).toEqual({ folded: foldForSearch(text), isPartial });
  }));
  expect(unpackText(Buffer.alloc(0))).toBeUndefined();
  expect(unpackFolded(Buffer.of(0, 255, 255, 255, 255, 1))).toBeUndefined();
  expect(unpackFolded(Buffer.of(9, 0, 0, 0, 0))).toBeUndefined();
});

test('RFC 8621 §4.4.1: words, phrases in either quote, escapes; a quote without a partner is a character', () => {
  expect(foldedTerms('Annual  "The Report" \'of May\' rest')).toEqual(['annual', 'the report', 'of may', 'rest']);
  expect(foldedTerms('"say \\"hi\\" \\\\ now"')).toEqual(['say "hi" \\ now']);
  expect(foldedTerms('don\'t "open')).toEqual(["don't", '"open']);
  expect(foldedTerms('  ""  \'\' ')).toEqual([]);
  // An accent by itself is no letter: it asks for nothing, nor does the blank before it.
  expect(foldedTerms('"foot \u00a8"')).toEqual(['foot']);
});

test('segments are joined before they are many, and each Email is rewritten a few times only', () => {
  let heads: { id: number; generation: number; doc_count: number; size_bytes: number }[] = [];
  let rewritten = 0;
  let most = 0;
  const sizes = [1, 1, 1, 7, 256, 1, 40];
  let total = 0;
  for (let id = 0; total < 30_000; id++) {
    const docs = sizes[id % sizes.length] as number;
    total += docs;
    heads.push({ id, generation: 0, doc_count: docs, size_bytes: docs * 250 });
    for (let chosen = mergeable(heads); chosen; chosen = mergeable(heads)) {
      const joined = heads.filter((head) => chosen?.includes(head.id));
      const sum = joined.reduce((all, head) => all + head.doc_count, 0);
      rewritten += sum;
      expect(sum).toBeLessThanOrEqual(4096);
      heads = [...heads.filter((head) => !joined.includes(head)), { id: 1_000_000 + id, generation: 0, doc_count: sum, size_bytes: sum * 250 }];
    }
    most = Math.max(most, heads.length);
  }
  expect(most).toBeLessThan(30 + total / 1024);
  expect(rewritten / total).toBeLessThan(6);
});
