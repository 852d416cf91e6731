import type { Client } from '../../../api/client/index.ts';
import { flagOfKeyword } from '../grammar/flags.ts';
import { formatNumbers, lowerBound, type RowRanges, rowsBySequence, rowsBySequenceThere, rowsByUid, rowsFromIndexes, type SequenceSet } from '../grammar/sequence-set.ts';
import { bad, Refusal } from '../grammar/status-response.ts';
import type { Writer } from '../grammar/writer.ts';
import { commonFlags, flagBytes, RECENT_BIT } from './flag-names.ts';
import type { MailboxView, Member } from './mailbox-view.ts';

const NONE = new Uint32Array(0);

/** Messages that a command names, in ascending order. */
export interface Messages {
  readonly uids: Uint32Array;
  /** Sequence numbers as this session counts, one for each UID. */
  readonly numbers: Uint32Array;
  /** Some that were named have left; the session has not been told yet (RFC 2180). */
  readonly someGone: boolean;
}

/** What is told of the selected mailbox without being asked for: everything, unless NOTIFY says otherwise (RFC 5465 §3.1). */
export interface Interest {
  /** EXISTS, EXPUNGE. */
  readonly messages: boolean;
  readonly flags: boolean;
  /** Flags come with UID. */
  readonly tellsUid: boolean;
}

const EVERYTHING: Interest = { messages: true, flags: true, tellsUid: false };

export interface SelectedOptions {
  readonly view: MailboxView;
  readonly client: Client;
  readonly writer: Writer;
  readonly readOnly: boolean;
  /** Extensions that the client has switched on, now or later: they change what is told, and how. */
  readonly enabled: ReadonlySet<string>;
  /** The mailbox or the right to read it has gone. */
  readonly onGone: () => void;
}

/**
 * The selected mailbox of one session: what this session was told of the shared view, and the telling of what is different.
 *
 * Told are all messages up to `#lastUid`, among them those of `#pending`, which have left without the session knowing. So sequence numbers
 * stay as the client counts them until EXPUNGE may be sent (RFC 9051 §7.5.1), without a copy of the columns.
 */
export class Selected implements Member {
  readonly view: MailboxView;
  readonly client: Client;
  readonly readOnly: boolean;
  /** Called on each change while the session idles. */
  onChange: (() => void) | undefined;
  interest: Interest = EVERYTHING;
  /** Called with messages that have just been told by EXISTS. */
  onNew: ((messages: Messages) => Promise<void>) | undefined;
  /** What leaves by the command that runs is told, whatever the interest. */
  owesExpunge = false;
  /** UIDs that the session itself has put here. */
  readonly #own = new Set<number>();
  readonly #writer: Writer;
  readonly #enabled: ReadonlySet<string>;
  readonly #onGone: () => void;
  #lastUid = 0;
  #pending: Uint32Array = NONE;
  /** Told UIDs with those of `#pending`; made when needed, dropped at each change. */
  #merged: Uint32Array | undefined;
  #toldModseq = 0;
  #toldKeywords = 0;
  #toldRights = '';
  #saved: Uint32Array = NONE;
  /** Mod-sequences told in a FETCH answer since the last announcement, by UID. */
  readonly #known = new Map<number, number>();
  /** Pairs of first and last UID that are recent in this session. */
  readonly #recent: number[] = [];

  constructor(options: SelectedOptions) {
    this.view = options.view;
    this.client = options.client;
    this.readOnly = options.readOnly;
    this.#writer = options.writer;
    this.#enabled = options.enabled;
    this.#onGone = options.onGone;
  }

  get isIdle(): boolean {
    return this.onChange !== undefined;
  }

  changed(): void {
    this.onChange?.();
  }

  gone(): void {
    this.#onGone();
  }

