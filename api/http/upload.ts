/** POST /jmap/upload/{accountId} (RFC 8620 §6.1). */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { isCoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { checkUpload, keepUpload } from '../jmap/upload.ts';
import { contextOf } from './authenticate.ts';
import { isEncoded } from './jmap-api.ts';
import { mediaType } from './negotiate.ts';
import { HttpRefusal, isCutOff, overLimit } from './problem.ts';
import { welcomeBody } from './server.ts';
import type { Slots } from './slots.ts';

export function upload(core: Core, uploads: Slots): RequestHandler<{ accountId: string }> {
  const { maxSizeUpload, maxConcurrentUpload } = core.limits;
  return async (req, res) => {
    const ctx = contextOf(res);
    const { accountId } = req.params;
    const { language } = ctx.principal;
    // Before the bytes come: the body of a request that will be refused is not asked for.
    await checkUpload(ctx, accountId);
    const tooLarge = () => overLimit(413, 'maxSizeUpload', 'request.tooLarge', language, maxSizeUpload);
    if (Number(req.headers['content-length'] ?? 0) > maxSizeUpload) throw tooLarge();
    if (isEncoded(req.headers['content-encoding'])) throw new HttpRefusal(415, 'contentEncoding', 'request.unencodable');
    const slot = uploads.tryTake(ctx.principal.id);
    if (!slot) throw overLimit(429, 'maxConcurrentUpload', 'request.tooManyUploads', language, maxConcurrentUpload);
    try {
      welcomeBody(req, res);
      const { blobId, type, sizeBytes } = await keepUpload(ctx, accountId, wholeBody(req), mediaType(req.headers['content-type']));
      res.status(201).setHeader('Cache-Control', 'no-store');
      res.json({ accountId, blobId, type, size: sizeBytes });
    } catch (error) {
      if (isCoreError(error) && error.kind === 'tooLarge') throw tooLarge();
      // The connection is gone, or sent less than it announced: nobody hears the answer, and nothing was kept.
      if (isCutOff(error)) throw new HttpRefusal(400, 'cutOff', 'http.cutOff', {}, { headers: { Connection: 'close' } });
      throw error;
    } finally {
      slot.free();
    }
  };
}

/** The body, which counts only as a whole: the source fails where the client went away, or sent more than it announced (which is answered as no HTTP). */
export async function* wholeBody(req: IncomingMessage): AsyncGenerator<Buffer> {
  yield* req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  if (!req.complete || !req.socket.writable) throw Object.assign(new Error('the body is not whole'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
