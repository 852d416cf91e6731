/** Refusals over HTTP: problem documents (RFC 9457), in the language of the person. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isCoreError } from '../client/errors.ts';
import type { Language } from '../client/index.ts';
import type { Core } from '../core.ts';
import { describe } from '../jmap/errors.ts';
import { RequestRefusal } from '../jmap/request-refusal.ts';
import { isTextKey, text, type TextKey } from '../shared/text.ts';
import { requestLanguage } from './negotiate.ts';
import { knownContext } from './signed-in.ts';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly [member: string]: unknown;
}

/** A refusal that only HTTP knows: a wrong address, a wrong range. */
export class HttpRefusal extends Error {
  override name = 'HttpRefusal';
  readonly status: number;
  readonly code: string;
  readonly detail: { readonly key: TextKey; readonly params: Readonly<Record<string, string | number>> };
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of the problem, such as `limit`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    key: TextKey,
    params: Readonly<Record<string, string | number>> = {},
    more: { headers?: Readonly<Record<string, string>>; members?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(text('en', key, params));
    this.status = status;
    this.code = code;
    this.detail = { key, params };
    this.headers = more.headers ?? {};
    this.members = more.members ?? {};
  }
}

/** Nobody is signed in; the answer says how (WWW-Authenticate). */
export function signInNeeded(): HttpRefusal {
  return new HttpRefusal(401, 'signInNeeded', 'http.signIn');
}

/** The person's language if they are signed in, else the browser's, else the server's. */
export function languageOf(core: Core, req: IncomingMessage, res: ServerResponse): Language {
  return knownContext(res)?.principal.language ?? requestLanguage(req, core.settings.language);
}

/** Answers any error as a problem; what is no refusal of ours is logged under an incident id, and nothing internal is told. */
export function sendProblem(core: Core, req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (res.headersSent) {
    // Half an answer cannot be mended: the client must not take it for a whole one.
    if (!isCutOff(error)) logFault(core, req, error);
    res.destroy();
    return;
  }
  const problem = problemOf(core, req, res, error);
  for (const name of ['Content-Range', 'Content-Disposition', 'Content-Length', 'ETag', 'Accept-Ranges']) res.removeHeader(name);
  if (error instanceof HttpRefusal) for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
  if (problem.status === 401) challenge(req, res);
  const retryAfter = isCoreError(error) ? error.details['retryAfterSeconds'] : undefined;
  if (typeof retryAfter === 'number') res.setHeader('Retry-After', String(Math.ceil(retryAfter)));
  res.statusCode = problem.status;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Language', languageOf(core, req, res));
  const body = Buffer.from(JSON.stringify(problem));
  res.setHeader('Content-Type', 'application/problem+json');
  res.setHeader('Content-Length', body.length);
  res.end(req.method === 'HEAD' ? undefined : body);
}

function problemOf(core: Core, req: IncomingMessage, res: ServerResponse, error: unknown): Problem {
  const language = languageOf(core, req, res);
  if (error instanceof RequestRefusal) {
    const title = text(language, `problem.${error.kind}`);
    return { type: error.type, title, status: error.status, detail: error.message, code: error.kind, ...(error.limit === undefined ? {} : { limit: error.limit }) };
  }
  if (error instanceof HttpRefusal) {
    const { key, params } = error.detail;
    return { type: 'about:blank', title: titleOf(language, error.status), status: error.status, detail: text(language, key, params), code: error.code, ...error.members };
  }
  if (isCoreError(error)) {
    const { http } = error.mapping;
    const errors = error.details['errors'];
    return { type: 'about:blank', title: titleOf(language, http), status: http, detail: describe(language, error), code: error.kind, ...(Array.isArray(errors) ? { errors } : {}) };
  }
  // Errors of the router: a path that is not percent-encoded rightly.
  const { status } = error as { status?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { type: 'about:blank', title: titleOf(language, status), status, detail: text(language, 'http.badRequest'), code: 'badRequest' };
  }
  const incident = logFault(core, req, error);
  return { type: 'about:blank', title: titleOf(language, 500), status: 500, detail: text(language, 'error.fault', { incident }), code: 'fault' };
}

function logFault(core: Core, req: IncomingMessage, error: unknown): string {
  const incident = randomUUID().slice(0, 8);
  core.log.error({ err: error, incident, method: req.method, path: pathOf(req).slice(0, 200) }, 'an HTTP request failed');
  return incident;
}

/** Without what was asked for behind it: that may be of no concern to the log. */
function pathOf(req: IncomingMessage): string {
  return (req.url ?? '').split('?', 1)[0] ?? '';
}

/** The other side has gone; nobody is to blame here. */
export function isCutOff(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}

function titleOf(language: Language, status: number): string {
  const key = `problem.${status}`;
  return text(language, isTextKey(key) ? key : status < 500 ? 'problem.400' : 'problem.500');
}

/** Where scripts of a page call (Sec-Fetch-Mode is there), a challenge would make the browser pop up a window of its own. */
function challenge(req: IncomingMessage, res: ServerResponse): void {
  if (req.headers['sec-fetch-mode'] !== undefined) return;
  res.setHeader('WWW-Authenticate', ['Basic realm="Messagerie", charset="UTF-8"', 'Bearer realm="Messagerie"']);
}

/** `limit` problem (RFC 8620 §3.6.1) for things that are too many or too large. */
export function overLimit(status: number, limit: RequestRefusal['limit'] & string, key: TextKey, language: Language, value: number): RequestRefusal {
  return new RequestRefusal('limit', status, text(language, key, { limit: value }), limit);
}

