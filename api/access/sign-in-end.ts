import { credentialById } from '../../db/repositories/credentials.ts';
import { principalById } from '../../db/repositories/people.ts';
import { sessionById } from '../../db/repositories/web-sessions.ts';
import type { Read } from '../../db/index.ts';
import type { BusEvent } from '../bus.ts';
import type { Timer } from '../shared/clock.ts';
import type { Context } from './context.ts';

/** Where the database could not be asked, it is asked again after this. */
const againMs = 60_000;

/** Does this event end the sign-in behind the context? */
export function isEndOf(event: BusEvent, ctx: Context): boolean {
  if (event.kind !== 'revoked' || event.principalId !== ctx.principal.id) return false;
  if (event.sessionId !== undefined) return event.sessionId === ctx.sessionId;
  return event.credentialId === undefined || event.credentialId === ctx.credentialId;
}

/**
 * For whatever outlives one call: event streams, sessions of the mail protocols, downloads. Calls once when the sign-in behind the context ends: at once
 * where it is revoked, and when its time is over where the app password, token or web session has an end (design §11).
 * @param listener may be called soon after, where the sign-in has ended meanwhile
 * @returns stops listening
 */
export function onSignInEnd(ctx: Context, listener: (reason: string) => void): () => void {
  const { bus, clock, db, log } = ctx.core;
  let isOver = false;
  let timer: Timer | undefined;
  const stop = (): void => {
    isOver = true;
    unsubscribe();
    timer?.cancel();
  };
  const end = (reason: string): void => {
    if (isOver) return;
    stop();
    listener(reason);
  };
  // Before the rows are read, so that nothing falls between.
  const unsubscribe = bus.subscribe((event) => {
    if (event.kind === 'revoked' && isEndOf(event, ctx)) end(event.reason);
  });
  const look = async (): Promise<void> => {
    let againAt: number | null;
    try {
      const until = await db.read((read) => signedInUntil(read, ctx));
      if (until !== null && until <= clock.now()) return end('The sign-in has ended; sign in again');
      againAt = until;
    } catch (error) {
      if (isOver) return;
      log.warn({ err: error }, 'whether a sign-in still counts could not be looked up; it is tried again');
      againAt = clock.now() + againMs;
    }
    if (isOver || againAt === null) return;
    timer = clock.after(againAt - clock.now(), () => void look());
  };
  if (ctx.sessionId !== null || typeof ctx.credentialId === 'number') void look();
  return stop;
}

/** Milliseconds since 1970; 0 where it has ended, null where it has no end. A web session that is used meanwhile lives on. */
async function signedInUntil(read: Read, ctx: Context): Promise<number | null> {
  const { core, principal, sessionId, credentialId } = ctx;
  if ((await principalById(read, principal.id))?.disabled !== 0) return 0;
  if (sessionId !== null) {
    const session = await sessionById(read, sessionId);
    return session?.principal_id === principal.id ? session.last_used_at + core.limits.sessionLifetime : 0;
  }
  const credential = await credentialById(read, principal.id, credentialId as number);
  return credential ? credential.expires_at : 0;
}
