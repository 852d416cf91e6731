/** The web side of the server: JMAP, REST, pages. One express app for all HTTP listeners. */
import compression from 'compression';
import type { RequestListener } from 'node:http';
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { docsPage, openApiDocument } from '../../openapi/index.ts';
import { type Context, hasScope } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import type { Language } from '../client/index.ts';
import type { Core } from '../core.ts';
import { standardRegistry, type Registry } from '../jmap/engine.ts';
import type { Metrics } from '../shared/metrics.ts';
import { text } from '../shared/text.ts';
import { contextOf, requireSignIn, signIn, type AccessService } from './authenticate.ts';
import { baseUrl } from './base-url.ts';
import { connectPage, type RunningListener } from './connect-page.ts';
import { cors } from './cors.ts';
import { download } from './download.ts';
import { compressed, type Endpoint, endpointsBefore } from './endpoint.ts';
import { eventStreams } from './event-stream.ts';
import { html } from './html.ts';
import { jmapApi, jmapSession } from './jmap-api.ts';
import { requestLanguage, wantsPage } from './negotiate.ts';
import { renderPage, sendPage } from './page.ts';
import { HttpRefusal, sendProblem } from './problem.ts';
import { slots } from './slots.ts';
import { healthz, metricsPage, readyz, type ServerStatus } from './status.ts';
import { upload } from './upload.ts';
import { webClient } from './web-client.ts';
import { webFiles } from './web-files.ts';

export interface HttpAppOptions {
  readonly core: Core;
  readonly access: AccessService;
  readonly metrics: Metrics;
  /** What is bound, for the page that says how to connect. */
  readonly listeners: () => readonly RunningListener[];
  readonly status: () => ServerStatus;
  /** Origins of `http.corsOrigins`. */
  readonly corsOrigins: readonly string[];
  /** Routes under `/api/v1`; errors that it passes on become problems. */
  readonly restRouter?: RequestHandler;
  /** Where the web client has been built to; without it `/` leads to the page that says how to connect. */
  readonly webFolder?: string | undefined;
  /** The JMAP methods; all that there are unless given. */
  readonly registry?: Registry;
}

export interface HttpApp {
  readonly app: RequestListener;
  /** Ends the event streams, which would else hold the server open. */
  endStreams(): void;
}

/** Answers of this size are worth compressing. */
const compressFrom = 4096;

export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { core, access, metrics, registry = standardRegistry() } = options;
  const { limits } = core;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');

  const streams = eventStreams(core, slots(limits.eventStreamsPerAccount));
  metrics.gauge('event_streams', 'Open event streams', [], () => streams.open);
  const signedIn = requireSignIn(core, access, { protocol: 'jmap' });
  const signedInAnyBody = requireSignIn(core, access, { protocol: 'jmap', anyBody: true });
  const compress = compression({ threshold: compressFrom });

  const allowOrigins = cors(options.corsOrigins);
  app.use(['/jmap', '/.well-known/jmap', '/api', '/openapi.json'], allowOrigins);

  // JMAP and blobs before the middleware of pages: they have headers and body readers of their own.
  route(app, '/.well-known/jmap', { get: [(_req, res) => void res.redirect(307, '/jmap/session')] });
  const forMail = (endpoint: Endpoint): Endpoint => async (req, res) => {
    needMail(await signIn(core, access, req, res, { protocol: 'jmap' }));
    await endpoint(req, res);
  };
  const session = forMail(jmapSession(core, registry));
  const calls = forMail(compressed(compress, jmapApi(core, registry, slots(limits.maxConcurrentRequests))));
  route(app, '/jmap/session', { get: [session] });
  route(app, '/jmap/api', { post: [calls] });
  route(app, '/jmap/upload/:accountId', { post: [signedInAnyBody, mayUseMail, upload(core, slots(limits.maxConcurrentUpload))] });
  route(app, '/jmap/download/:accountId/:blobId/:name', { get: [signedIn, mayUseMail, download()] });
  route(app, '/jmap/events', { get: [signedIn, mayUseMail, streams.handler] });

  route(app, '/healthz', { get: [healthz(options.status)] });
  route(app, '/readyz', { get: [readyz(core, options.status)] });
  route(app, '/metrics', { get: [metricsPage(core, access, metrics)] });
  if (options.restRouter) app.use('/api/v1', options.restRouter);

  // The policy is each page's own; see page.ts.
  app.use(helmet({ contentSecurityPolicy: false, xPoweredBy: false, strictTransportSecurity: isHttpsOnly(core) }));
  app.use(compress);
  const description = JSON.stringify(openApiDocument());
  route(app, '/openapi.json', { get: [(_req, res) => void res.type('application/json').setHeader('Cache-Control', 'no-cache').end(description)] });
  const docs = docsPage();
  route(app, '/docs', { get: [(req, res) => sendPage(req, res, 200, 'en', docs)] });
  route(app, '/connect', { get: [(req, res) => sendPage(req, res, 200, pageLanguage(core, req), connectPage(connectDetails(options, req)))] });
  if (options.webFolder !== undefined) app.use(webClient(core, webFiles(options.webFolder)));
  route(app, '/', { get: [(_req, res) => void res.redirect(302, '/connect')] });

  app.use(() => {
    throw new HttpRefusal(404, 'notFound', 'http.notFound');
  });
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => refuse(core, req, res, error));
  const often = new Map([['GET /jmap/session', session], ['POST /jmap/api', calls]]);
  return { app: endpointsBefore(core, allowOrigins, often, app), endStreams: () => streams.endAll() };
}

