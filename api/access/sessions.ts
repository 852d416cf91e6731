import type { components } from '../../openapi/index.ts';
import { credentialsOf } from '../../db/repositories/credentials.ts';
import { deleteSession, sessionsOf } from '../../db/repositories/web-sessions.ts';
import { fromId, toId } from '../ids.ts';
import { CoreError } from '../client/errors.ts';
import { actorOf } from './actor.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { deleteToken } from './tokens.ts';
import { endSession } from './web-sessions.ts';

export type Session = components['schemas']['OwnSession'];

const mostTokens = 200;

/** Where a person is signed in, browsers and programs with tokens, the one used last first. */
export async function listOwnSessions(ctx: Context): Promise<Session[]> {
  const { core, principal } = ctx;
  const now = core.clock.now();
  const { sessionLifetime } = core.limits;
  const [web, tokens] = await core.db.read(async (read) => [await sessionsOf(read, principal.id), await credentialsOf(read, principal.id, 'token', 0, mostTokens)]);
  const sessions: Session[] = web.filter((row) => row.last_used_at + sessionLifetime > now).map((row) => ({
    id: toId('session', row.id), kind: 'web', name: null, createdAt: instant(row.created_at), lastUsedAt: instant(row.last_used_at),
    expiresAt: instant(row.last_used_at + sessionLifetime), remoteAddress: row.remote_address, userAgent: row.user_agent, isCurrent: row.id === ctx.sessionId,
  }));
  for (const row of tokens) {
    if (row.expires_at !== null && row.expires_at <= now) continue;
    sessions.push({
      id: toId('token', row.id), kind: 'token', name: row.label, createdAt: instant(row.created_at), lastUsedAt: row.last_used_at === null ? null : instant(row.last_used_at),
      expiresAt: row.expires_at === null ? null : instant(row.expires_at), remoteAddress: null, userAgent: null, isCurrent: row.id === ctx.credentialId,
    });
  }
  const used = (session: Session): number => Date.parse(session.lastUsedAt ?? session.createdAt);
  return sessions.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || used(b) - used(a));
}

const instant = (at: number): string => new Date(at).toISOString();

/** Ends one of one's sessions, with what it has open. @param id of a web session or a token @throws CoreError notFound */
export async function endOwnSession(ctx: Context, id: string): Promise<void> {
  const web = fromId('session', id);
  if (web !== undefined) return endSession(ctx, web);
  if (fromId('token', id) !== undefined) return deleteToken(ctx, id);
  throw new CoreError('notFound', `You have no session ${JSON.stringify(id.slice(0, 80))}.`);
}

/** Ends all web sessions of a person but the one that asks. @returns how many */
export async function endOtherSessions(ctx: Context): Promise<number> {
  const { core, principal } = ctx;
  return core.db.write([principal.id], async (tx) => {
    const others = (await sessionsOf(tx, principal.id)).filter((row) => row.id !== ctx.sessionId);
    for (const { id } of others) {
      await deleteSession(tx, principal.id, id);
      tx.afterCommit(() => core.bus.publish({ kind: 'revoked', principalId: principal.id, reason: 'signed out', sessionId: id }));
    }
    if (others.length > 0) {
      await audit(tx, principal.id, core.clock.now(), actorOf(ctx), { action: 'sessionEnd', subject: principal.address, detail: `${others.length} others` });
    }
    return others.length;
  });
}
