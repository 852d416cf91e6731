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
    return this.#pending.size > 0;
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

  /** How long to wait before the next push. */
  delayMs(nowMs: number): number {
    return Math.max(gatherMs, this.#notBeforeMs - nowMs);
  }

  /** Takes what is to be told; {@link failed} puts it back. */
  take(): Map<string, number> {
    const taken = new Map([...this.#pending].filter(([type]) => this.types === null || this.types.has(type)));
    this.#pending.clear();
    return taken;
  }

  sent(nowMs: number): void {
    this.#failures = 0;
    this.#notBeforeMs = nowMs + this.#gapMs;
  }

  /** Tries again later and later; a receiver that is asked too often is from now on asked less. */
  failed(taken: ReadonlyMap<string, number>, nowMs: number, { isTooOften, retryAfterMs }: { isTooOften: boolean; retryAfterMs: number }): void {
    for (const [type, modseq] of taken) this.add(type, modseq);
    const delayMs = Math.max(Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(this.#failures, 20)), Math.min(retryAfterMs, longestRetryMs));
    this.#failures += 1;
    if (isTooOften) this.#gapMs = Math.min(longestGapMs, this.#gapMs * 2);
    this.#notBeforeMs = nowMs + delayMs;
  }
}
