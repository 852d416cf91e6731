/** Addresses that are asked so often that the router would cost more than the answer: found by their exact URL, before the express app is asked. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type compression from 'compression';
import type { Core } from '../core.ts';
import type { cors } from './cors.ts';
import { sendProblem } from './problem.ts';
import { addVary } from './vary.ts';

/** Answers a request, or throws what becomes a problem; express takes it as a handler too. */
export type Endpoint = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/**
 * One listener out of endpoints and the app: any other spelling of an address, and any other method, is the app's. It has the same endpoints on its routes.
 * @param endpoints by method and URL, as `GET /jmap/session`; all of them programs' addresses, for which refusals are problem documents
 */
export function endpointsBefore(core: Core, allowOrigins: ReturnType<typeof cors>, endpoints: ReadonlyMap<string, Endpoint>, app: RequestListener): RequestListener {
  return (req, res) => {
    const endpoint = endpoints.get(`${req.method} ${req.url}`);
    if (!endpoint) {
      app(req, res);
      return;
    }
    allowOrigins(req, res, () => {
      endpoint(req, res).catch((error: unknown) => sendProblem(core, req, res, error));
    });
  };
}

/** Compresses what the endpoint answers, where the client takes it so. */
export function compressed(compress: ReturnType<typeof compression>, endpoint: Endpoint): Endpoint {
  return async (req, res) => {
    if (req.headers['accept-encoding'] === undefined) addVary(res, 'Accept-Encoding');
    else await new Promise<void>((resolve, reject) => void (compress as unknown as Middleware)(req, res, (error) => (error === undefined ? resolve() : reject(error))));
    await endpoint(req, res);
  };
}

/** What it is under its type: it needs nothing of express's. */
type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;
