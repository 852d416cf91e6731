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
export function readBody(req: IncomingMessage, res: ServerResponse, maxBytes: number): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(new BodyTooLarge());
  welcomeBody(req, res);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const take = (piece: Buffer): void => {
      length += piece.length;
      pieces.push(piece);
      if (length <= maxBytes) return;
      req.pause();
      settle(() => reject(new BodyTooLarge()));
    };
    const whole = (): void => settle(() => resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, length)));
    // A client that goes away in the middle is an error of the stream, and a stream that somebody has destroyed tells only of its end.
    const broken = (error: Error): void => settle(() => reject(error));
    const closed = (): void => settle(() => reject(Object.assign(new Error('the body ended early'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })));
    const settle = (tell: () => void): void => {
      req.off('data', take).off('end', whole).off('close', closed);
      tell();
    };
    // The listener for errors stays: one that comes late must not end the process.
    req.on('data', take).on('end', whole).on('error', broken).on('close', closed);
    if (req.destroyed) closed();
  });
}
