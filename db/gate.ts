import { DatabaseClosed } from './database.ts';

export interface GateLimits {
  /** How many are inside at once in usual times. */
  readonly usual: number;
  /** The most that are ever let in. */
  readonly most: number;
  /** After this long without anybody leaving, more are let in: those inside may be waiting for those outside. */
  readonly stallMs: number;
  /** Who waited this long at a full gate is refused. */
  readonly giveUpMs: number;
}

interface Waiter {
  readonly since: number;
  resolve(): void;
  reject(error: Error): void;
}

/** Nobody left for so long that this one was sent away. */
export class GateStalled extends Error {
  override name = 'GateStalled';
}

/**
 * Lets a usual number of reads in at once. A read inside another one waits for a place while its caller holds one: when nobody leaves for a
 * moment, the gate opens further, so that such callers cannot lock each other out.
 */
export class Gate {
  readonly #limits: GateLimits;
  readonly #waiting: Waiter[] = [];
  #inside = 0;
  #limit: number;
  #moved = false;
  #watch: NodeJS.Timeout | undefined;
  #closed = false;
  #empty: (() => void) | undefined;

  constructor(limits: GateLimits) {
    this.#limits = limits;
    this.#limit = limits.usual;
  }

  get inside(): number {
    return this.#inside;
  }

  /** Takes a place if there is one; otherwise {@link wait}. Each place taken is given back by {@link leave}. */
  tryEnter(): boolean {
    if (this.#closed) throw new DatabaseClosed();
    if (this.#inside >= this.#limit || this.#waiting.length > 0) return false;
    this.#inside += 1;
    return true;
  }

  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ since: performance.now(), resolve, reject });
      this.#startWatch();
    });
  }

  leave(): void {
    this.#inside -= 1;
    this.#moved = true;
    if (this.#inside < this.#limits.usual && this.#waiting.length === 0) this.#limit = this.#limits.usual;
    this.#admit();
    if (this.#inside === 0) this.#empty?.();
  }

  /** Lets nobody in any more but those who already wait; resolves when all have left. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#inside > 0) await new Promise<void>((resolve) => (this.#empty = resolve));
    clearTimeout(this.#watch);
  }

  #admit(): void {
    while (this.#inside < this.#limit) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#inside += 1;
      next.resolve();
    }
  }

  #startWatch(): void {
    if (this.#watch) return;
    this.#moved = false;
    this.#watch = setTimeout(() => {
      this.#watch = undefined;
      if (this.#waiting.length === 0) return;
      if (!this.#moved) this.#open();
      if (this.#waiting.length > 0) this.#startWatch();
    }, this.#limits.stallMs);
  }

  #open(): void {
    this.#limit = Math.min(this.#limits.most, this.#limit * 2);
    this.#admit();
    const now = performance.now();
    while (this.#waiting[0] && now - this.#waiting[0].since > this.#limits.giveUpMs) {
      this.#waiting.shift()?.reject(new GateStalled(`no place for a read became free within ${this.#limits.giveUpMs} ms`));
    }
  }
}
