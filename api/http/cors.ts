import type { IncomingMessage, ServerResponse } from 'node:http';
import { addVary } from './vary.ts';

const allowedHeaders = 'Authorization, Content-Type, Last-Event-ID, Range, If-Range, If-None-Match, If-Match, Idempotency-Key';
const exposedHeaders = 'Content-Range, Accept-Ranges, Content-Disposition, ETag, Location, Retry-After';
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const preflightSeconds = '3600';

/** Lets pages of the origins in `http.corsOrigins` call (Fetch standard, CORS protocol); never with cookies. */
export function cors(origins: readonly string[]): (req: IncomingMessage, res: ServerResponse, next: () => void) => void {
  const any = origins.includes('*');
  const known = new Set(origins);
  return (req, res, next) => {
    const { origin } = req.headers;
    if (!any) addVary(res, 'Origin');
    const isAllowed = origin !== undefined && (any || known.has(origin));
    if (isAllowed) {
      res.setHeader('Access-Control-Allow-Origin', any ? '*' : origin);
      res.setHeader('Access-Control-Expose-Headers', exposedHeaders);
    }
    if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) {
      next();
      return;
    }
    if (isAllowed) {
      res.setHeader('Access-Control-Allow-Methods', methods);
      res.setHeader('Access-Control-Allow-Headers', allowedHeaders);
      res.setHeader('Access-Control-Max-Age', preflightSeconds);
    }
    res.statusCode = 204;
    res.end();
  };
}
