import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { atMost } from '../shared/at-most.ts';
import type { Clock } from '../shared/clock.ts';

const lifetimeMs = 5 * 60_000;
const mostEntries = 20_000;

/**
 * Remembers for minutes that a password belongs to an encoded hash, under a key that dies with the process (design §6): a mail client signs in a hundred
 * times a day. It keeps no statement about people: who may sign in is read from the database each time, and a new password has a new hash, so a change
 * counts at once, on every node.
 */
export class VerifiedPasswords {
  readonly #key = randomBytes(32);
  readonly #known = new LRUCache<string, { principalId: number; until: number }>(atMost(mostEntries));
  readonly #running = new Map<string, Promise<boolean>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(principalId: number, password: string, encoded: string): boolean {
    const known = this.#known.get(this.#entry(principalId, password, encoded));
    return known !== undefined && known.until > this.#clock.monotonicMs();
  }

  /** Checks a password once, however many connections of one client ask at the same moment or one behind the other; remembers it where it is right. */
  check(principalId: number, password: string, encoded: string, verify: () => Promise<boolean>): Promise<boolean> {
    if (this.has(principalId, password, encoded)) return Promise.resolve(true);
    const entry = this.#entry(principalId, password, encoded);
    let running = this.#running.get(entry);
    if (!running) {
      running = verify()
        .then((isRight) => {
          if (isRight) this.#known.set(entry, { principalId, until: this.#clock.monotonicMs() + lifetimeMs });
          return isRight;
        })
        .finally(() => this.#running.delete(entry));
      this.#running.set(entry, running);
    }
    return running;
  }

  /** Nothing of a person is kept once their access has changed. */
  forget(principalId: number): void {
    for (const [entry, known] of this.#known.entries()) if (known.principalId === principalId) this.#known.delete(entry);
  }

  #entry(principalId: number, password: string, encoded: string): string {
    return createHmac('sha256', this.#key).update(`${principalId}\0${encoded}\0${password.normalize('NFC')}`).digest('base64url');
  }
}
