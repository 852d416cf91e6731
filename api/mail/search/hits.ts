/** Where the texts of a query stand, by the index: what surely has them, and what has to be looked at (design §6: the index proposes, verification decides). */
import type { Read } from '../../../db/index.ts';
import type { Core } from '../../core.ts';
import { Turn } from '../query/turn.ts';
import { bitmapBytes } from './postings.ts';
import { searchIndexOf } from './search-index.ts';
import { placeOf, type Segment } from './segment.ts';
import { hasEveryTerm, type TextTest, zonesOf } from './text-test.ts';
import { patternsOf } from './words.ts';
import { isFieldZone, type ZoneName } from './zones.ts';

/** Ids, ascending. */
export interface Hits {
  readonly sure: Float64Array;
  /** Perhaps; none of them is among `sure`. */
  readonly unsure: Float64Array;
}

/** What the index says to the tests of one query, in one snapshot. */
export class TextHits {
  readonly #hits: ReadonlyMap<TextTest, Hits>;
  /** Emails that the index does not hold, ascending. Null: a part of it is damaged, and nobody knows. */
  readonly #unknown: Float64Array | null;
  readonly #next = new Map<Hits, number>();

  /** How many Emails there are to look for them in. */
  readonly size: number;

  constructor(hits: ReadonlyMap<TextTest, Hits>, unknown: Float64Array | null, size: number) {
    this.#hits = hits;
    this.#unknown = unknown;
    this.size = size;
  }

  /** Null: its text must be looked at. */
  meets(test: TextTest, id: number): boolean | null {
    if (hasEveryTerm(test)) return true;
    const hits = this.#hits.get(test);
    if (hits && this.#isAmongSure(hits, id)) return true;
    if ((hits && placeOf(hits.unsure, id) >= 0) || this.#unknown === null || placeOf(this.#unknown, id) >= 0) return null;
    return false;
  }

  /** Who asks goes through a mailbox, whose Emails mostly ascend: the place after the one found before is looked at first. */
  #isAmongSure(hits: Hits, id: number): boolean {
    const { sure } = hits;
    const next = this.#next.get(hits) ?? 0;
    const place = sure[next] === id ? next : placeOf(sure, id);
    if (place >= 0) this.#next.set(hits, place + 1);
    return place >= 0;
  }

  /** Every Email that may meet the test, ascending; null: any may. */
  candidates(test: TextTest): Float64Array | null {
    if (hasEveryTerm(test) || this.#unknown === null) return null;
    const { sure, unsure } = this.#hits.get(test) ?? { sure: none, unsure: none };
    return union([sure, unsure, this.#unknown]);
  }
}

const none = new Float64Array();

/** Asks the index. What is not in it yet is unsure. @param read the snapshot of the query */
export async function textHits(core: Core, read: Read, account: number, tests: readonly TextTest[]): Promise<TextHits> {
  const index = searchIndexOf(core);
  const backlog = await index.backlog(read, account, Number.POSITIVE_INFINITY);
  if (!backlog) return new TextHits(new Map(), none, 0);
  const segments = await index.segments.open(read, account, backlog.state.generation);
  const turn = new Turn();
  const hits = new Map<TextTest, Hits>();
  for (const test of tests) {
    const sure: number[] = [];
    const unsure: number[] = [];
    for (const segment of segments) {
      if (!segment) continue;
      const found = await findIn(segment, test, turn);
      pushIds(segment, found.sure, sure);
      pushIds(segment, found.unsure, unsure);
      await turn.giveWay();
    }
    const sorted = union([Float64Array.from(sure)]);
    hits.set(test, { sure: sorted, unsure: union([Float64Array.from(unsure)]).filter((id) => placeOf(sorted, id) < 0) });
  }
  const unknown = segments.every((segment) => segment) ? Float64Array.from(backlog.emails, ({ id }) => id).sort() : null;
  const size = segments.reduce((sum, segment) => sum + (segment?.docs.length ?? 0), backlog.emails.length);
  return new TextHits(hits, unknown, size);
}

interface Bits {
  readonly sure: Uint8Array;
  readonly unsure: Uint8Array;
}

async function findIn(segment: Segment, test: TextTest, turn: Turn): Promise<Bits> {
  const size = bitmapBytes(segment.docs.length);
  let sure = new Uint8Array(size).fill(0xff);
  let possible = new Uint8Array(size).fill(0xff);
  if (test.in === 'header') {
    const names = await findTerm(segment, ['names'], test.field, turn, '\n');
    sure = and(sure, names.sure);
    possible = and(possible, or(names.sure, names.unsure));
  }
  for (const term of test.terms ?? []) {
    const found = await findTerm(segment, zonesOf(test), term, turn);
    // That the field is there, and that its words are somewhere in the header, does not say that they are in it.
    const isSure = test.in !== 'header' || isFieldZone(test.field);
    sure = and(sure, isSure ? found.sure : new Uint8Array(size));
    possible = and(possible, or(found.sure, found.unsure));
  }
  possible = or(possible, segment.partial);
  return { sure, unsure: and(possible, sure.map((octet) => ~octet)) };
}

/** @param border stands around a term that is a whole word */
async function findTerm(segment: Segment, zones: readonly ZoneName[], term: string, turn: Turn, border: '' | '\n' = ''): Promise<Bits> {
  const size = bitmapBytes(segment.docs.length);
  const sure = new Uint8Array(size);
  let unsure = new Uint8Array(size);
  const patterns = patternsOf(term);
  if (!patterns) return { sure, unsure };
  for (const zone of zones) {
    if (patterns.isExact) {
      for (const pattern of patterns.patterns) {
        const whole = border === '' ? pattern : Buffer.concat([Buffer.from(border), pattern, Buffer.from(border)]);
        for (const _pause of segment.find(zone, whole, sure)) await turn.giveWay();
      }
      continue;
    }
    let all = new Uint8Array(size).fill(0xff);
    for (const pattern of patterns.patterns) {
      const found = new Uint8Array(size);
      for (const _pause of segment.find(zone, pattern, found)) await turn.giveWay();
      all = and(all, found);
    }
    unsure = or(unsure, all);
  }
  return { sure, unsure };
}

function and(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i++) both[i] = (a[i] as number) & (b[i] as number);
  return both;
}

function or(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const either = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i++) either[i] = (a[i] as number) | (b[i] as number);
  return either;
}

function pushIds({ docs }: Segment, bits: Uint8Array, ids: number[]): void {
  for (let doc = 0; doc < docs.length; doc++) if ((bits[doc >>> 3] as number) & (1 << (doc & 7))) ids.push(docs[doc] as number);
}

/** Ascending, each once. */
export function union(lists: readonly Float64Array[]): Float64Array {
  const all = lists.filter((list) => list.length > 0);
  const [only] = all;
  const joined = all.length === 1 && only ? Float64Array.from(only) : Float64Array.from(all.flatMap((list) => [...list]));
  let isAscending = true;
  for (let i = 1; i < joined.length && isAscending; i++) isAscending = (joined[i - 1] as number) < (joined[i] as number);
  if (isAscending) return joined;
  joined.sort();
  return joined.filter((id, i) => i === 0 || id !== joined[i - 1]);
}

/** Ids that are in both. */
export function intersection(a: Float64Array, b: Float64Array): Float64Array {
  const [fewer, more] = a.length <= b.length ? [a, b] : [b, a];
  return fewer.filter((id) => placeOf(more, id) >= 0);
}
