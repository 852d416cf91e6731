import {
  deleteIdleSessions, deleteSession, insertSession, rotateSession, sessionByHash, sessionById, sessionsOf, touchSession, type WebSessionRow,
} from '../../db/repositories/web-sessions.ts';
import type { Read } from '../../db/index.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import { actorOf } from './actor.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { lookupHash, newSecret } from './secrets.ts';

/** A cookie's value is replaced after this long; the old one counts a little longer, for the other tab's request that is under way. */
const rotateAfterMs = 24 * 3_600_000;
const previousMs = 60_000;
/** Last use is written no more often than this. */
const touchAfterMs = 5 * 60_000;

export interface StartedSession {
  /** The value of the cookie; only its hash is stored. */
  readonly cookie: string;
  readonly sessionId: number;
  readonly expiresAt: number;
}

export interface WebSession {
  readonly id: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly remoteAddress: string | null;
  readonly userAgent: string | null;
  readonly isCurrent: boolean;
}

/**
 * Begins a web session for who has just signed in. The value is new each time: nobody can plant one beforehand.
 * @throws CoreError notPermitted for an app password or token: a session may do everything, and they may not
 */
export async function startSession(ctx: Context, userAgent?: string): Promise<StartedSession> {
  const { core, principal } = ctx;
  if (ctx.scopes !== null) throw new CoreError('notPermitted', 'Sign in with the password of the account; an app password is for programs.');
  const cookie = newSecret();
  const now = core.clock.now();
  const sessionId = await core.db.write([principal.id], async (tx) => {
    const id = tx.account(principal.id).newId();
    await insertSession(tx, {
      id, principal_id: principal.id, token_hash: lookupHash(cookie), previous_hash: null, previous_until: null, created_at: now, rotated_at: now, last_used_at: now,
      remote_address: ctx.caller.remoteAddress, user_agent: userAgent?.slice(0, 512) ?? null,
    });
    await audit(tx, principal.id, now, actorOf(ctx), { action: 'sessionStart', subject: principal.address });
    return id;
  });
  return { cookie, sessionId, expiresAt: now + core.limits.sessionLifetime };
}

/** The session of a cookie; undefined where there is none, or it was idle for too long. */
export async function findSession(core: Core, read: Read, cookie: string): Promise<WebSessionRow | undefined> {
  const now = core.clock.now();
  const row = await sessionByHash(read, lookupHash(cookie), now);
  return row !== undefined && row.last_used_at + core.limits.sessionLifetime > now ? row : undefined;
}

/** Notes that a session was used, now and then. */
export async function touchIfDue(core: Core, row: WebSessionRow): Promise<void> {
  const now = core.clock.now();
  if (row.last_used_at + Math.min(touchAfterMs, core.limits.sessionLifetime / 10) > now) return;
  await core.db.write([], (tx) => touchSession(tx, row.id, now));
}

/** @returns the cookie's new value once a day, for whoever comes first; null otherwise */
export async function rotateIfDue(ctx: Context): Promise<StartedSession | null> {
  const { core, sessionId } = ctx;
  if (sessionId === null) return null;
  const now = core.clock.now();
  const isDue = (row: WebSessionRow | undefined): row is WebSessionRow => row !== undefined && row.rotated_at + rotateAfterMs <= now;
  if (!isDue(await core.db.read((read) => sessionById(read, sessionId)))) return null;
  const cookie = newSecret();
  const rotated = await core.db.write([ctx.principal.id], async (tx) => {
    // Two tabs at once: the second keeps the old value for its minute and gets the new one by the browser's own cookie store.
    if (!isDue(await sessionById(tx, sessionId))) return false;
    await rotateSession(tx, sessionId, lookupHash(cookie), now, now + previousMs);
    return true;
  });
  return rotated ? { cookie, sessionId, expiresAt: now + core.limits.sessionLifetime } : null;
}

/** One's sessions, the newest use first. */
export async function listSessions(ctx: Context): Promise<WebSession[]> {
  const { core } = ctx;
  const rows = await core.db.read((read) => sessionsOf(read, ctx.principal.id));
  const idleSince = core.clock.now() - core.limits.sessionLifetime;
  return rows.filter((row) => row.last_used_at > idleSince).map((row) => ({
    id: toId('session', row.id),
    createdAt: new Date(row.created_at).toISOString(),
    lastUsedAt: new Date(row.last_used_at).toISOString(),
    remoteAddress: row.remote_address,
    userAgent: row.user_agent,
    isCurrent: row.id === ctx.sessionId,
  }));
}

/** Ends one of one's sessions; what it has open is closed. @throws CoreError notFound */
export async function endSession(ctx: Context, sessionId: number): Promise<void> {
  const { core, principal } = ctx;
  await core.db.write([principal.id], async (tx) => {
    if (!(await deleteSession(tx, principal.id, sessionId))) throw new CoreError('notFound', 'There is no such session.');
    await audit(tx, principal.id, core.clock.now(), actorOf(ctx), { action: 'sessionEnd', subject: principal.address });
    tx.afterCommit(() => core.bus.publish({ kind: 'revoked', principalId: principal.id, reason: 'signed out', sessionId }));
  });
}

/** Forgets sessions that were idle for too long. */
export function sweepSessions(core: Core): Promise<number> {
  return core.db.write([], (tx) => deleteIdleSessions(tx, core.clock.now() - core.limits.sessionLifetime));
}
