import type { AccountChange } from '../db/index.ts';

/** A durable change in an account, or the end of a principal's access. */
export type BusEvent =
  | { readonly kind: 'change'; readonly change: AccountChange }
  /**
   * What people may do in an account of others has changed, by a grant or by a group's membership: whoever has it open looks again.
   * @param principalIds whom it concerns; null: anybody
   */
  | { readonly kind: 'grants'; readonly accountId: number; readonly principalIds: ReadonlySet<number> | null }
  /**
   * Somebody noted something on a mailbox or on the server (RFC 5464).
   * @param mailboxId 0: the server @param principalId whose own it is; 0: shared @param by the sign-in that did it
   */
  | { readonly kind: 'metadata'; readonly mailboxId: number; readonly principalId: number; readonly entries: readonly string[]; readonly by: object }
  /**
   * Password or policy changed, account disabled or deleted: sign-ins of this principal end. `sessionId`: only that web session; `credentialId`: only those
   * made with that password, app password or token.
   */
  | { readonly kind: 'revoked'; readonly principalId: number; readonly reason: string; readonly sessionId?: number; readonly credentialId?: number };

/** Tells open connections what has changed. One process: by function call, after commit and sync (design §4, Bus). */
export class Bus {
  readonly #listeners = new Set<(event: BusEvent) => void>();
  readonly #onFault: (error: unknown) => void;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  publish(event: BusEvent): void {
    for (const listener of this.#listeners) {
      // One listener's fault must not keep the others from hearing.
      try {
        listener(event);
      } catch (error) {
        this.#onFault(error);
      }
    }
  }

  subscribe(listener: (event: BusEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
