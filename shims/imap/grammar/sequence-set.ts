/** Stands for "*" in a bound; 0 is never a message number or UID. */
export const STAR = 0;

/** More ranges than a line of 64 KB can hold are not accepted from anywhere. */
export const MAX_RANGES = 32_768;

/**
 * A sequence-set as written (RFC 9051 §9): pairs of bounds, not sorted, "*" as `STAR`; `saved` is "$" (RFC 5182).
 */
export interface SequenceSet {
  readonly saved: boolean;
  readonly bounds: Uint32Array;
}

/** Rows of a mailbox: half-open pairs [from, to) of indexes, sorted, disjoint and not touching. Sequence number = index + 1. */
export type RowRanges = Uint32Array;

export const NO_ROWS: RowRanges = new Uint32Array(0);

/** All rows of a mailbox with `count` messages. */
export function allRows(count: number): RowRanges {
  return count === 0 ? NO_ROWS : Uint32Array.of(0, count);
}

/** The first index whose UID is ≥ `uid` (a uint32 may be compared with 2³²). */
export function lowerBound(uids: Uint32Array, uid: number, count = uids.length): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((uids[middle] as number) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows that a set of UIDs names; UIDs that do not exist are no error (RFC 9051 §6.4.9). "*" is the highest UID, so that `5000:*` holds the last message always.
 * @param uids ascending
 */
export function rowsByUid(set: SequenceSet, uids: Uint32Array): RowRanges {
  if (uids.length === 0) return NO_ROWS;
  const highest = uids[uids.length - 1] as number;
  const { bounds } = set;
  const pairs = new Uint32Array(bounds.length);
  for (let i = 0; i < bounds.length; i += 2) {
    const a = (bounds[i] as number) || highest;
    const b = (bounds[i + 1] as number) || highest;
    const from = lowerBound(uids, Math.min(a, b));
    pairs[i] = from;
    pairs[i + 1] = a === b ? from + (uids[from] === a ? 1 : 0) : lowerBound(uids, Math.max(a, b) + 1);
  }
  return normalise(pairs);
}

/**
 * Rows that a set of sequence numbers names.
 * @param count messages in the mailbox
 * @returns undefined where the set names a message that is not there, which is a client's error (RFC 9051 §6.4.8); `1:*` in an empty mailbox is nobody's
 */
export function rowsBySequence(set: SequenceSet, count: number): RowRanges | undefined {
  const { bounds } = set;
  const pairs = new Uint32Array(bounds.length);
  for (let i = 0; i < bounds.length; i += 2) {
    const first = bounds[i] as number;
    const second = bounds[i + 1] as number;
    if (count === 0 && (first === STAR || second === STAR) && Math.max(first, second) <= 1) continue;
    const a = first || count;
    const b = second || count;
    if (Math.max(a, b) > count || count === 0) return undefined;
    pairs[i] = Math.min(a, b) - 1;
    pairs[i + 1] = Math.max(a, b);
  }
  return normalise(pairs);
}

/** As {@link rowsBySequence}, but what is not there is passed over: for SEARCH, which asks whether there is such a message (RFC 9051 §6.4.4). */
export function rowsBySequenceThere({ bounds }: SequenceSet, count: number): RowRanges {
  if (count === 0) return NO_ROWS;
  const pairs = new Uint32Array(bounds.length);
  for (let i = 0; i < bounds.length; i += 2) {
    const a = (bounds[i] as number) || count;
    const b = (bounds[i + 1] as number) || count;
    if (Math.min(a, b) > count) continue;
    pairs[i] = Math.min(a, b) - 1;
    pairs[i + 1] = Math.min(Math.max(a, b), count);
  }
  return normalise(pairs);
}

/** The UIDs (or any column) of the rows, in order. */
export function pick(column: Uint32Array, rows: RowRanges): Uint32Array {
  if (rows.length === 2) return column.slice(rows[0], rows[1]);
  const picked = new Uint32Array(countRows(rows));
  let at = 0;
  for (let i = 0; i < rows.length; i += 2) {
    const to = rows[i + 1] as number;
    for (let row = rows[i] as number; row < to; row++) picked[at++] = column[row] as number;
  }
  return picked;
}

/** How many rows there are. */
export function countRows(rows: RowRanges): number {
  let count = 0;
  for (let i = 0; i < rows.length; i += 2) count += (rows[i + 1] as number) - (rows[i] as number);
  return count;
}

/** Rows in both. */
export function intersectRows(a: RowRanges, b: RowRanges): RowRanges {
  const both: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const from = Math.max(a[i] as number, b[j] as number);
    const aTo = a[i + 1] as number;
    const bTo = b[j + 1] as number;
    if (from < Math.min(aTo, bTo)) both.push(from, Math.min(aTo, bTo));
    if (aTo < bTo) i += 2;
    else j += 2;
  }
  return Uint32Array.from(both);
}

/** Rows from indexes in ascending order. */
export function rowsFromIndexes(indexes: ArrayLike<number>): RowRanges {
  const rows: number[] = [];
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i] as number;
    if (rows.length > 0 && rows[rows.length - 1] === index) rows[rows.length - 1] = index + 1;
    else rows.push(index, index + 1);
  }
  return Uint32Array.from(rows);
}

