import { deletePassword, insertCredential } from '../../db/repositories/credentials.ts';
import { deleteSessionsOf } from '../../db/repositories/web-sessions.ts';
import type { Unit } from '../../db/index.ts';
import type { Core } from '../core.ts';

/** Puts a password in the place of the one before. The caller has hashed it, outside of the unit. */
export async function putPassword(tx: Unit, principalId: number, encoded: string, now: number): Promise<void> {
  await deletePassword(tx, principalId);
  await insertCredential(tx, {
    id: tx.account(principalId).newId(), principal_id: principalId, kind: 'password', label: null, secret: encoded, lookup: null, scopes: null, created_at: now,
    expires_at: null, last_used_at: null,
  });
}

/**
 * Ends what a person has open, once the unit is durable: web sessions, and connections of every protocol. Bearer tokens and app passwords live on: they
 * were made to be independent of the password and have an end of their own.
 * @param exceptSession the session that asked for it, if it may stay
 */
export async function revoke(tx: Unit, core: Core, principalId: number, reason: string, exceptSession: number | null): Promise<void> {
  await deleteSessionsOf(tx, principalId, exceptSession);
  tx.afterCommit(() => core.bus.publish({ kind: 'revoked', principalId, reason }));
}
