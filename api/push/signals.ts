import type { Database } from '../../db/index.ts';

/** `refused`: the address may not be posted to at all, and the subscription is gone. */
export type VerificationOutcome = 'sent' | 'failed' | 'refused';

/** What the sender wants to hear of PushSubscription/set, once it is durable. */
export interface SubscriptionListener {
  /** A new subscription: resolves when its verification has been tried for the first time. */
  created(id: number): Promise<VerificationOutcome>;
  /** Subscriptions of this person were verified, changed or ended. Resolves when that holds: changes after it are told. Never rejects. */
  changed(principalId: number): Promise<void>;
}

const listeners = new WeakMap<Database, SubscriptionListener>();

/** @returns takes the listener off again */
export function listenForSubscriptions(db: Database, listener: SubscriptionListener): () => void {
  listeners.set(db, listener);
  return () => void (listeners.get(db) === listener && listeners.delete(db));
}

/** Undefined where nothing is sent from this process: the command's own, for example. */
export const subscriptionListener = (db: Database): SubscriptionListener | undefined => listeners.get(db);
