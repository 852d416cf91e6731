import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { callerOf, contextOf, signIn } from '../http/authenticate.ts';
import { type Context, onSignInEnd } from '../access/index.ts';
import { baseUrl } from '../http/base-url.ts';
import { BodyTooLarge, isJson, readBody } from '../http/body.ts';
import { attachment } from '../http/content-disposition.ts';
import { cookieOf, endedSessionCookie, isOwnPage, sessionCookie } from '../http/cookie.ts';
import { isEncoded } from '../http/jmap-api.ts';
import { requestLanguage } from '../http/negotiate.ts';
import { HttpRefusal, isCutOff, overLimit } from '../http/problem.ts';
import { mayCarrySecrets, welcomeBody } from '../http/server.ts';
import { keepContext } from '../http/signed-in.ts';
import { type Slots, slots } from '../http/slots.ts';
import { wholeBody } from '../http/upload.ts';
import { CoreError } from '../client/errors.ts';
import { readIJson } from '../jmap/i-json.ts';
import { FetchRefused } from '../shared/fetch-refused.ts';
import type { RestServices } from './call.ts';
import { createDispatcher, type FoundRoute, MethodNotAllowed, type RestDispatcher, type RestOutcome } from './dispatch.ts';
import { etagOf, matchesTag } from './entity-tag.ts';
import { serverDescription } from './operations/description.ts';
import { signedIn } from './operations/me.ts';
import type { RawBody, Reply } from './reply.ts';
import { readBodyOf } from './routes.ts';

/** `/api/v1` for the express app (`HttpAppOptions.restRouter`). Errors go to the app, which makes problems of them. */
export function restRouter(services: RestServices): RequestHandler {
  const dispatcher = createDispatcher(services);
  const requests = slots(services.core.limits.maxConcurrentRequests);
  return (req: Request, res: Response, next: NextFunction) => {
    answer(services, dispatcher, requests, req, res).catch(next);
  };
}

async function answer(services: RestServices, dispatcher: RestDispatcher, requests: Slots, req: Request, res: Response): Promise<void> {
  const { core, access } = services;
  const found = find(dispatcher, req);
  if (found.route.operation === 'signIn') return begin(services, found, req, res);
  if (found.route.operation === 'getServer') return send(req, res, found.route.status, serverDescription(services));
  const ctx = await signIn(core, access, req, res, { protocol: 'rest' });
  const { language } = ctx.principal;
  // A page full of pictures must not stand in the way of everything else; these have a line of their own.
  if (found.route.operation === 'getImage') {
    needPicture(req);
    return answerSignedIn(services, dispatcher, found, ctx, req, res);
  }
  const { maxConcurrentRequests } = core.limits;
  const slot = requests.tryTake(ctx.principal.id);
  if (!slot) throw overLimit(429, 'maxConcurrentRequests', 'request.tooManyAtOnce', language, maxConcurrentRequests);
  try {
    await answerSignedIn(services, dispatcher, found, ctx, req, res);
  } finally {
    slot.free();
  }
}

/**
 * Browsers take a playlist for any sound or film (HLS) and ask for what it names: one that a stranger attached would tell them that it was looked at.
 * @throws CoreError notPermitted
 */
function needPicture(req: Request): void {
  const dest = req.headers['sec-fetch-dest'];
  if (dest !== undefined && dest !== 'image') throw new CoreError('notPermitted', 'Only pictures of a page come from here.');
}

