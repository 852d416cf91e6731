import type { IncomingMessage, ServerResponse } from 'node:http';
import { welcomeBody } from './server.ts';

/** Content-Type application/json, whatever its parameters. */
export function isJson(req: IncomingMessage): boolean {
  return /^application\/json\s*(?:;|$)/i.test(req.headers['content-type'] ?? '');
}

/** The body is longer than allowed. */
export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge';
}

/**
 * A whole body, which comes in pieces over time; at most `maxBytes` are held.
 * @throws BodyTooLarge, at once where Content-Length says so; the stream's own error where the client goes away
 */
export async function readBody(req: IncomingMessage, res: ServerResponse, maxBytes: number): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw new BodyTooLarge();
  welcomeBody(req, res);
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > maxBytes) throw new BodyTooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}
