/** Sign-in over HTTP: Basic (RFC 7617), Bearer (RFC 6750), or the session cookie. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import type { Caller } from '../client/index.ts';
import type { Core } from '../core.ts';
import { canonicalAddress } from '../shared/addresses.ts';
import { isJson } from './body.ts';
import { cookieOf, isOwnPage, sessionCookie } from './cookie.ts';
import { HttpRefusal, signInNeeded } from './problem.ts';
import { isEncrypted, mayCarrySecrets } from './server.ts';
import { keepContext, knownContext } from './signed-in.ts';

export type Credentials = { readonly user: string; readonly password: string } | { readonly token: string } | { readonly cookie: string };

/** What HTTP needs of the rooms that know people. */
export interface AccessService {
  /** @throws CoreError credentialsInvalid, tooManyAttempts, accountDisabled */
  signIn(credentials: Credentials, caller: Caller): Promise<Context>;
  /** A new value for the cookie of this session, where the present one is old; that stays valid for a minute (two tabs). */
  rotateIfDue(ctx: Context): Promise<{ readonly cookie: string } | null | undefined>;
}

/** Who calls, from where. */
export function callerOf(req: IncomingMessage, protocol: 'jmap' | 'rest'): Caller {
  return { protocol, remoteAddress: canonicalAddress(req.socket.remoteAddress ?? '') ?? 'unknown', tls: isEncrypted(req) };
}

export interface SignInOptions {
  readonly protocol: 'jmap' | 'rest';
  /** The body may be of any type even with a cookie (uploads). */
  readonly anyBody?: boolean;
}

/**
 * The context of the person whose credentials the request carries; also kept for {@link contextOf}.
 * @throws HttpRefusal 401; CoreError encryptionRequired, credentialsInvalid …
 */
export async function signIn(core: Core, access: AccessService, req: IncomingMessage, res: ServerResponse, options: SignInOptions): Promise<Context> {
  const credentials = credentialsOf(req, core, options);
  if (!mayCarrySecrets(req)) throw new CoreError('encryptionRequired', 'Signing in needs an encrypted connection: use https.');
  if (!credentials) throw signInNeeded();
  const ctx = await access.signIn(credentials, callerOf(req, options.protocol));
  keepContext(res, ctx);
  if ('cookie' in credentials) {
    const rotated = await access.rotateIfDue(ctx);
    if (rotated) res.appendHeader('Set-Cookie', sessionCookie(rotated.cookie, core.limits.sessionLifetime));
  }
  return ctx;
}

/** Express middleware around {@link signIn}. */
export function requireSignIn(core: Core, access: AccessService, options: SignInOptions): RequestHandler {
  return async (req, res, next) => {
    await signIn(core, access, req, res, options);
    next();
  };
}

/** The context that {@link signIn} found. */
export function contextOf(res: ServerResponse): Context {
  const ctx = knownContext(res);
  if (!ctx) throw signInNeeded();
  return ctx;
}

function credentialsOf(req: IncomingMessage, core: Core, options: SignInOptions): Credentials | undefined {
  const { authorization } = req.headers;
  if (authorization !== undefined) return authorizationOf(authorization);
  const cookie = cookieOf(req);
  if (cookie === undefined || !isOwnPage(req, core.settings.publicUrl)) return undefined;
  // A form of another page can send any body but this type.
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (!options.anyBody && hasBody && !isJson(req)) throw new HttpRefusal(415, 'contentType', 'request.contentType');
  return { cookie };
}

function authorizationOf(header: string): Credentials | undefined {
  const [, scheme = '', value = ''] = /^([A-Za-z]+) +([\w.~+/=-]{1,8192})$/.exec(header.trim()) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { token: value };
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
