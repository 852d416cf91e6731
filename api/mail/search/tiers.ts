import type { Read } from '../../../db/index.ts';
import { emailsThere, type SegmentHead } from '../../../db/repositories/search.ts';
import { Turn } from '../query/turn.ts';

/** Segments of one tier that are joined. */
const FAN_IN = 8;
/** Documents of the smallest tier; each further one holds eight times as many. */
const SMALLEST = 32;
/** No segment grows beyond these: a larger one would take too long to make. */
const MOST_DOCS = 4096;
const MOST_BYTES = 4 * 1024 * 1024;

const tierOf = (docs: number): number => (docs < SMALLEST ? 0 : 1 + Math.floor(Math.log(docs / SMALLEST) / Math.log(FAN_IN)));

/**
 * The segments to be joined next: as soon as there are eight of a tier, smaller ones counting as one. Each Email is so rewritten a few times, and a search
 * looks into a few dozen segments at most beside the full ones.
 * @param heads oldest first
 */
export function mergeable(heads: readonly SegmentHead[]): number[] | undefined {
  for (let tier = 0; tier <= tierOf(MOST_DOCS / 2 - 1); tier++) {
    const small = heads.filter((head) => tierOf(head.doc_count) <= tier && head.size_bytes <= MOST_BYTES / 2);
    const ofTier = small.filter((head) => tierOf(head.doc_count) === tier).length;
    if (ofTier + (small.length > ofTier ? 1 : 0) < FAN_IN) continue;
    const chosen: number[] = [];
    let docs = 0;
    let bytes = 0;
    for (const head of small) {
      docs += head.doc_count;
      bytes += head.size_bytes;
      if (docs > MOST_DOCS || bytes > MOST_BYTES) break;
      chosen.push(head.id);
    }
    if (chosen.length > 1) return chosen;
  }
  return undefined;
}

/** A third of a segment gone is worth writing the rest anew; in a small account, one whole segment. */
const GONE = 1 / 3;
const FEWEST_GONE = 32;
const SMALL_ACCOUNT = 1000;

/** A segment that holds many Emails that are gone. @param used how many Emails the account has */
export async function worthTidying(read: Read, account: number, heads: readonly SegmentHead[], lists: readonly Float64Array[], used: number): Promise<number[] | undefined> {
  const indexed = lists.reduce((sum, list) => sum + list.length, 0);
  const mostGone = indexed - used;
  if (mostGone <= 0 || (mostGone < FEWEST_GONE && indexed > SMALL_ACCOUNT)) return undefined;
  const turn = new Turn();
  for (const [i, head] of heads.entries()) {
    const list = lists[i];
    if (!list || list.length === 0) continue;
    const gone = list.length - (await emailsThere(read, account, list)).length;
    if (gone > 0 && (gone === list.length || (gone >= FEWEST_GONE && gone >= list.length * GONE))) return [head.id];
    await turn.giveWay();
  }
  return undefined;
}
