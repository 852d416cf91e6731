/** Serves the web client: its page at every address of its own, its files beside. */
import type { Request, RequestHandler, Response } from 'express';
import type { Core } from '../core.ts';
import { matchesTag } from '../rest/entity-tag.ts';
import { HttpRefusal } from './problem.ts';
import type { ContentEncoding, WebFile, WebFiles } from './web-files.ts';
import { clientPolicy, framePolicy, permissionsPolicy, workerPolicy } from './web-policy.ts';

/** Addresses that the client itself makes sense of (docs/decisions, web client). */
const clientRoute = /^\/(?:(?:sign-in|mail|search|compose|settings|people|directory|calendar|tasks|admin)(?:\/.*)?)?$/;

const forEver = 'public, max-age=31536000, immutable';
/** Kept, but asked for each time whether it is still so. */
const askedFor = 'no-cache';

/** Passes on what is no address of the client, and everything where it is not built. */
export function webClient(core: Core, files: WebFiles): RequestHandler {
  return (req, res, next) => {
    const isRoute = clientRoute.test(req.path);
    const file = isRoute ? files.page() : files.file(req.path);
    if (!file) {
      next();
      return;
    }
    if (req.method !== 'GET' && req.method !== 'HEAD') throw new HttpRefusal(405, 'methodNotAllowed', 'http.method', { methods: 'GET, HEAD' }, { headers: { Allow: 'GET, HEAD' } });
    res.setHeader('Cache-Control', file.isHashed ? forEver : askedFor);
    if (file.type.startsWith('text/html')) {
      res.setHeader('Content-Security-Policy', framePolicy(core, req, req.path) ?? clientPolicy(files.styleHashes()));
      res.setHeader('Permissions-Policy', permissionsPolicy);
    }
    // A worker has the policy of its own file, not of the page that it serves.
    if (req.path === '/sw.js') res.setHeader('Content-Security-Policy', workerPolicy);
    send(req, res, file);
  };
}

function send(req: Request, res: Response, file: WebFile): void {
  res.setHeader('ETag', file.etag);
  res.vary('Accept-Encoding');
  if (matchesTag(req.headers['if-none-match'], file.etag.slice('W/'.length))) return void res.status(304).end();
  const encoding = encodingFor(req, file);
  const bytes = file.bytes(encoding);
  res.setHeader('Content-Type', file.type);
  if (encoding !== undefined) res.setHeader('Content-Encoding', encoding);
  res.setHeader('Content-Length', bytes.length);
  res.end(req.method === 'HEAD' ? undefined : bytes);
}

function encodingFor(req: Request, file: WebFile): ContentEncoding | undefined {
  const accepted = req.acceptsEncodings();
  return file.encodings.find((encoding) => accepted.includes(encoding));
}