/** One address with its methods; any other method is told which there are (405). The parameters of a handler's path are its own business. */
function route(app: Express, path: string, handlers: { get?: RequestHandler<never>[]; post?: RequestHandler<never>[] }): void {
  const { get, post } = handlers as { get?: RequestHandler[]; post?: RequestHandler[] };
  if (get) app.get(path, ...get);
  if (post) app.post(path, ...post);
  const methods = [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : [])].join(', ');
  app.all(path, () => {
    throw new HttpRefusal(405, 'methodNotAllowed', 'http.method', { methods }, { headers: { Allow: methods } });
  });
}

/** JMAP is for sign-ins that reach mail; tokens for administration alone do not. */
function needMail(ctx: Context): void {
  if (!hasScope(ctx, 'mail:read')) throw new CoreError('notPermitted', 'This token does not reach mail.');
}

const mayUseMail: RequestHandler = (_req, res, next) => {
  needMail(contextOf(res));
  next();
};

function refuse(core: Core, req: Request, res: Response, error: unknown): void {
  const isProgram = /^\/(?:jmap|api|\.well-known)(?:\/|$)/.test(req.path);
  if (isProgram || res.headersSent || !wantsPage(req) || !(error instanceof HttpRefusal)) {
    sendProblem(core, req, res, error);
    return;
  }
  const language = pageLanguage(core, req);
  res.set(error.headers);
  const title = text(language, error.status === 404 ? 'problem.404' : 'problem.405');
  const body = html`<p class="lead">${text(language, error.detail.key, error.detail.params)}</p><p><a href="/connect">${text(language, 'page.home')}</a></p>`;
  sendPage(req, res, error.status, language, renderPage({ language, title, body }));
}

/** `?lang=` of the links on the page, else what the browser asks for. */
function pageLanguage(core: Core, req: Request): Language {
  const { lang } = req.query;
  return lang === 'fr' || lang === 'en' || lang === 'ar' ? lang : requestLanguage(req, core.settings.language);
}

function connectDetails({ core, listeners }: HttpAppOptions, req: Request) {
  const base = baseUrl(core, req);
  return { language: pageLanguage(core, req), host: new URL(base).hostname, base, listeners: listeners() };
}

/** Browsers are told to stay with https only where the administrator has said that this is the address. */
function isHttpsOnly(core: Core): boolean {
  return core.settings.publicUrl?.startsWith('https://') ?? false;
}
