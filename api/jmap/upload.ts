/** Uploads (RFC 8620 §6.1): bytes kept for a later import, attachment or append. */
import { BlobTooLarge, onConflictUpdate, sql } from '../../db/index.ts';
import { accountFor, type Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import { blobIdOf } from './blob-access.ts';

/** How long an upload stays readable where nothing has come to refer to it; the RFC asks for an hour at least. */
const uploadLifeMs = 24 * 3_600_000;

/**
 * Keeps bytes and makes them readable in the account. A source that fails or is too long leaves nothing.
 * @throws CoreError accountNotFound, notPermitted, tooLarge
 */
export async function keepUpload(ctx: Context, accountId: string, source: AsyncIterable<Uint8Array> | Buffer, type = 'application/octet-stream'): Promise<{ blobId: string; type: string; sizeBytes: number }> {
  const account = accountFor(ctx, accountId, 'write');
  const { db, clock, limits } = ctx.core;
  const pending = await keep();
  const kept = type.slice(0, 255);
  await db.write([account], async (tx) => {
    const now = clock.now();
    await db.blobs.register(tx, pending, now);
    await tx.run(sql`
      INSERT INTO upload (account_id, blob_hash, principal_id, type, size_bytes, created_at, expires_at)
      VALUES (${account}, ${pending.hash}, ${ctx.principal.id}, ${kept}, ${pending.sizeBytes}, ${now}, ${now + uploadLifeMs})
      ${onConflictUpdate(['account_id', 'blob_hash'], ['principal_id', 'type', 'created_at', 'expires_at'])}`);
  });
  return { blobId: blobIdOf(pending.hash), type: kept, sizeBytes: pending.sizeBytes };

  async function keep() {
    try {
      if (!Buffer.isBuffer(source)) return await db.blobs.putStream(source, limits.maxSizeUpload);
      if (source.length > limits.maxSizeUpload) throw new BlobTooLarge();
      return await db.blobs.put(source);
    } catch (error) {
      if (!(error instanceof BlobTooLarge)) throw error;
      throw new CoreError('tooLarge', `An upload may have ${limits.maxSizeUpload} bytes.`, { maxSize: limits.maxSizeUpload });
    }
  }
}
