/** Uploads (RFC 8620 §6.1): bytes kept for a later import, attachment or append. */
import { LRUCache } from 'lru-cache';
import { atMost } from '../shared/at-most.ts';
import { BlobTooLarge, onConflictUpdate, type PendingBlob, sql, type Unit } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import { rightBits } from '../access/rights.ts';
import type { Core } from '../core.ts';
import { blobIdOf } from './blob-access.ts';
import { reachBefore } from './write-reach.ts';

/** How long an upload stays readable where nothing has come to refer to it; the RFC asks for an hour at least. */
const uploadLifeMs = 24 * 3_600_000;

/** Uploads that an account may have waiting for their use, in largest ones (`maxSizeUpload`): else one person fills the disk for all. */
const mostWaiting = 20;
const mostCounted = 10_000;

/** Bytes that accounts have uploaded since they were last counted; who is not in it is counted at the next upload. */
const uncounted = new WeakMap<Core, LRUCache<number, number>>();

/**
 * May the caller bring bytes into the account? Into others' only where they may add Emails somewhere.
 * @throws CoreError accountNotFound, notPermitted
 */
export async function checkUpload(ctx: Context, accountId: string): Promise<void> {
  const reach = await reachBefore(ctx, accountId, 'write');
  if (reach.isOwner || [...reach.mailboxes.values()].some((rights) => rights & rightBits.i)) return;
  throw new CoreError('notPermitted', 'You may add nothing to the folders of this account, so that there is nothing to upload here.');
}

/**
 * Makes stored bytes readable for whoever brought them. The row is of their own account, whatever account they are meant for: nobody else there reads them
 * before an Email refers to them, and nobody's upload of the same bytes is touched. To be called in a unit of that account.
 */
export async function rememberUpload(tx: Unit, { core, principal }: Context, blob: PendingBlob, type: string): Promise<void> {
  const now = core.clock.now();
  await core.db.blobs.register(tx, blob, now);
  await tx.run(sql`
    INSERT INTO upload (account_id, blob_hash, principal_id, type, size_bytes, created_at, expires_at)
    VALUES (${principal.id}, ${blob.hash}, ${principal.id}, ${type}, ${blob.sizeBytes}, ${now}, ${now + uploadLifeMs})
    ${onConflictUpdate(['account_id', 'blob_hash'], ['principal_id', 'type', 'created_at', 'expires_at'])}`);
}

/** Counts what an account has waiting, once for every largest upload's worth. @throws CoreError overQuota */
async function checkRoom({ core }: Context, account: number): Promise<void> {
  const { db, clock, limits } = core;
  let since = uncounted.get(core);
  if (!since) uncounted.set(core, (since = new LRUCache(atMost(mostCounted))));
  if ((since.get(account) ?? Number.POSITIVE_INFINITY) < limits.maxSizeUpload) return;
  const row = await db.read((read) => read.get<{ bytes: number | string | null }>(sql`
    SELECT SUM(u.size_bytes) AS bytes FROM upload u
     WHERE u.account_id = ${account} AND u.expires_at > ${clock.now()}
       AND NOT EXISTS (SELECT 1 FROM email e WHERE e.blob_hash = u.blob_hash AND e.account_id = u.account_id)`));
  if (Number(row?.bytes ?? 0) >= mostWaiting * limits.maxSizeUpload) {
    throw new CoreError('overQuota', `At most ${mostWaiting * limits.maxSizeUpload} bytes of uploads wait in an account; put them into messages, or come back tomorrow.`);
  }
  since.set(account, 0);
}

/**
 * Keeps bytes and makes them readable in the account, for the caller. A source that fails or is too long leaves nothing.
 * @throws CoreError accountNotFound, notPermitted, tooLarge, overQuota
 */
export async function keepUpload(ctx: Context, accountId: string, source: AsyncIterable<Uint8Array> | Buffer, type = 'application/octet-stream'): Promise<{ blobId: string; type: string; sizeBytes: number }> {
  await checkUpload(ctx, accountId);
  // What waits for its use takes the uploader's room.
  const account = ctx.principal.id;
  await checkRoom(ctx, account);
  const { db, limits } = ctx.core;
  const pending = await keep();
  const since = uncounted.get(ctx.core);
  since?.set(account, (since.get(account) ?? 0) + pending.sizeBytes);
  const kept = type.slice(0, 255);
  await db.write([account], (tx) => rememberUpload(tx, ctx, pending, kept));
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
