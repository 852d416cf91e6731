/**
 * A list of Emails that stays true: ids in the server's order, from the first on without a gap, followed by /queryChanges. Rows are asked for where somebody looks;
 * the rest of the ids comes while nobody waits, so that a jump into the middle of a large folder finds its ids there.
 */
import type { EmailFilterCondition } from '../../openapi/generated/jmap.ts';
import type { Replica } from './replica.ts';
import type { EmailRow, ListQuery } from './types.ts';

export type QueryStatus = 'empty' | 'loading' | 'ready' | 'failed';

/** Ids of one window. */
export const windowSize = 50;

export const queryKey = ({ filter, sort, collapseThreads }: ListQuery): string => JSON.stringify([filter, sort, collapseThreads]);

export class LiveQuery {
  readonly query: ListQuery;
  readonly key: string;
  readonly #replica: Replica;
  status: QueryStatus = 'empty';
  error: unknown;
  state: string | undefined;
  canCalculateChanges = true;
  /** It is being asked for: what is heard meanwhile may be newer than the answer. */
  loading: Promise<void> | undefined;
  /** How many look at it now. What nobody looks at is brought up to date when somebody does. */
  viewers = 0;
  /** The part that is shown, so that its rows come first. */
  shown: readonly [from: number, to: number] = [0, windowSize];
  #ids: readonly string[] = [];
  #total = 0;
  #hidden = new Set<string>();
  #visible: readonly string[] | undefined;
  #known: { readonly of: readonly string[]; readonly set: ReadonlySet<string> } | undefined;
  /** Stay where they are though the server no longer counts them to the list: what is open must not vanish from beside its reader for being read. */
  #held = new Set<string>();
  /** Those of them that the server has taken out, each with the id that stood before it. */
  readonly #kept = new Map<string, string | undefined>();

  constructor(replica: Replica, query: ListQuery) {
    this.#replica = replica;
    this.query = query;
    this.key = queryKey(query);
  }

  get signal(): string {
    return `query:${this.#replica.id}:${this.key}`;
  }

  /** Ids as the server has them, as far as they are known. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  /** Ids to show: without those that an unconfirmed change takes out, with those that are held. */
  get visible(): readonly string[] {
    this.#visible ??= this.#shownIds();
    return this.#visible;
  }

