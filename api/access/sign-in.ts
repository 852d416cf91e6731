import { type CredentialRow, credentialByLookup, passwordsOfPrincipal, touchCredential } from '../../db/repositories/credentials.ts';
import { principalByAddress, principalById, type PrincipalRow } from '../../db/repositories/people.ts';
import type { Caller, Language } from '../client/index.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { normalizeAddress } from '../people/recipients.ts';
import { type Attempt, signInGate, TooManyFailures } from '../shared/rate-limit.ts';
import { actorOf } from './actor.ts';
import { matchingAppPassword } from './app-passwords.ts';
import { audit } from './audit.ts';
import { consoleContext } from './console.ts';
import type { Context, Principal } from './context.ts';
import { CredentialUses } from './credential-uses.ts';
import { needProtection } from './encryption.ts';
import { passwordsOf } from './passwords.ts';
import { lookupHash } from './secrets.ts';
import { parseScopes } from './tokens.ts';
import { VerifiedPasswords } from './verified-passwords.ts';
import {
  endSession, findSession, listSessions, rotateIfDue, type StartedSession, startSession, sweepSessions, touchIfDue, type WebSession,
} from './web-sessions.ts';

export type Credentials =
  | { readonly user: string; readonly password: string }
  /** A bearer token's secret. */
  | { readonly token: string }
  /** The value of a web session's cookie. */
  | { readonly cookie: string };

export interface AccessService {
  /**
   * Who is this? A password is checked against the account's own and its app passwords.
   * @throws CoreError encryptionRequired, credentialsInvalid, tooManyAttempts ({retryAfterSeconds}), accountDisabled, unavailable
   */
  signIn(credentials: Credentials, caller: Caller): Promise<Context>;
  /** Is this the password of who is signed in? Counts as a sign-in for the waiting after failures. @throws CoreError tooManyAttempts, unavailable */
  checkPassword(ctx: Context, password: string): Promise<boolean>;
  /** Begins a web session. */
  startSession(ctx: Context, userAgent?: string): Promise<StartedSession>;
  /** The cookie's new value where it is due (once a day), to be sent with the answer. */
  rotateIfDue(ctx: Context): Promise<StartedSession | null>;
  /** Ends a web session of the caller's: this one unless another is named. @throws CoreError notFound */
  endSession(ctx: Context, sessionId?: number): Promise<void>;
  listSessions(ctx: Context): Promise<WebSession[]>;
  /** The context of the administrator at the console; `person`: acts for that account's own settings. */
  console(caller: Caller, person?: string): Promise<Context>;
  /** Waits for what is still being noted (last use, audit of sign-ins). */
  close(): Promise<void>;
}

const mostPasswordBytes = 4096;
const sweepEveryMs = 3_600_000;