/** A set of numbers as written, "*" aside: its bounds ascend, and no number is in it twice. */
export function isAscending({ bounds }: SequenceSet): boolean {
  for (let i = 0; i < bounds.length; i++) {
    const before = i === 0 ? 0 : (bounds[i - 1] as number);
    if (i % 2 === 0 ? (bounds[i] as number) <= before : (bounds[i] as number) < before) return false;
  }
  return true;
}

/** How many numbers an ascending set names. */
export function countNumbers({ bounds }: SequenceSet): number {
  let count = 0;
  for (let i = 0; i < bounds.length; i += 2) count += (bounds[i + 1] as number) - (bounds[i] as number) + 1;
  return count;
}

/** The numbers of an ascending set, one by one. */
export function* eachNumber({ bounds }: SequenceSet): Generator<number> {
  for (let i = 0; i < bounds.length; i += 2) for (let number = bounds[i] as number; number <= (bounds[i + 1] as number); number++) yield number;
}

/**
 * What a set names up to a highest number, "*" being that: inclusive pairs [first, last], sorted, disjoint and not touching.
 * @param highest 0: there is nothing
 */
export function numberRanges({ bounds }: SequenceSet, highest: number): Uint32Array {
  const halfOpen = new Uint32Array(bounds.length);
  for (let i = 0; i < bounds.length; i += 2) {
    const [a, b] = [(bounds[i] as number) || highest, (bounds[i + 1] as number) || highest];
    // Numbers less one, so that the end of the last range fits.
    halfOpen[i] = Math.min(a, b) - 1;
    halfOpen[i + 1] = Math.min(Math.max(a, b), highest);
  }
  return normalise(halfOpen).map((bound, i) => (i % 2 === 0 ? bound + 1 : bound));
}

/** Inclusive pairs as a sequence-set. Empty for none: the caller leaves the set out then. */
export function formatRanges(ranges: ArrayLike<number>): string {
  const parts: string[] = [];
  for (let i = 0; i < ranges.length; i += 2) parts.push(ranges[i] === ranges[i + 1] ? `${ranges[i]}` : `${ranges[i]}:${ranges[i + 1]}`);
  return parts.join(',');
}

/** Ascending numbers as a sequence-set: `1:5,7`. Empty for none: the caller leaves the set out then. */
export function formatNumbers(numbers: ArrayLike<number>): string {
  let text = '';
  let i = 0;
  while (i < numbers.length) {
    const first = numbers[i] as number;
    let last = first;
    while (++i < numbers.length && numbers[i] === last + 1) last++;
    if (text !== '') text += ',';
    text += first === last ? first : `${first}:${last}`;
  }
  return text;
}

/** The sequence numbers of rows as a sequence-set. */
export function formatRows(rows: RowRanges): string {
  let text = '';
  for (let i = 0; i < rows.length; i += 2) {
    const first = (rows[i] as number) + 1;
    const last = rows[i + 1] as number;
    if (i > 0) text += ',';
    text += first === last ? first : `${first}:${last}`;
  }
  return text;
}

/** A sequence-set in its wire form. */
export function formatSequenceSet({ saved, bounds }: SequenceSet): string {
  if (saved) return '$';
  const parts: string[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    const first = bounds[i] === STAR ? '*' : String(bounds[i]);
    const second = bounds[i + 1] === STAR ? '*' : String(bounds[i + 1]);
    parts.push(first === second ? first : `${first}:${second}`);
  }
  return parts.join(',');
}

/** Sorts half-open pairs and joins those that overlap or touch; empty pairs vanish. */
function normalise(pairs: Uint32Array): RowRanges {
  const ordered = isOrdered(pairs) ? pairs : sortPairs(pairs);
  const rows = new Uint32Array(ordered.length);
  let used = 0;
  for (let i = 0; i < ordered.length; i += 2) {
    const from = ordered[i] as number;
    const to = ordered[i + 1] as number;
    if (from >= to) continue;
    const last = used - 1;
    if (used > 0 && (rows[last] as number) >= from) {
      rows[last] = Math.max(rows[last] as number, to);
    } else {
      rows[used++] = from;
      rows[used++] = to;
    }
  }
  return rows.slice(0, used);
}

function isOrdered(pairs: Uint32Array): boolean {
  for (let i = 2; i < pairs.length; i += 2) {
    if ((pairs[i] as number) < (pairs[i - 2] as number)) return false;
  }
  return true;
}

function sortPairs(pairs: Uint32Array): Uint32Array {
  const order = Uint32Array.from({ length: pairs.length / 2 }, (_, i) => 2 * i).sort((a, b) => (pairs[a] as number) - (pairs[b] as number));
  const sorted = new Uint32Array(pairs.length);
  for (let i = 0; i < order.length; i++) {
    const at = order[i] as number;
    sorted[2 * i] = pairs[at] as number;
    sorted[2 * i + 1] = pairs[at + 1] as number;
  }
  return sorted;
}
