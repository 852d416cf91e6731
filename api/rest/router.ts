import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { callerOf, contextOf, signIn } from '../http/authenticate.ts';
import { BodyTooLarge, isJson, readBody } from '../http/body.ts';
import { cookieOf, endedSessionCookie, isOwnPage, sessionCookie } from '../http/cookie.ts';
import { isEncoded } from '../http/jmap-api.ts';
import { requestLanguage } from '../http/negotiate.ts';
import { HttpRefusal, overLimit } from '../http/problem.ts';
import { mayCarrySecrets } from '../http/server.ts';
import { CoreError } from '../client/errors.ts';
import { readIJson } from '../jmap/i-json.ts';
import type { RestServices } from './call.ts';
import { createDispatcher, type FoundRoute, MethodNotAllowed, type RestDispatcher } from './dispatch.ts';
import { signedIn } from './operations/me.ts';
import { readBodyOf } from './routes.ts';

/** `/api/v1` for the express app (`HttpAppOptions.restRouter`). Errors go to the app, which makes problems of them. */
export function restRouter(services: RestServices): RequestHandler {
  const dispatcher = createDispatcher(services);
  return (req: Request, res: Response, next: NextFunction) => {
    answer(services, dispatcher, req, res).catch(next);
  };
}

async function answer(services: RestServices, dispatcher: RestDispatcher, req: Request, res: Response): Promise<void> {
  const { core, access } = services;
  const found = find(dispatcher, req);
  if (found.route.operation === 'signIn') return begin(services, found, req, res);
  const ctx = await signIn(core, access, req, res, { protocol: 'rest' });
  if (found.route.operation === 'signOut') {
    await access.endSession(ctx).catch(ifNotFound);
    res.append('Set-Cookie', endedSessionCookie);
    return send(req, res, found.route.status, undefined);
  }
  const { status, body } = await dispatcher.run(found, ctx, req.query as Record<string, unknown>, await bodyOf(services, found, req, res));
  send(req, res, status, body);
}

/** POST /api/v1/session: a cookie for a password. One that the browser had before ends: its place is taken. */
async function begin(services: RestServices, found: FoundRoute, req: Request, res: Response): Promise<void> {
  const { core, access } = services;
  // A page elsewhere must not sign a browser in, into the account of whoever wrote that page.
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new CoreError('notPermitted', 'Pages of other sites cannot sign in here.');
  if (!mayCarrySecrets(req)) throw new CoreError('encryptionRequired', 'Signing in needs an encrypted connection: use https.');
  const { user, password } = readBodyOf(found.route, await bodyOf(services, found, req, res)) as { user: string; password: string };
  const caller = callerOf(req, 'rest');
  const oldCookie = isOwnPage(req, core.settings.publicUrl) ? cookieOf(req) : undefined;
  const former = oldCookie === undefined ? undefined : await access.signIn({ cookie: oldCookie }, caller).catch(() => undefined);
  const ctx = await access.signIn({ user, password }, caller);
  res.locals['context'] = ctx;
  if (former && former.sessionId !== null) await access.endSession(former).catch(ifNotFound);
  const { cookie, sessionId, expiresAt } = await access.startSession(ctx, req.headers['user-agent']);
  res.append('Set-Cookie', sessionCookie(cookie, core.limits.sessionLifetime));
  send(req, res, found.route.status, await signedIn({ ...contextOf(res), sessionId }, expiresAt));
}

function find(dispatcher: RestDispatcher, req: Request): FoundRoute {
  try {
    return dispatcher.find(req.method, `/api/v1${req.path}`);
  } catch (error) {
    if (!(error instanceof MethodNotAllowed)) throw error;
    const methods = [...error.allowed, ...(error.allowed.includes('GET') ? ['HEAD'] : [])].join(', ');
    throw new HttpRefusal(405, 'methodNotAllowed', 'http.method', { methods }, { headers: { Allow: methods } });
  }
}

/** @throws HttpRefusal 415, 413; RequestRefusal notJSON */
async function bodyOf({ core }: RestServices, { route }: FoundRoute, req: Request, res: Response): Promise<unknown> {
  if (route.body === undefined) return undefined;
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (!hasBody) return undefined;
  if (!isJson(req)) throw new HttpRefusal(415, 'contentType', 'request.contentType');
  if (isEncoded(req.headers['content-encoding'])) throw new HttpRefusal(415, 'contentEncoding', 'request.unencodable');
  const { maxSizeRequest, jsonDepth } = core.limits;
  const language = requestLanguage(req, core.settings.language);
  const bytes = await readBody(req, res, maxSizeRequest).catch((error: unknown) => {
    throw error instanceof BodyTooLarge ? overLimit(413, 'maxSizeRequest', 'request.tooLarge', language, maxSizeRequest) : error;
  });
  return readIJson(bytes, { depth: jsonDepth, language });
}

function send(req: Request, res: Response, status: number, body: unknown): void {
  res.status(status);
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  if (body === undefined) {
    res.end();
    return;
  }
  const bytes = Buffer.from(JSON.stringify(body));
  res.setHeader('Content-Type', 'application/json');
  res.setHeader('Content-Length', bytes.length);
  res.end(req.method === 'HEAD' ? undefined : bytes);
}

/** The session is over either way. */
function ifNotFound(error: unknown): void {
  if (!(error instanceof CoreError && error.kind === 'notFound')) throw error;
}
