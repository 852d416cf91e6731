import { LRUCache } from 'lru-cache';
import { atMost } from '../shared/at-most.ts';
import type { CredentialRow } from '../../db/repositories/credentials.ts';

/** Last use is written no more often than this: a mail program signs in a hundred times a day. */
const noteAfterMs = 5 * 60_000;
const mostKnown = 50_000;

/** When the use of app passwords and tokens was noted last, the notes that are still on their way to the database included. */
export class CredentialUses {
  readonly #noted = new LRUCache<number, number>(atMost(mostKnown));

  /** Is it time to note the use of a credential again? Whoever is told so notes it. */
  isDue({ id, last_used_at }: CredentialRow, now: number): boolean {
    const last = Math.max(last_used_at ?? 0, this.#noted.get(id) ?? 0);
    if (last + noteAfterMs > now) return false;
    this.#noted.set(id, now);
    return true;
  }
}
