/** GET, HEAD /jmap/download/{accountId}/{blobId}/{name} (RFC 8620 §6.2), with ranges (RFC 9110 §14). */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response } from 'express';
import { onSignInEnd } from '../access/sign-in-end.ts';
import type { ReadableBlob } from '../client/index.ts';
import { onBlobLost, readableBlob } from '../jmap/blob-access.ts';
import { contextOf } from './authenticate.ts';
import { attachment, inline } from './content-disposition.ts';
import { signatureBytes, signatureType } from './media-signature.ts';
import { mediaType } from './negotiate.ts';
import { HttpRefusal, isCutOff } from './problem.ts';
import { parseRange } from './range.ts';

/** The bytes behind an id never change. */
const cacheControl = 'private, immutable, max-age=31536000';

export function download(): RequestHandler<{ accountId: string; blobId: string; name: string }> {
  return async (req, res) => {
    const ctx = contextOf(res);
    const { accountId, blobId, name } = req.params;
    // Whoever loses the right to read loses it at once (design §4, Bus). Before it is looked up, so that nothing falls between.
    res.once('close', onBlobLost(ctx, accountId, blobId, () => res.destroy()));
    const blob = await readableBlob(ctx, accountId, blobId);
    const etag = `"${blobId}"`;
    res.setHeader('ETag', etag);
    res.setHeader('Cache-Control', cacheControl);
    // Whoever signs in next with the same browser finds nothing of theirs kept there.
    res.vary('Authorization, Cookie');
    if (matches(req.headers['if-none-match'], etag)) {
      res.status(304).end();
      return;
    }
    const type = mediaType(req.query['type']) ?? mediaType(blob.type) ?? 'application/octet-stream';
    const shown = req.query['inline'] === 'true' ? await shownType(blob, type) : undefined;
    setContentHeaders(res, shown ?? type, shown === undefined ? attachment(name) : inline(name));
    if (shown === 'application/pdf') res.setHeader('Content-Security-Policy', pdfPolicy);
    const range = rangeOf(req, etag, blob.sizeBytes);
    if (range) {
      res.status(206);
      res.setHeader('Content-Range', `bytes ${range.start}-${range.end - 1}/${blob.sizeBytes}`);
    }
    const { start, end } = range ?? { start: 0, end: blob.sizeBytes };
    res.setHeader('Content-Length', end - start);
    if (req.method === 'HEAD' || start === end) {
      res.end();
      return;
    }
    res.once('close', onSignInEnd(ctx, () => res.destroy()));
    try {
      await pipeline(Readable.from(blob.read(start, end), { objectMode: false }), res);
    } catch (error) {
      if (!isCutOff(error)) throw error;
    }
  };
}

/**
 * What a browser may show instead of saving it: pictures and PDFs, by their own first bytes, and plain text. Nothing that it could take for a page.
 * @returns undefined: to be saved
 */
async function shownType(blob: ReadableBlob, type: string): Promise<string | undefined> {
  if (/^text\/plain(?:[ \t]*;|$)/i.test(type)) return type;
  const start: Buffer[] = [];
  for await (const piece of blob.read(0, Math.min(signatureBytes, blob.sizeBytes))) start.push(piece);
  return signatureType(Buffer.concat(start));
}

/** Browsers show no PDF in a sandbox; their viewers run apart from our origin, and this leaves a page that ran in their place nothing to run or fetch. */
const pdfPolicy = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

function setContentHeaders(res: Response, type: string, disposition: string): void {
  res.setHeader('Content-Type', type);
  res.setHeader('Content-Disposition', disposition);
  res.setHeader('Accept-Ranges', 'bytes');
  // What others sent must never run as a page of ours.
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', "sandbox; default-src 'none'; frame-ancestors 'self'");
  res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
}

function rangeOf(req: Request, etag: string, sizeBytes: number) {
  const ifRange = req.headers['if-range'];
  if (ifRange !== undefined && ifRange !== etag) return null;
  const range = parseRange(req.headers.range, sizeBytes);
  if (range === 'none') throw new HttpRefusal(416, 'noSuchRange', 'http.range', { size: sizeBytes }, { headers: { 'Content-Range': `bytes */${sizeBytes}` } });
  return range;
}

/** If-None-Match compares weakly (RFC 9110 §13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  return header !== undefined && (header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag));
}