  /** Rows that there are in all, known or not. */
  get total(): number {
    return Math.max(0, this.#total + this.visible.length - this.#ids.length);
  }

  /** As the server counts. */
  get serverTotal(): number {
    return this.#total;
  }

  get isComplete(): boolean {
    return this.status === 'ready' && this.#ids.length >= this.#total;
  }

  /** The first ids, or all anew. */
  reset(ids: readonly string[], total: number, state: string): void {
    this.#ids = ids;
    this.#total = total;
    this.state = state;
    this.status = 'ready';
    this.error = undefined;
    this.#hidden.clear();
    this.recheck(ids);
    this.#changed();
  }

  /** Further ids, right behind those that are known. */
  extend(ids: readonly string[], total: number): void {
    if (ids.length > 0) this.#ids = [...this.#ids, ...ids];
    this.#total = ids.length === 0 ? this.#ids.length : Math.max(total, this.#ids.length);
    this.#changed();
  }

  /** What /queryChanges said (RFC 8620 §5.6). */
  apply(removed: readonly string[], added: readonly { readonly id: string; readonly index: number }[], total: number, state: string): void {
    const wasComplete = this.#ids.length >= this.#total;
    if (removed.length > 0 || added.length > 0) {
      for (const id of removed) if (this.#held.has(id) && this.#knownIds().has(id) && this.#belongs(id)) this.#kept.set(id, this.visible[this.visible.indexOf(id) - 1]);
      const gone = new Set(removed);
      const ids = removed.length > 0 ? this.#ids.filter((id) => !gone.has(id)) : [...this.#ids];
      for (const { id, index } of [...added].sort((a, b) => a.index - b.index)) {
        // Beyond what is known, an id has no place yet: it comes with its window.
        if (index <= ids.length) ids.splice(index, 0, id);
        else if (wasComplete) ids.push(id);
      }
      this.#ids = ids;
      const known = new Set(ids);
      for (const id of this.#hidden) if (!known.has(id)) this.#hidden.delete(id);
      this.recheck(added.map(({ id }) => id));
    }
    this.#total = Math.max(total, this.#ids.length);
    this.state = state;
    this.status = 'ready';
    this.error = undefined;
    this.#changed();
  }

  begin(): void {
    if (this.status === 'ready') return;
    this.status = 'loading';
    this.#changed();
  }

  fail(error: unknown): void {
    if (this.status !== 'ready') this.status = 'failed';
    this.error = error;
    this.#changed();
  }

  /** Its changes could not be followed: the next look asks anew. What is shown stays until the answer is there. */
  expire(): void {
    this.state = undefined;
  }

  /** Keeps these in the list though they no longer match, as long as they are in its mailbox and until called with others. */
  hold(ids: readonly string[]): void {
    this.#held = new Set(ids);
    const loose = [...this.#kept.keys()].filter((id) => !this.#held.has(id));
    for (const id of loose) this.#kept.delete(id);
    if (loose.length > 0) this.#changed();
  }

  /** Those of them that are shown, whether the server still counts them to the list or not. */
  get held(): readonly string[] {
    return [...this.#held].filter((id) => this.visible.includes(id));
  }

  /** Looks again at whether these belong, after a change to them. */
  recheck(ids: Iterable<string>): void {
    let isChanged = false;
    for (const id of ids) {
      const isHidden = !this.#belongs(id);
      if (isHidden && this.#kept.delete(id)) isChanged = true;
      if (isHidden === this.#hidden.has(id)) continue;
      if (isHidden && !this.#knownIds().has(id)) continue;
      if (isHidden) this.#hidden.add(id);
      else this.#hidden.delete(id);
      isChanged = true;
    }
    if (isChanged) this.#changed();
    this.join();
  }

  /** A conversation stands where its newest message does: what was kept of it goes when that is here, and known to be of it. */
  join(): void {
    if (!this.query.collapseThreads || this.#kept.size === 0) return;
    const threadOf = (id: string) => this.#replica.row(id)?.threadId;
    const threads = new Set(this.#ids.map(threadOf));
    const twins = [...this.#kept.keys()].filter((id) => threadOf(id) !== undefined && threads.has(threadOf(id)));
    for (const id of twins) this.#kept.delete(id);
    if (twins.length > 0) this.#changed();
  }

  #shownIds(): readonly string[] {
    const ids = this.#hidden.size === 0 ? this.#ids : this.#ids.filter((id) => !this.#hidden.has(id));
    if (this.#kept.size === 0) return ids;
    const shown = [...ids];
    for (const [id, before] of this.#kept) if (!this.#knownIds().has(id)) shown.splice(before === undefined ? 0 : shown.indexOf(before) + 1, 0, id);
    return shown;
  }

  #belongs(id: string): boolean {
    if (this.#replica.isDestroyed(id)) return false;
    const row = this.#replica.row(id);
    return !row || mayMatch(row, this.query.filter);
  }

  #knownIds(): ReadonlySet<string> {
    if (this.#known?.of !== this.#ids) this.#known = { of: this.#ids, set: new Set(this.#ids) };
    return this.#known.set;
  }

  #changed(): void {
    this.#visible = undefined;
    this.#replica.signals.changed(this.signal);
  }
}

/** False only if the row certainly lies outside the filter: mailboxes decide, what needs the server is left to it. */
function mayMatch(row: EmailRow, filter: ListQuery['filter']): boolean {
  if ('operator' in filter) return filter.operator !== 'AND' || filter.conditions.every((condition) => mayMatch(row, condition));
  const { inMailbox, inMailboxOtherThan } = filter as EmailFilterCondition;
  if (inMailbox !== undefined && !(inMailbox in row.mailboxIds)) return false;
  return inMailboxOtherThan === undefined || Object.keys(row.mailboxIds).some((id) => !inMailboxOtherThan.includes(id));
}