async function answerSignedIn(services: RestServices, dispatcher: RestDispatcher, found: FoundRoute, ctx: Context, req: Request, res: Response): Promise<void> {
  const { access } = services;
  if (found.route.operation === 'signOut') {
    await access.endSession(ctx).catch(ifNotFound);
    res.append('Set-Cookie', endedSessionCookie);
    // Files and pictures that the browser has kept are this person's, too.
    res.setHeader('Clear-Site-Data', '"cache"');
    return send(req, res, found.route.status, undefined);
  }
  const raw = rawBodyOf(found, req, res);
  const body = raw ? undefined : await bodyOf(services, found, req, res);
  const left = new AbortController();
  if (res.closed) left.abort();
  else res.once('close', () => left.abort());
  const outcome = await dispatcher.run(found, ctx, req.query as Record<string, unknown>, body, { headers: req.headers, raw, base: baseUrl(services.core, req), signal: left.signal }).catch((error: unknown) => {
    // The connection is gone, or sent less than it announced: nobody hears the answer, and nothing was done.
    throw raw && isCutOff(error) ? new HttpRefusal(400, 'cutOff', 'http.cutOff', {}, { headers: { Connection: 'close' } }) : error;
  });
  const { reply } = outcome;
  if (reply.location !== undefined) res.setHeader('Location', reply.location);
  if (found.route.headers.some(({ name }) => name === 'if-none-match')) return sendTagged(req, res, outcome);
  if (reply.etag !== undefined) res.setHeader('ETag', reply.etag);
  if (reply.bytes) {
    res.status(outcome.status);
    res.setHeader('Cache-Control', reply.bytes.cacheControl ?? 'private, no-store');
    res.vary('Authorization, Cookie');
    res.setHeader('X-Content-Type-Options', 'nosniff');
    return sendBytes(req, res, reply.bytes);
  }
  send(req, res, outcome.status, outcome.body);
}

/** A body that is read as it is; undefined where the operation takes none, or it is JSON. */
function rawBodyOf({ route }: FoundRoute, req: Request, res: Response): RawBody | undefined {
  const type = (req.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!route.rawTypes.includes(type)) return undefined;
  if (isEncoded(req.headers['content-encoding'])) throw new HttpRefusal(415, 'contentEncoding', 'request.unencodable');
  welcomeBody(req, res);
  return { type, source: wholeBody(req) };
}

/** An answer that the client may have already (RFC 9110 §13.1.2). */
async function sendTagged(req: Request, res: Response, { status, body, reply }: RestOutcome): Promise<void> {
  const json = reply.bytes ? undefined : Buffer.from(JSON.stringify(body));
  const etag = reply.etag ?? (json ? etagOf(json) : undefined);
  // The client may keep it, and asks each time whether it still is so.
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.vary('Authorization, Cookie');
  if (etag !== undefined) res.setHeader('ETag', etag);
  if (etag !== undefined && matchesTag(req.headers['if-none-match'], etag)) return void res.status(304).end();
  res.status(status);
  if (reply.bytes) return sendBytes(req, res, reply.bytes);
  sendJson(req, res, json);
}

async function sendBytes(req: Request, res: Response, bytes: NonNullable<Reply['bytes']>): Promise<void> {
  res.setHeader('Content-Type', bytes.type);
  if (bytes.sizeBytes !== undefined) res.setHeader('Content-Length', bytes.sizeBytes);
  res.setHeader('Content-Disposition', attachment(bytes.name));
  // What others sent must never run as a page of ours.
  res.setHeader('Content-Security-Policy', "sandbox; default-src 'none'; frame-ancestors 'none'");
  if (req.method === 'HEAD' || bytes.sizeBytes === 0) {
    bytes.cancel?.();
    return void res.end();
  }
  // Whoever loses the right to read loses it at once (design §4, Bus).
  const stopListening = [onSignInEnd(contextOf(res), () => res.destroy()), bytes.onLost(() => res.destroy())];
  try {
    await pipeline(Readable.from(bytes.read(), { objectMode: false }), res);
  } catch (error) {
    // Neither side of a picture from elsewhere is a fault of ours; the reader sees that it is not whole.
    if (!isCutOff(error) && !(error instanceof FetchRefused)) throw error;
  } finally {
    for (const stop of stopListening) stop();
    // Whoever went away before the first byte has read nothing that would end by itself.
    bytes.cancel?.();
  }
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
  keepContext(res, ctx);
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
  sendJson(req, res, Buffer.from(JSON.stringify(body)));
}

function sendJson(req: Request, res: Response, bytes: Buffer = Buffer.alloc(0)): void {
  res.setHeader('Content-Type', 'application/json');
  res.setHeader('Content-Length', bytes.length);
  res.end(req.method === 'HEAD' ? undefined : bytes);
}

/** The session is over either way. */
function ifNotFound(error: unknown): void {
  if (!(error instanceof CoreError && error.kind === 'notFound')) throw error;
}
