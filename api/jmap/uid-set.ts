/** UIDs as the vendor methods take them: a list, or an IMAP sequence set (RFC 9051 §9, `sequence-set`). */
type Range = readonly [first: number, last: number];

const LARGEST = 0xffffffff;

/**
 * The UIDs that are meant, ascending, each once.
 * @param set a list as it is; of a sequence set, those that are there
 * @param there all UIDs of the mailbox, ascending
 */
export async function readUidSet(set: readonly number[] | string, there: () => Promise<Uint32Array>): Promise<Uint32Array> {
  if (typeof set !== 'string') return Uint32Array.from(new Set(set)).sort();
  const uids = await there();
  const found: number[] = [];
  let at = 0;
  for (const [first, last] of rangesOf(set, uids.at(-1) ?? 0)) {
    while (at < uids.length && (uids[at] as number) < first) at++;
    for (; at < uids.length && (uids[at] as number) <= last; at++) found.push(uids[at] as number);
  }
  return Uint32Array.from(found);
}

/** Ascending, and none overlaps the one before. @param star what `*` stands for */
function rangesOf(set: string, star: number): Range[] {
  const number = (text: string): number => (text === '*' ? star : Math.min(Number(text), LARGEST));
  const ranges = set.split(',').map((part): Range => {
    const [a = 0, b = a] = part.split(':').map(number);
    return a <= b ? [a, b] : [b, a];
  });
  ranges.sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [first, last] of ranges) {
    const before = joined.at(-1);
    if (before && first <= before[1]) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}
