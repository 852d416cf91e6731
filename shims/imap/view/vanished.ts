import type { Resynchronisation } from '../grammar/parse-select.ts';
import { eachNumber, formatNumbers, formatRanges } from '../grammar/sequence-set.ts';

export interface VanishedQuestion {
  /** UIDs that the client knew: inclusive pairs, ascending, none beyond UIDNEXT. */
  readonly known: Uint32Array;
  /** Those that this session counts, ascending. */
  readonly present: Uint32Array;
  /** What the core remembers to have gone since; null: its memory does not reach back so far. */
  readonly expunged: Uint32Array | null;
  /** Up to here the client knows already (RFC 7162 §3.2.5.2). */
  readonly above: number;
}

/**
 * The set for VANISHED (EARLIER), empty for none (RFC 7162 §3.2.10.1). Without a memory that reaches back, everything that the client knew and that is not
 * there has vanished: never too little. What has gone but is still counted in this session is announced later, without EARLIER.
 */
export function vanishedEarlier({ known, present, expunged, above }: VanishedQuestion): string {
  return expunged ? formatNumbers(among(expunged, known, present, above)) : formatRanges(absent(known, present, above));
}

/** The highest UID of those that stand where the client says: it knows what has gone up to there. 0: none does. */
export function lastMatch(match: Resynchronisation['match'], uids: Uint32Array): number {
  if (!match) return 0;
  const known = eachNumber(match.uids);
  let last = 0;
  for (const number of eachNumber(match.numbers)) {
    const { value: uid } = known.next() as IteratorYieldResult<number>;
    if (uids[number - 1] !== uid) break;
    last = uid;
  }
  return last;
}

function among(expunged: Uint32Array, known: Uint32Array, present: Uint32Array, above: number): number[] {
  const gone: number[] = [];
  let range = 0;
  let at = 0;
  for (const uid of expunged) {
    while (range < known.length && (known[range + 1] as number) < uid) range += 2;
    if (range >= known.length) break;
    while (at < present.length && (present[at] as number) < uid) at++;
    if (uid > above && uid >= (known[range] as number) && present[at] !== uid) gone.push(uid);
  }
  return gone;
}

/** Inclusive pairs. */
function absent(known: Uint32Array, present: Uint32Array, above: number): number[] {
  const gaps: number[] = [];
  let at = 0;
  for (let i = 0; i < known.length; i += 2) {
    let first = Math.max(known[i] as number, above + 1);
    const last = known[i + 1] as number;
    while (at < present.length && (present[at] as number) < first) at++;
    for (; at < present.length && (present[at] as number) <= last; at++) {
      const uid = present[at] as number;
      if (uid > first) gaps.push(first, uid - 1);
      first = uid + 1;
    }
    if (first <= last) gaps.push(first, last);
  }
  return gaps;
}
