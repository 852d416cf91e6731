import { type DatabaseLog, guarded } from './database.ts';
import type { AccountChange } from './unit.ts';

/** Hands changes to listeners; one that throws keeps neither the others nor the caller from theirs. */
export class ChangeFeed {
  readonly #listeners = new Set<(change: AccountChange) => void>();
  readonly #log: DatabaseLog;

  constructor(log: DatabaseLog) {
    this.#log = log;
  }

  /** @returns takes the listener off again */
  add(listener: (change: AccountChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(change: AccountChange): void {
    for (const listener of this.#listeners) guarded(this.#log, 'a listener', () => listener(change));
  }
}