export function createAccessService(core: Core): AccessService {
  const gate = signInGate(core.limits, core.clock);
  const passwords = passwordsOf(core);
  const verified = new VerifiedPasswords(core.clock);
  const uses = new CredentialUses();
  const pending = new Set<Promise<void>>();
  const unsubscribe = core.bus.subscribe((event) => {
    if (event.kind === 'revoked') verified.forget(event.principalId);
  });

  /** What nobody waits for: a lost note of a last use is no reason to refuse a sign-in. */
  const aside = (what: string, work: () => Promise<unknown>): void => {
    const noted = work().then(
      () => undefined,
      (error: unknown) => core.log.warn({ err: error }, `${what} could not be noted`),
    );
    pending.add(noted);
    void noted.finally(() => pending.delete(noted));
  };
  const sweeper = core.clock.every(sweepEveryMs, () => aside('the end of idle sessions', () => sweepSessions(core)));

  const byPassword = async (user: string, password: string, caller: Caller): Promise<Context> => {
    const account = normalizeAddress(user.trim());
    if (account.length > 320 || Buffer.byteLength(password) > mostPasswordBytes || account.includes('\0')) throw wrong();
    const { principal, credentials } = await core.db.read(async (read) => {
      const found = await principalByAddress(read, account);
      return { principal: found, credentials: found ? await passwordsOfPrincipal(read, found.id) : [] };
    });
    const now = core.clock.now();
    const usable = credentials.filter((credential) => credential.expires_at === null || credential.expires_at > now);
    const app = matchingAppPassword(usable, password);
    const known = principal && (app ?? usable.find((credential) => credential.secret !== '' && verified.has(principal.id, password, credential.secret)));
    let credential = known;
    if (!known) {
      const attempt = await beforeGate(caller, account);
      try {
        credential = await matching(usable, password);
        await (principal && credential ? gate.succeeded(caller.remoteAddress, account) : gate.failed(caller.remoteAddress, account));
      } finally {
        attempt.release();
      }
    }
    if (!principal || !credential) throw wrong();
    // Only who knows the password learns that the account is disabled.
    if (principal.disabled === 1) throw new CoreError('accountDisabled', 'This account is disabled. Ask your administrator.');
    const ctx = contextOf(principal, caller, parseScopes(credential.scopes), { credentialId: credential.id });
    if (app ? uses.isDue(app, now) : !known) {
      aside('a sign-in', () =>
        core.db.write([principal.id], async (tx) => {
          if (credential.kind === 'app') await touchCredential(tx, credential.id, now);
          await audit(tx, principal.id, now, actorOf(ctx), { action: 'signIn', subject: account });
        }),
      );
    }
    return ctx;
  };

  const beforeGate = async (caller: Caller, account: string): Promise<Attempt> => {
    try {
      return await gate.before(caller.remoteAddress, account);
    } catch (error) {
      if (!(error instanceof TooManyFailures)) throw error;
      throw new CoreError('tooManyAttempts', `${error.message}.`, { retryAfterSeconds: Math.ceil(error.retryAfterMs / 1000) });
    }
  };

  /** The account's own password, which is checked slowly, and so is nobody's; app passwords were looked at before. */
  const matching = async (credentials: readonly CredentialRow[], password: string): Promise<CredentialRow | undefined> => {
    const own = credentials.find((credential) => credential.kind === 'password');
    const isOwn = await (own === undefined
      ? passwords.verify(password, undefined)
      : verified.check(own.principal_id, password, own.secret, () => passwords.verify(password, own.secret)));
    return isOwn ? own : undefined;
  };

  const byToken = async (token: string, caller: Caller): Promise<Context> => {
    if (token.length > 512) throw wrong();
    const { credential, principal } = await core.db.read(async (read) => {
      const found = await credentialByLookup(read, lookupHash(token));
      return { credential: found, principal: found ? await principalById(read, found.principal_id) : undefined };
    });
    const now = core.clock.now();
    if (!principal || credential?.kind !== 'token' || (credential.expires_at !== null && credential.expires_at <= now)) throw wrong();
    if (principal.disabled === 1) throw new CoreError('accountDisabled', 'This account is disabled. Ask your administrator.');
    if (uses.isDue(credential, now)) {
      aside('the use of a token', () => core.db.write([], (tx) => touchCredential(tx, credential.id, now)));
    }
    return contextOf(principal, caller, parseScopes(credential.scopes), { credentialId: credential.id });
  };

  const byCookie = async (cookie: string, caller: Caller): Promise<Context> => {
    if (cookie.length > 512) throw wrong();
    const { session, principal } = await core.db.read(async (read) => {
      const found = await findSession(core, read, cookie);
      return { session: found, principal: found ? await principalById(read, found.principal_id) : undefined };
    });
    if (!session || !principal || principal.disabled === 1) throw new CoreError('credentialsInvalid', 'The session has ended; sign in again.');
    aside('the use of a session', () => touchIfDue(core, session));
    return contextOf(principal, caller, null, { sessionId: session.id });
  };

  const contextOf = (row: PrincipalRow, caller: Caller, scopes: Context['scopes'], by: { sessionId?: number; credentialId?: number }): Context => ({
    core, principal: principalOf(row), caller, scopes, sessionId: by.sessionId ?? null, credentialId: by.credentialId ?? null,
  });

  return {
    async signIn(credentials, caller) {
      needProtection(caller);
      if ('token' in credentials) return byToken(credentials.token, caller);
      if ('cookie' in credentials) return byCookie(credentials.cookie, caller);
      return byPassword(credentials.user, credentials.password, caller);
    },
    async checkPassword(ctx, password) {
      const { address, id } = ctx.principal;
      const own = (await core.db.read((read) => passwordsOfPrincipal(read, id))).find(({ kind }) => kind === 'password');
      const attempt = await beforeGate(ctx.caller, address);
      try {
        const isRight = await passwords.verify(password, own?.secret);
        await (isRight ? gate.succeeded(ctx.caller.remoteAddress, address) : gate.failed(ctx.caller.remoteAddress, address));
        return isRight;
      } finally {
        attempt.release();
      }
    },
    startSession,
    rotateIfDue,
    async endSession(ctx, sessionId = ctx.sessionId ?? undefined) {
      if (sessionId !== undefined) await endSession(ctx, sessionId);
    },
    listSessions,
    console: (caller, person) => consoleContext(core, caller, person),
    async close() {
      unsubscribe();
      sweeper.cancel();
      await Promise.all(pending);
    },
  };
}

function wrong(): CoreError {
  return new CoreError('credentialsInvalid', 'Name or password is wrong.');
}

export function principalOf(row: PrincipalRow): Principal {
  return { id: row.id, address: row.address ?? '', name: row.name, language: row.language as Language, administrator: row.administrator === 1 };
}
