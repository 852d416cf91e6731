import type { MessageColumns } from '../../../api/client/legacy.ts';
import { lowerBound } from '../grammar/sequence-set.ts';

const SPARE_ROWS = 64;

/** The messages of a mailbox in UID order, as columns that are changed in place; the arrays may be longer than `count`. */
export class Rows {
  count: number;
  uids: Uint32Array;
  flags: Uint32Array;
  modseqs: Float64Array;
  /** Keywords without a bit, by UID. */
  readonly extra = new Map<number, readonly string[]>();
  /** Keywords without a bit that were ever seen here. */
  readonly keywords = new Set<string>();

  constructor(columns: MessageColumns) {
    this.count = columns.uids.length;
    this.uids = columns.uids;
    this.flags = columns.flags;
    this.modseqs = columns.modseqs;
    for (const [index, keywords] of columns.extraKeywords) this.#setExtra(columns.uids[index] as number, keywords);
  }

  /** Highest UID; 0 where the mailbox is empty. */
  get lastUid(): number {
    return this.count === 0 ? 0 : (this.uids[this.count - 1] as number);
  }

  /** How many messages have a lower UID. */
  below(uid: number): number {
    return lowerBound(this.uids, uid, this.count);
  }

  /**
   * Where a message is, -1 if nowhere.
   * @param hint tried first: behind the one found before, for who walks through
   */
  find(uid: number, hint = 0): number {
    if (hint < this.count && this.uids[hint] === uid) return hint;
    const index = this.below(uid);
    return index < this.count && this.uids[index] === uid ? index : -1;
  }

  /**
   * Takes in new and changed messages.
   * @returns whether anything is different now
   */
  apply(changed: MessageColumns): boolean {
    let hint = 0;
    let differs = false;
    for (let i = 0; i < changed.uids.length; i++) {
      const uid = changed.uids[i] as number;
      let index = this.find(uid, hint);
      if (index < 0) {
        // Nothing can appear in the middle of a mailbox (RFC 9051 §2.3.1.1).
        if (uid <= this.lastUid) continue;
        index = this.#append(uid);
      } else if (this.modseqs[index] === changed.modseqs[i] && this.flags[index] === changed.flags[i]) {
        continue;
      }
      hint = index + 1;
      differs = true;
      this.flags[index] = changed.flags[i] as number;
      this.modseqs[index] = changed.modseqs[i] as number;
      this.#setExtra(uid, changed.extraKeywords.get(i));
    }
    return differs;
  }

  /**
   * Takes messages away.
   * @param gone UIDs, ascending; those that are not here are passed over
   * @returns the UIDs that were here
   */
  remove(gone: Uint32Array): Uint32Array {
    const there = gone.filter((uid) => this.find(uid) >= 0);
    if (there.length === 0) return there;
    let to = this.find(there[0] as number);
    let next = 0;
    for (let from = to; from < this.count; from++) {
      const uid = this.uids[from] as number;
      if (uid === there[next]) {
        next++;
        this.extra.delete(uid);
        continue;
      }
      this.uids[to] = uid;
      this.flags[to] = this.flags[from] as number;
      this.modseqs[to] = this.modseqs[from] as number;
      to++;
    }
    this.count = to;
    return there;
  }

  #setExtra(uid: number, keywords: readonly string[] | undefined): void {
    if (!keywords || keywords.length === 0) {
      this.extra.delete(uid);
      return;
    }
    this.extra.set(uid, keywords);
    for (const keyword of keywords) this.keywords.add(keyword);
  }

  #append(uid: number): number {
    if (this.count === this.uids.length) {
      const length = this.count + SPARE_ROWS + (this.count >> 2);
      this.uids = grown(this.uids, new Uint32Array(length));
      this.flags = grown(this.flags, new Uint32Array(length));
      this.modseqs = grown(this.modseqs, new Float64Array(length));
    }
    this.uids[this.count] = uid;
    return this.count++;
  }
}

function grown<Column extends Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
