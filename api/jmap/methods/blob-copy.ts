import { BlobTooLarge, type PendingBlob } from '../../../db/index.ts';
import type { BlobCopyResponse, SetError } from '../../../openapi/index.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { blobIdOf, parseBlobId, readableBlob, type TypedBlob } from '../blob-access.ts';
import { setErrorOf } from '../errors.ts';
import { method, type MethodContext } from '../method.ts';
import { checkUpload, rememberUpload } from '../upload.ts';
import { copyReach } from './email-copy-reach.ts';

/** A blob on its way: its bytes are durable, the other account has no row of it yet. */
interface Ready {
  readonly blob: PendingBlob;
  readonly type: string;
}

/**
 * Blob/copy (RFC 8620 §6.3). Makes blobs readable in another account, as uploads of the caller there, in one unit. A stored blob keeps its id, and no byte
 * moves; what is read out of one (a part, a message with lines of its recipient in front) becomes a blob of its own: the whole must not become readable
 * with it (contract, Blob ids).
 */
export const blobCopy = method('Blob/copy', async (ctx, args) => {
  await copyReach(ctx, args);
  await checkUpload(ctx, args.accountId);
  const ready = new Map<string, Ready>();
  const notCopied: Record<string, SetError> = {};
  for (const blobId of new Set(args.blobIds)) {
    try {
      const resolved = ctx.request.resolveId(blobId) ?? blobId;
      ready.set(blobId, await prepare(ctx, resolved, await readableBlob(ctx, args.fromAccountId, resolved)));
    } catch (error) {
      if (!isCoreError(error)) throw error;
      notCopied[blobId] = setErrorOf(ctx, error);
    }
  }
  if (ready.size > 0) {
    await ctx.core.db.write([ctx.principal.id], async (tx) => {
      for (const { blob, type } of ready.values()) await rememberUpload(tx, ctx, blob, type);
    });
  }
  return {
    fromAccountId: args.fromAccountId,
    accountId: args.accountId,
    copied: ready.size === 0 ? null : Object.fromEntries([...ready].map(([blobId, { blob }]) => [blobId, blobIdOf(blob.hash)])),
    notCopied: Object.keys(notCopied).length === 0 ? null : notCopied,
  } satisfies BlobCopyResponse;
});

async function prepare(ctx: MethodContext, blobId: string, blob: TypedBlob): Promise<Ready> {
  const type = blob.type ?? 'application/octet-stream';
  const parsed = parseBlobId(blobId);
  if (parsed?.kind === 'stored') return { blob: { hash: parsed.hash, sizeBytes: blob.sizeBytes, location: undefined }, type };
  const { db, limits } = ctx.core;
  try {
    return { blob: await db.blobs.putStream(blob.read(), limits.maxSizeUpload), type };
  } catch (error) {
    if (!(error instanceof BlobTooLarge)) throw error;
    throw new CoreError('tooLarge', `A blob to copy may have ${limits.maxSizeUpload} bytes.`, { maxSize: limits.maxSizeUpload });
  }
}
