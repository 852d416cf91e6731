import { type Client, CoreError, type FlagsResult, type Id, isCoreError, type LegacyClient, type MailboxSnapshot } from '../../../api/client/index.ts';
import { Rows } from './rows.ts';

/** A session that has the mailbox selected. */
export interface Member {
  readonly client: Client;
  /** Wants to hear of changes at once (IDLE). */
  readonly isIdle: boolean;
  /** These messages have left the rows; UIDs, ascending. The array is shared. */
  left(uids: Uint32Array): void;
  /** Something is different; only while `isIdle`. */
  changed(): void;
  /** The mailbox is no longer there for this reader. */
  gone(): void;
}

/** Refusals that mean: this reader has the mailbox no more. */
const GONE: ReadonlySet<string> = new Set(['mailboxNotFound', 'notFound', 'accountNotFound', 'notPermitted']);

/**
 * One mailbox as one principal sees it, for all sessions of the process that have it selected (design §6).
 *
 * Rows are the present; what each session was told of them is in its {@link Selected}. A notice only marks the view as out of date:
 * it is read anew before the next answer, or at once if somebody idles, and bursts of notices cost one reading.
 */
export class MailboxView {
  readonly mailboxId: Id;
  readonly uidValidity: number;
  /** The mailbox is the reader's own. */
  readonly isOwn: boolean;
  readonly rows: Rows;
  uidNext: number;
  highestModseq: number;
  /** What this reader may do here: letters of RFC 4314 §2.1. */
  rights: string;
  readonly #members = new Set<Member>();
  readonly #onEmpty: () => void;
  #feeder: Member | undefined;
  #unsubscribe: (() => void) | undefined;
  /** The newest change known of that the rows do not show, by its mod-sequence; 0: there is none. */
  #staleAt = 0;
  /** Changes up to here are in the rows, also those that a notice has yet to tell of. */
  #ownThrough = 0;
  /** What the last change was, as long as nothing else came after it. */
  #lastOwn: { readonly after: number; readonly uids: Uint32Array } | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(mailboxId: Id, snapshot: MailboxSnapshot, onEmpty: () => void) {
    this.mailboxId = mailboxId;
    this.uidValidity = snapshot.uidValidity;
    this.uidNext = snapshot.uidNext;
    this.highestModseq = snapshot.highestModseq;
    this.rights = snapshot.rights;
    this.isOwn = snapshot.isOwn;
    this.rows = new Rows(snapshot.messages, snapshot.isOwn);
    this.#onEmpty = onEmpty;
  }

  join(member: Member): void {
    this.#members.add(member);
    if (!this.#feeder) this.#feedFrom(member);
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    if (this.#feeder === member) {
      this.#unsubscribe?.();
      this.#feeder = this.#unsubscribe = undefined;
      const [next] = this.#members;
      if (next) this.#feedFrom(next);
    }
    if (this.#members.size === 0) this.#onEmpty();
  }

  /** A change is known that the rows do not show yet. */
  markStale(): void {
    this.#staleAt = Number.POSITIVE_INFINITY;
  }

  /**
   * Takes in what a session itself has changed, without reading it again.
   * @returns false where something else may have changed as well: then the view is out of date
   */
  takeFlags(result: FlagsResult): boolean {
    const { highestModseq: known } = result;
    if (!known || this.#refreshing || known.before !== this.highestModseq) {
      this.markStale();
      return false;
    }
    if (known.after === known.before) return true;
    const differs = this.rows.apply({ ...result, uids: result.updated });
    this.#lastOwn = { after: known.before, uids: result.updated };
    this.highestModseq = this.#ownThrough = known.after;
    if (this.#staleAt <= known.after) this.#staleAt = 0;
    if (differs) this.#tellIdle();
    return true;
  }

  /** UIDs of which some have changed after a mod-sequence, all others have not; undefined: that may be any. */
  changedAfter(modseq: number): Uint32Array | undefined {
    return this.#lastOwn && this.#lastOwn.after <= modseq ? this.#lastOwn.uids : undefined;
  }

  /** Brings the rows up to date where they may not be. @throws what the API throws, except that the mailbox has gone: members are told that */
  refresh(): Promise<void> {
    if (this.#refreshing) return this.#refreshing;
    if (!this.isStale) return Promise.resolve();
    this.#refreshing = this.#readChanges().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /**
   * Brings the rows of a view that nobody has open up to date, for a session that is about to join it.
   * @throws what the API throws, also that the mailbox has gone
   */
  catchUp(legacy: LegacyClient): Promise<void> {
    if (this.#refreshing) return this.#refreshing;
    this.markStale();
    this.#refreshing = this.#readChanges(legacy).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  get hasMembers(): boolean {
    return this.#members.size > 0;
  }

  /** The rows may not be up to date yet: also while somebody is bringing them there. */
  get isStale(): boolean {
    return this.#staleAt > 0 || this.#refreshing !== undefined;
  }

  #feedFrom(member: Member): void {
    this.#feeder = member;
    this.#unsubscribe = member.client.subscribe((notice) => {
      if (!notice.mailboxIds.includes(this.mailboxId)) return;
      const { modseq = Number.POSITIVE_INFINITY } = notice;
      if (modseq <= this.#ownThrough) return;
      this.#staleAt = Math.max(this.#staleAt, modseq);
      // Whoever idles sees a failure at the next notice or command: nobody waits for this one.
      // A right that was taken away ends sessions between commands, too.
      if (notice.rightsChanged || [...this.#members].some((each) => each.isIdle)) this.refresh().catch(() => undefined);
    }, { mailboxId: this.mailboxId });
  }

  /** @param visitor reads for a view that has no member to read for it */
  async #readChanges(visitor?: LegacyClient): Promise<void> {
    let differs = false;
    try {
      while (this.#staleAt > 0) {
        const legacy = visitor ?? this.#feeder?.client.legacy;
        if (!legacy) return;
        this.#staleAt = 0;
        this.#lastOwn = undefined;
        const delta = await legacy.changesSince(this.mailboxId, this.highestModseq);
        const wasRows = this.rows.count;
        differs ||= delta.rights !== this.rights;
        this.rights = delta.rights;
        if (delta.expunged === null) {
          const snapshot = await legacy.snapshot(this.mailboxId);
          if (snapshot.uidValidity !== this.uidValidity) throw new CoreError('mailboxNotFound', 'The folder was made anew.');
          differs = this.rows.apply(snapshot.messages) || differs;
          this.#remove(absentFrom(this.rows, snapshot.messages.uids));
          this.#advance(snapshot.uidNext, snapshot.highestModseq);
        } else {
          differs = this.rows.apply(delta.changed) || differs;
          this.#remove(delta.expunged);
          this.#advance(delta.uidNext, delta.highestModseq);
        }
        differs ||= this.rows.count !== wasRows;
      }
    } catch (error) {
      this.markStale();
      if (!visitor && isCoreError(error) && GONE.has(error.kind)) return this.#tellGone();
      throw error;
    }
    if (differs) this.#tellIdle();
  }

  #tellIdle(): void {
    for (const member of this.#members) if (member.isIdle) member.changed();
  }

  #advance(uidNext: number, highestModseq: number): void {
    this.uidNext = Math.max(this.uidNext, uidNext);
    this.highestModseq = Math.max(this.highestModseq, highestModseq);
  }

  #remove(uids: Uint32Array): void {
    const left = this.rows.remove(uids);
    if (left.length > 0) for (const member of this.#members) member.left(left);
  }

  #tellGone(): void {
    for (const member of [...this.#members]) member.gone();
  }
}

/** UIDs of the rows that are not among these, ascending. */
function absentFrom(rows: Rows, uids: Uint32Array): Uint32Array {
  const there = new Set(uids);
  return rows.uids.slice(0, rows.count).filter((uid) => !there.has(uid));
}
