import type { AccountChange } from '../../db/index.ts';
import type { Timer } from '../shared/clock.ts';

/** Changes that come together are told together. */
const gatherMs = 200;
/** Pause between two pushes to one subscription. */
const shortestGapMs = 1000;
/** A receiver that wants fewer pushes (429) gets this few in the end. */
const longestGapMs = 300_000;
const firstRetryMs = 10_000;
const longestRetryMs = 3_600_000;

/** What one push tells. */
export interface Told {
  /** Types of the person's own account, to the mod-sequences of their states. */
  readonly own: ReadonlyMap<string, number>;
  /** By account: states whose numbers are not the own account's. */
  readonly others: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

/** What one verified subscription has still to be told, and when that may be tried. */
export class Sender {
  readonly id: number;
  readonly principalId: number;
  /** Null: all. */
  types: ReadonlySet<string> | null;
  timer: Timer | undefined;
  /** In line, or being posted. */
  isBusy = false;
  /** Type to the mod-sequence of its state. */
  readonly #pending = new Map<string, number>();
  readonly #pendingOthers = new Map<number, Map<string, string>>();
  #failures = 0;
  #gapMs = shortestGapMs;
  /** On the monotonic clock. */
  #notBeforeMs = 0;

  constructor(id: number, principalId: number, types: ReadonlySet<string> | null) {
    this.id = id;
    this.principalId = principalId;
    this.types = types;
  }

  get hasPending(): boolean {
    return this.#pending.size > 0 || this.#pendingOthers.size > 0;
  }

  /** `EmailDelivery` is no type with a state of its own: it is told when mail comes in, and at no other change (RFC 8621 §1.5). */
  hear(change: AccountChange): void {
    for (const type of change.types) this.add(type, change.modseq);
    if (change.delivered) this.add('EmailDelivery', change.modseq);
  }

  add(type: string, modseq: number): void {
    if (this.types !== null && !this.types.has(type)) return;
    if ((this.#pending.get(type) ?? -1) < modseq) this.#pending.set(type, modseq);
  }

  /** States that replace what was to be told of these types of an account. */
  addOthers(account: number, states: Readonly<Record<string, string>>): void {
    for (const [type, state] of Object.entries(states)) {
      if (this.types !== null && !this.types.has(type)) continue;
      const pending = this.#pendingOthers.get(account);
      if (pending) pending.set(type, state);
      else this.#pendingOthers.set(account, new Map([[type, state]]));
    }
  }

  /** How long to wait before the next push. */
  delayMs(nowMs: number): number {
    return Math.max(gatherMs, this.#notBeforeMs - nowMs);
  }

  /** Takes what is to be told; {@link failed} puts it back. */
  take(): Told {
    const isWanted = ([type]: readonly [string, unknown]): boolean => this.types === null || this.types.has(type);
    const own = new Map([...this.#pending].filter(isWanted));
    const others = new Map([...this.#pendingOthers].map(([account, states]) => [account, new Map([...states].filter(isWanted))] as const).filter(([, states]) => states.size > 0));
    this.#pending.clear();
    this.#pendingOthers.clear();
    return { own, others };
  }

  sent(nowMs: number): void {
    this.#failures = 0;
    this.#notBeforeMs = nowMs + this.#gapMs;
  }

  /** Tries again later and later; a receiver that is asked too often is from now on asked less. */
  failed(taken: Told, nowMs: number, { isTooOften, retryAfterMs }: { isTooOften: boolean; retryAfterMs: number }): void {
    for (const [type, modseq] of taken.own) this.add(type, modseq);
    for (const [account, states] of taken.others) {
      const newer = this.#pendingOthers.get(account);
      this.addOthers(account, Object.fromEntries([...states].filter(([type]) => !newer?.has(type))));
    }
    const delayMs = Math.max(Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(this.#failures, 20)), Math.min(retryAfterMs, longestRetryMs));
    this.#failures += 1;
    if (isTooOften) this.#gapMs = Math.min(longestGapMs, this.#gapMs * 2);
    this.#notBeforeMs = nowMs + delayMs;
  }
}
