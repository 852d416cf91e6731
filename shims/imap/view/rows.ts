import type { MessageColumns } from '../../../api/client/legacy.ts';
import { lowerBound } from '../grammar/sequence-set.ts';

const SPARE_ROWS = 64;

/** New and changed messages; of those that are there already, sizes are known. */
export type ChangedColumns = Omit<MessageColumns, 'emails' | 'sizes'> & Partial<Pick<MessageColumns, 'sizes'>>;

/** The messages of a mailbox in UID order, as columns that are changed in place; the arrays may be longer than `count`. */
export class Rows {
  count: number;
  uids: Uint32Array;
  flags: Uint32Array;
  modseqs: Float64Array;
  /** Octets; 0 where that is not known. */
  sizes: Float64Array;
  /** Of all messages. */
  knowsSizes = true;
  /** Keywords without a bit, by UID. */
  readonly extra = new Map<number, readonly string[]>();
  /** Keywords without a bit that were ever seen here. */
  readonly keywords = new Set<string>();
  /** In another's mailbox: messages whose mod-sequence has risen since their flags last changed, by UID, with that of the flags. */
  readonly #quiet: Map<number, number> | undefined;

  /** @param isOwn false: the owner's `\Seen` raises mod-sequences here and is not seen; there is nothing to tell then */
  constructor(columns: MessageColumns, isOwn = true) {
    this.#quiet = isOwn ? undefined : new Map();
    this.count = columns.uids.length;
    this.uids = columns.uids;
    this.flags = columns.flags;
    this.modseqs = columns.modseqs;
    this.sizes = columns.sizes;
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
  apply(changed: ChangedColumns): boolean {
    let hint = 0;
    let differs = false;
    for (let i = 0; i < changed.uids.length; i++) {
      const uid = changed.uids[i] as number;
      let index = this.find(uid, hint);
      if (index < 0) {
        // Nothing can appear in the middle of a mailbox (RFC 9051 §2.3.1.1).
        if (uid <= this.lastUid) continue;
        index = this.#append(uid, changed.sizes?.[i] ?? 0);
      } else if (this.modseqs[index] === changed.modseqs[i] && this.flags[index] === changed.flags[i]) {
        continue;
      }
      hint = index + 1;
      if (this.#quiet && this.#isQuiet(index, changed, i)) {
        if (!this.#quiet.has(uid)) this.#quiet.set(uid, this.modseqs[index] as number);
        this.modseqs[index] = changed.modseqs[i] as number;
        continue;
      }
      this.#quiet?.delete(uid);
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
        this.#quiet?.delete(uid);
        continue;
      }
      this.uids[to] = uid;
      this.flags[to] = this.flags[from] as number;
      this.modseqs[to] = this.modseqs[from] as number;
      this.sizes[to] = this.sizes[from] as number;
      to++;
    }
    this.count = to;
    return there;
  }

  /** The mod-sequence with which the flags of a row last changed in the reader's eyes. */
  flagsChangedAt(row: number): number {
    return this.#quiet?.get(this.uids[row] as number) ?? (this.modseqs[row] as number);
  }

  /** A message that was there already, with the same flags as before. */
  #isQuiet(row: number, changed: ChangedColumns, i: number): boolean {
    const uid = this.uids[row] as number;
    return this.modseqs[row] !== 0 && this.flags[row] === changed.flags[i] && (this.extra.get(uid) ?? []).join(' ') === (changed.extraKeywords.get(i) ?? []).join(' ');
  }

  #setExtra(uid: number, keywords: readonly string[] | undefined): void {
    if (!keywords || keywords.length === 0) {
      this.extra.delete(uid);
      return;
    }
    this.extra.set(uid, keywords);
    for (const keyword of keywords) this.keywords.add(keyword);
  }

  #append(uid: number, size: number): number {
    if (this.count === this.uids.length) {
      const length = this.count + SPARE_ROWS + (this.count >> 2);
      this.uids = grown(this.uids, new Uint32Array(length));
      this.flags = grown(this.flags, new Uint32Array(length));
      this.modseqs = grown(this.modseqs, new Float64Array(length));
      this.sizes = grown(this.sizes, new Float64Array(length));
    }
    this.uids[this.count] = uid;
    this.sizes[this.count] = size;
    if (size === 0) this.knowsSizes = false;
    return this.count++;
  }
}

function grown<Column extends Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
