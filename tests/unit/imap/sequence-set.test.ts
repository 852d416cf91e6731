import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allRows,
  countRows,
  formatNumbers,
  formatRows,
  formatSequenceSet,
  intersectRows,
  pick,
  rowsBySequence,
  rowsByUid,
  rowsFromIndexes,
  type SequenceSet,
} from '../../../shims/imap/grammar/sequence-set.ts';
import { parseAll } from './assemble.ts';

const set = (text: string): SequenceSet => parseAll(text, (p) => p.sequenceSet());
const rows = (array: Uint32Array | undefined): number[] | undefined => array && [...array];

const bound = fc.oneof(fc.constant('*'), fc.integer({ min: 1, max: 40 }).map(String), fc.integer({ min: 1, max: 0xffff_ffff }).map(String));
const range = fc.oneof(
  bound,
  fc.tuple(bound, bound).map(([a, b]) => `${a}:${b}`),
);
const setText = fc.array(range, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(','));
const uidList = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 25 }).map((uids) => Uint32Array.from(uids).sort());

/** The definition, number by number. */
function has(text: string, number: number, highest: number): boolean {
  return text.split(',').some((part) => {
    const [a = 0, b = a] = part.split(':').map((word) => (word === '*' ? highest : Number(word)));
    return number >= Math.min(a, b) && number <= Math.max(a, b);
  });
}

describe('RFC 9051 §9: sequence-set', () => {
  test('print after parse means the same', () => {
    fc.assert(
      fc.property(setText, (text) => {
        const once = formatSequenceSet(set(text));
        expect(formatSequenceSet(set(once))).toBe(once);
        expect([...set(once).bounds]).toEqual([...set(text).bounds]);
      }),
    );
  });

  test('"$" is the saved result (RFC 5182)', () => {
    expect(set('$').saved).toBe(true);
    expect(formatSequenceSet(set('$'))).toBe('$');
  });

  test.each(['', '0', '1:', ':1', '1,', ',1', '1::2', '4294967296', '1:0', '1;2', '-1', '**', '*1'])('%j is refused', (text) => {
    expect(() => set(text)).toThrow(/Expected/);
  });
});

describe('bounds', () => {
  test('32 768 ranges are read, one more is refused, and a million as well', () => {
    expect(set(Array(32_768).fill('1').join(',')).bounds.length).toBe(65_536);
    expect(() => set(Array(32_769).fill('1').join(','))).toThrow('32768 ranges');
    expect(() => set(Array(1_000_000).fill('1:2').join(','))).toThrow('32768 ranges');
  });

  test('as many ranges as a line can hold, in the worst order, resolve to few rows', () => {
    const uids = Uint32Array.from({ length: 100_000 }, (_, i) => i + 1);
    const backwards = Array.from({ length: 10_000 }, (_, i) => 100_000 - 2 * i).join(',');
    expect(countRows(rowsByUid(set(backwards), uids))).toBe(10_000);
    expect(rows(rowsByUid(set(Array(32_768).fill('*:1').join(',')), uids))).toEqual([0, 100_000]);
  });
});

describe('rows of a set', () => {
  test('RFC 9051 §6.4.9: by UID, the set means its definition; absent UIDs are no error', () => {
    fc.assert(
      fc.property(setText, uidList, (text, uids) => {
        const highest = uids[uids.length - 1] ?? 0;
        expect([...pick(uids, rowsByUid(set(text), uids))]).toEqual([...uids].filter((uid) => has(text, uid, highest)));
      }),
      { numRuns: 2000 },
    );
  });

  test('"5000:*" holds the last message, whatever its UID', () => {
    expect(rows(rowsByUid(set('5000:*'), Uint32Array.of(3, 7, 9)))).toEqual([2, 3]);
    expect(rows(rowsByUid(set('4294967295'), Uint32Array.of(1, 0xffff_ffff)))).toEqual([1, 2]);
  });

  test('by sequence number, the set means its definition; a number beyond the last is an error (RFC 9051 §6.4.8)', () => {
    fc.assert(
      fc.property(setText, fc.integer({ min: 1, max: 40 }), (text, count) => {
        const numbers = Uint32Array.from({ length: count }, (_, i) => i + 1);
        const tooHigh = text.split(/[,:]/).some((word) => word !== '*' && Number(word) > count);
        const found = rowsBySequence(set(text), count);
        expect(found === undefined).toBe(tooHigh);
        if (found) expect([...pick(numbers, found)]).toEqual([...numbers].filter((n) => has(text, n, count)));
      }),
      { numRuns: 2000 },
    );
  });

  test('an empty mailbox: "1:*" names nothing, "2" is an error', () => {
    expect(rows(rowsBySequence(set('1:*'), 0))).toEqual([]);
    expect(rows(rowsBySequence(set('*'), 0))).toEqual([]);
    expect(rowsBySequence(set('2'), 0)).toBeUndefined();
    expect(rows(rowsByUid(set('1:*'), new Uint32Array(0)))).toEqual([]);
  });

  test('a full set of a hundred thousand is one range', () => {
    expect(rows(rowsBySequence(set('1:*'), 100_000))).toEqual([0, 100_000]);
    expect(rows(rowsBySequence(set('1:50,51:*'), 100_000))).toEqual(rows(allRows(100_000)));
  });

  test('intersection, counting and numbering agree with plain sets', () => {
    const indexes = fc.uniqueArray(fc.integer({ min: 0, max: 50 })).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(indexes, indexes, (a, b) => {
        const both = a.filter((i) => b.includes(i));
        const found = intersectRows(rowsFromIndexes(a), rowsFromIndexes(b));
        expect(rows(found)).toEqual(rows(rowsFromIndexes(both)));
        expect(countRows(found)).toBe(both.length);
        expect(formatRows(found)).toBe(formatNumbers(both.map((i) => i + 1)));
      }),
    );
  });

  test('numbers are joined into ranges', () => {
    expect(formatNumbers([1, 2, 3, 4, 5, 7, 9, 10])).toBe('1:5,7,9:10');
    expect(formatNumbers([])).toBe('');
  });
});
