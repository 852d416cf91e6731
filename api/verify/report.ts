import type { VerifyReport } from '../rest/queue-service.ts';

export type Difference = VerifyReport['differences'][number];

/** Gathers differences; no more than a bound, since a damaged disk may give millions. */
export class Findings {
  readonly differences: Difference[] = [];
  emails = 0;
  blobs = 0;
  accounts = 0;
  readonly #most: number;

  constructor(most = 10_000) {
    this.#most = most;
  }

  /** Notes a difference where the two are not the same. */
  compare(kind: Difference['kind'], accountId: string | null, object: string, what: string, expected: unknown, found: unknown): void {
    if (Object.is(expected, found)) return;
    this.add(kind, accountId, object, `${what}: ${String(expected)}`, `${what}: ${String(found)}`);
  }

  /** Takes over what was found elsewhere. */
  take(others: Findings): void {
    for (const other of others.differences) if (this.differences.length < this.#most) this.differences.push(other);
  }

  add(kind: Difference['kind'], accountId: string | null, object: string, expected: string, found: string): void {
    if (this.differences.length < this.#most) this.differences.push({ kind, accountId, object, expected: expected.slice(0, 500), found: found.slice(0, 500) });
  }
}
