/** The session and the API endpoint (RFC 8620 §2, §3). */
import type { ServerResponse } from 'node:http';
import type { Core } from '../core.ts';
import { processRequest, type Registry } from '../jmap/engine.ts';
import { readIJson, writeIJson } from '../jmap/i-json.ts';
import { RequestRefusal } from '../jmap/request-refusal.ts';
import { buildSession } from '../jmap/session.ts';
import { text } from '../shared/text.ts';
import { contextOf } from './authenticate.ts';
import { baseUrl } from './base-url.ts';
import { BodyTooLarge, isJson, readBody } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import { HttpRefusal, overLimit } from './problem.ts';
import type { Slots } from './slots.ts';

/** GET /jmap/session. */
export function jmapSession(core: Core, registry: Registry): Endpoint {
  return async (req, res) => {
    const session = await buildSession(contextOf(res), registry.capabilities, baseUrl(core, req));
    sendJson(res, session);
  };
}

/** POST /jmap/api. */
export function jmapApi(core: Core, registry: Registry, requests: Slots): Endpoint {
  const { maxSizeRequest, maxConcurrentRequests, jsonDepth } = core.limits;
  return async (req, res) => {
    const ctx = contextOf(res);
    const { language } = ctx.principal;
    if (!isJson(req)) throw new RequestRefusal('notJSON', 400, text(language, 'request.contentType'));
    if (isEncoded(req.headers['content-encoding'])) throw new HttpRefusal(415, 'contentEncoding', 'request.unencodable');
    const slot = requests.tryTake(ctx.principal.id);
    if (!slot) throw overLimit(429, 'maxConcurrentRequests', 'request.tooManyAtOnce', language, maxConcurrentRequests);
    try {
      const body = await readBody(req, res, maxSizeRequest).catch((error: unknown) => {
        throw error instanceof BodyTooLarge ? overLimit(413, 'maxSizeRequest', 'request.tooLarge', language, maxSizeRequest) : error;
      });
      sendJson(res, await processRequest(ctx, await readIJson(body, { depth: jsonDepth, language }), registry));
    } finally {
      slot.free();
    }
  };
}

export function isEncoded(contentEncoding: string | undefined): boolean {
  return contentEncoding !== undefined && contentEncoding.toLowerCase() !== 'identity';
}

function sendJson(res: ServerResponse, value: unknown): void {
  res.setHeader('Content-Type', 'application/json');
  res.setHeader('Cache-Control', 'no-cache, no-store, must-revalidate');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  const body = Buffer.from(writeIJson(value));
  res.setHeader('Content-Length', body.length);
  res.end(body);
}