  left(uids: Uint32Array): void {
    const told = lowerBound(uids, this.#lastUid + 1);
    if (told === 0) return;
    const gone = told === uids.length ? uids : uids.slice(0, told);
    this.#pending = this.#pending.length === 0 ? gone : merge(this.#pending, gone);
    this.#merged = undefined;
  }

  // What the session was told

  /** Messages that the client counts. */
  get exists(): number {
    return this.#toldRows + this.#pending.length;
  }

  /** Those of them that are recent. */
  get recentCount(): number {
    let count = 0;
    const uids = this.uids();
    for (let i = 0; i < this.#recent.length; i += 2) {
      count += lowerBound(uids, (this.#recent[i + 1] as number) + 1) - lowerBound(uids, this.#recent[i] as number);
    }
    return count;
  }

  /** UIDs in the order of this session's sequence numbers. Not to be kept: the next change may alter it. */
  uids(): Uint32Array {
    const told = this.view.rows.uids.subarray(0, this.#toldRows);
    if (this.#pending.length === 0) return told;
    this.#merged ??= merge(told, this.#pending);
    return this.#merged;
  }

  /** Whether a message has left and the session does not know. */
  isPending(uid: number): boolean {
    return this.#pending.length > 0 && this.#pending[lowerBound(this.#pending, uid)] === uid;
  }

  isRecent(uid: number): boolean {
    const recent = this.#recent;
    for (let i = recent.length - 2; i >= 0; i -= 2) {
      if (uid >= (recent[i] as number)) return uid <= (recent[i + 1] as number);
    }
    return false;
  }

  /** The sequence number of a message in the rows. */
  numberOf(uid: number, row: number): number {
    return row + 1 + (this.#pending.length === 0 ? 0 : lowerBound(this.#pending, uid));
  }

  /**
   * Rows (of {@link uids}) that a set names.
   * @throws Refusal (BAD) for a sequence number that is not there
   */
  ranges(set: SequenceSet, byUid: boolean): RowRanges {
    if (set.saved) return rowsFromIndexes(indexesOf(this.#saved, this.uids()));
    if (byUid) return rowsByUid(set, this.uids());
    const rows = rowsBySequence(set, this.exists);
    if (!rows) throw new Refusal(bad(`There are only ${this.exists} messages`));
    return rows;
  }

  /** As {@link ranges}, for a key of SEARCH: numbers that are not there name nothing. */
  rangesOfKey(set: SequenceSet, byUid: boolean): RowRanges {
    return set.saved || byUid ? this.ranges(set, byUid) : rowsBySequenceThere(set, this.exists);
  }

  /** What "$" names from now on (RFC 5182 §2.1); it names none of those that leave. @param uids ascending */
  save(uids: Uint32Array): void {
    this.#saved = uids;
  }

  /** Messages that a set names and that are there. @throws Refusal (BAD) as {@link ranges} */
  messages(set: SequenceSet, byUid: boolean): Messages {
    return this.messagesOf(this.ranges(set, byUid));
  }

  messagesOf(ranges: RowRanges): Messages {
    const all = this.uids();
    let count = 0;
    for (let i = 0; i < ranges.length; i += 2) count += (ranges[i + 1] as number) - (ranges[i] as number);
    const uids = new Uint32Array(count);
    const numbers = new Uint32Array(count);
    let used = 0;
    for (let i = 0; i < ranges.length; i += 2) {
      for (let row = ranges[i] as number; row < (ranges[i + 1] as number); row++) {
        const uid = all[row] as number;
        if (this.isPending(uid)) continue;
        uids[used] = uid;
        numbers[used++] = row + 1;
      }
    }
    return { uids: uids.subarray(0, used), numbers: numbers.subarray(0, used), someGone: used < count };
  }

  // Flags

  /** FETCH tells mod-sequences by itself (RFC 7162 §3.1). */
  get #hasCondstore(): boolean {
    return this.#enabled.has('CONDSTORE');
  }

  /** There is no RECENT for who speaks IMAP4rev2, and every FETCH that was not asked for has UID (RFC 9051 Appendix E). */
  get #isRev2(): boolean {
    return this.#enabled.has('IMAP4REV2');
  }

  /** The finished flag list of a row. */
  flagsAt(row: number): Buffer {
    const { rows } = this.view;
    const uid = rows.uids[row] as number;
    const stored = rows.flags[row] as number;
    const bits = this.#recent.length > 0 && !this.#isRev2 && this.isRecent(uid) ? stored | RECENT_BIT : stored;
    const extra = rows.extra.size > 0 ? rows.extra.get(uid) : undefined;
    return extra ? flagBytes.with(bits, extra) : flagBytes.of(bits);
  }

  /** All flags in use here, for FLAGS. */
  flagNames(): string[] {
    return [...commonFlags, ...Array.from(this.view.rows.keywords, flagOfKeyword)];
  }

  /** Those of them that this session can change, for PERMANENTFLAGS: `\Seen` with the right `s`, `\Deleted` with `t`, all others with `w` (RFC 4314 §5.1.1). */
  permanentFlagNames(): string[] {
    if (this.readOnly) return [];
    const may = (flag: string): boolean => this.may(flag === '\\Seen' ? 's' : flag === '\\Deleted' ? 't' : 'w');
    return [...this.flagNames().filter(may), ...(this.may('w') ? ['\\*'] : [])];
  }

  /** Has the reader this right here (RFC 4314 §2.1)? */
  may(right: string): boolean {
    return this.view.rights.includes(right);
  }

  /**
   * Nothing here can be changed: what SELECT calls READ-ONLY. RFC 4314 §5.2 would have it so with `s` too, where `\Seen` is each reader's own; but then
   * clients do not mark anything as read (Python's imaplib refuses to).
   */
  get isReadOnly(): boolean {
    return this.readOnly || !['s', 'w', 'i', 't', 'e'].some((right) => this.may(right));
  }

  /** FLAGS again where keywords have come up that the client does not know (RFC 9051 §7.3.5), or other rights (RFC 4314 §5.1.1). */
  tellKeywords(): void {
    const { rows: { keywords: { size } }, rights } = this.view;
    if (size === this.#toldKeywords && rights === this.#toldRights) return;
    this.#toldKeywords = size;
    this.#toldRights = rights;
    this.#writer.untagged(`FLAGS (${this.flagNames().join(' ')})`);
    if (!this.readOnly) this.#writer.untagged(`OK [PERMANENTFLAGS (${this.permanentFlagNames().join(' ')})] Flags that can be kept`);
  }

  /** A FETCH answer has told the flags of this row: they are not announced once more. */
  noteTold(uid: number, row: number): void {
    const modseq = this.view.rows.modseqs[row] as number;
    if (modseq > this.#toldModseq) this.#known.set(uid, modseq);
  }

  /** EXISTS, and RECENT where that is still told. */
  tellCount(): void {
    this.#writer.untagged(`${this.exists} EXISTS`);
    if (!this.#isRev2) this.#writer.untagged(`${this.recentCount} RECENT`);
  }

  // Announcements

  /** What SELECT tells is all there is: nothing of it is announced later. */
  async begin(): Promise<void> {
    this.#toldKeywords = this.view.rows.keywords.size;
    this.#toldRights = this.view.rights;
    await this.#takeNew();
    this.#toldModseq = this.view.highestModseq;
  }

  /** Tells what is different, as far as it may be told now: EXPUNGE, EXISTS, RECENT, FETCH. */
  announce(kind: 'all' | 'without expunge'): Promise<void> | undefined {
    return this.#isTold ? undefined : this.#announce(kind);
  }

  /** Nothing is different from what the client knows, as behind most commands. */
  get #isTold(): boolean {
    const { view } = this;
    return !view.isStale && !this.owesExpunge && this.#pending.length === 0 && view.rows.lastUid <= this.#lastUid && view.highestModseq <= this.#toldModseq
      && view.rights === this.#toldRights && this.#known.size === 0 && this.#own.size === 0;
  }

  async #announce(kind: 'all' | 'without expunge'): Promise<void> {
    const { view, interest } = this;
    const owed = this.owesExpunge;
    this.owesExpunge = false;
    if (!interest.messages && !owed) return;
    if (view.isStale) await view.refresh();
    if (!interest.messages) return this.#tellExpunged();
    if (kind === 'all') this.#tellExpunged();
    const toldRows = this.#toldRows;
    const toldUid = this.#lastUid;
    if (view.rows.lastUid > toldUid) {
      await this.#takeNew();
      if (kind === 'all') this.#tellExpunged();
      if (this.#lastUid > toldUid) {
        this.tellCount();
        await this.onNew?.(this.#newSince(toldUid));
      }
      this.#own.clear();
    }
    if (view.rights !== this.#toldRights) this.tellKeywords();
    if (interest.flags && view.highestModseq > this.#toldModseq) await this.#tellFlags(toldUid, toldRows);
    this.#known.clear();
  }

  /** The session itself has put these here. */
  noteOwn(uids: ArrayLike<number>): void {
    if (this.onNew) for (const uid of Array.from(uids)) this.#own.add(uid);
  }

  /** Messages behind a UID, without the session's own (RFC 5465 §5.2). */
  #newSince(uid: number): Messages {
    const all = this.uids();
    const { uids, numbers, someGone } = this.messagesOf(Uint32Array.of(lowerBound(all, uid + 1), all.length));
    if (this.#own.size === 0) return { uids, numbers, someGone };
    return { uids: uids.filter((each) => !this.#own.has(each)), numbers: numbers.filter((_, i) => !this.#own.has(uids[i] as number)), someGone };
  }

  /**
   * The answers to STORE: flags of the messages named, told once, and nothing more to announce of them.
   * @param silent flags are left out; mod-sequences are told all the same where the client wants them (RFC 7162 §3.1.3)
   * @param changed UIDs that the command has changed, ascending
   * @param modseqs what they carry since, by index of `changed`
   */
  async answerStore(messages: Messages, silent: boolean, withUid: boolean, changed: Uint32Array, modseqs: Float64Array): Promise<void> {
    const writer = this.#writer;
    const { rows } = this.view;
    const hasCondstore = this.#hasCondstore;
    if (silent) {
      for (let i = 0; i < changed.length; i++) {
        const uid = changed[i] as number;
        this.#known.set(uid, modseqs[i] as number);
        if (!hasCondstore) continue;
        const row = rows.find(uid);
        if (row < 0) continue;
        writer.untagged(`${this.numberOf(uid, row)} FETCH (UID ${uid} MODSEQ (${modseqs[i]}))`);
        if (writer.isFull) await writer.drain();
      }
      return;
    }
    this.tellKeywords();
    let row = -1;
    for (let i = 0; i < messages.uids.length; i++) {
      const uid = messages.uids[i] as number;
      row = rows.find(uid, row + 1);
      if (row < 0) continue;
      this.noteTold(uid, row);
      const modseq = hasCondstore ? (rows.modseqs[row] as number) : 0;
      writer.fetchFlags(messages.numbers[i] as number, this.flagsAt(row), withUid || this.#tellsUid ? uid : 0, modseq);
      if (writer.isFull) await writer.drain();
    }
  }

  /** RFC 7162 §3.2.4, RFC 9051 §7.5.2. */
  get #tellsUid(): boolean {
    return this.#hasCondstore || this.#isRev2 || this.interest.tellsUid;
  }

  /** Messages of the rows that were told. */
  get #toldRows(): number {
    const { rows } = this.view;
    return this.#lastUid >= rows.lastUid ? rows.count : rows.below(this.#lastUid + 1);
  }

  #tellExpunged(): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    const { rows } = this.view;
    if (this.#enabled.has('QRESYNC')) this.#writer.untagged(`VANISHED ${formatNumbers(pending)}`);
    // From the last to the first, so that no number shifts under the next one.
    else for (let i = pending.length - 1; i >= 0; i--) this.#writer.untagged(`${rows.below(pending[i] as number) + i + 1} EXPUNGE`);
    this.#pending = NONE;
    this.#merged = undefined;
  }

  /** Claims what is recent and takes all rows as told. */
  async #takeNew(): Promise<void> {
    const { view } = this;
    const first = await this.client.legacy.recent(view.mailboxId, !this.readOnly);
    // What came until the claim belongs to it.
    if (view.isStale) await view.refresh();
    const { lastUid } = view.rows;
    const from = Math.max(first, this.#lastUid + 1);
    if (from <= lastUid) {
      if (this.#recent.at(-1) === from - 1) this.#recent[this.#recent.length - 1] = lastUid;
      else this.#recent.push(from, lastUid);
    }
    this.#lastUid = Math.max(lastUid, this.#lastUid);
    this.#merged = undefined;
  }

  /** Flags of messages that the client knew of already and that changed since. */
  async #tellFlags(toldUid: number, toldRows: number): Promise<void> {
    const { rows } = this.view;
    const changed: number[] = [];
    const count = Math.min(toldRows, rows.count);
    const hasCondstore = this.#hasCondstore;
    const look = (row: number): void => {
      const modseq = rows.modseqs[row] as number;
      if (modseq <= this.#toldModseq || (!hasCondstore && rows.flagsChangedAt(row) <= this.#toldModseq)) return;
      const uid = rows.uids[row] as number;
      if (uid <= toldUid && this.#known.get(uid) !== modseq) changed.push(uid);
    };
    const among = this.view.changedAfter(this.#toldModseq);
    if (among) {
      for (let i = 0, row = -1; i < among.length; i++) {
        row = rows.find(among[i] as number, row + 1);
        if (row >= 0 && row < count) look(row);
      }
    } else {
      for (let row = 0; row < count; row++) look(row);
    }
    this.#toldModseq = this.view.highestModseq;
    if (changed.length === 0) return;
    const writer = this.#writer;
    this.tellKeywords();
    let row = -1;
    for (const uid of changed) {
      row = rows.find(uid, row + 1);
      if (row < 0) continue;
      writer.fetchFlags(this.numberOf(uid, row), this.flagsAt(row), this.#tellsUid ? uid : 0, hasCondstore ? (rows.modseqs[row] as number) : 0);
      if (writer.isFull) await writer.drain();
    }
  }
}

/** Where ascending UIDs stand among others; those that are not there are passed over. */
function indexesOf(some: Uint32Array, uids: Uint32Array): number[] {
  const indexes: number[] = [];
  let at = 0;
  for (const uid of some) {
    at += lowerBound(uids.subarray(at), uid);
    if (uids[at] === uid) indexes.push(at);
  }
  return indexes;
}

/** Two ascending columns without a number in common as one. */
function merge(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length);
  let i = 0;
  let j = 0;
  for (let at = 0; at < both.length; at++) {
    const fromA = j >= b.length || (i < a.length && (a[i] as number) < (b[j] as number));
    both[at] = fromA ? (a[i++] as number) : (b[j++] as number);
  }
  return both;
}

