import { BlobTooLarge, onConflictUpdate, type PendingBlob, sql } from '../../../db/index.ts';
import type { BlobCopyArguments, BlobCopyResponse, SetError } from '../../../openapi/index.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { blobIdOf, parseBlobId, type TypedBlob } from '../blob-access.ts';
import { setErrorOf } from '../errors.ts';
import { method, type MethodContext } from '../method.ts';
import { type CopyReach, copyAccounts, reachOf } from './email-copy-reach.ts';

/** Blob/copy (RFC 8620 §6.3). */
export const blobCopy = method('Blob/copy', (ctx, args) => copyBlobs(ctx, args, reachOf(ctx)));

/** As long as an upload: the copy is one of the other account. */
const copyLifeMs = 24 * 3_600_000;

/** A blob on its way: its bytes are durable, the other account has no row of it yet. */
interface Ready {
  readonly blob: PendingBlob;
  readonly type: string;
}

/**
 * Makes blobs readable in another account, as uploads of it, in one unit. A stored blob keeps its id, and no byte moves; what is read out of one (a part,
 * a message with lines of its recipient in front) becomes a blob of its own: the whole must not become readable with it (contract, Blob ids).
 */
export async function copyBlobs(ctx: MethodContext, args: BlobCopyArguments, reach: CopyReach): Promise<BlobCopyResponse> {
  const { to } = copyAccounts(ctx, args, reach);
  const { db, clock } = ctx.core;
  const ready = new Map<string, Ready>();
  const notCopied: Record<string, SetError> = {};
  for (const blobId of new Set(args.blobIds)) {
    try {
      const resolved = ctx.request.resolveId(blobId) ?? blobId;
      ready.set(blobId, await prepare(ctx, resolved, await reach.blob(args.fromAccountId, resolved)));
    } catch (error) {
      if (!isCoreError(error)) throw error;
      notCopied[blobId] = setErrorOf(ctx, error);
    }
  }
  if (ready.size > 0) {
    await db.write([to], async (tx) => {
      const now = clock.now();
      for (const { blob, type } of ready.values()) {
        await db.blobs.register(tx, blob, now);
        await tx.run(sql`
          INSERT INTO upload (account_id, blob_hash, principal_id, type, size_bytes, created_at, expires_at)
          VALUES (${to}, ${blob.hash}, ${ctx.principal.id}, ${type}, ${blob.sizeBytes}, ${now}, ${now + copyLifeMs})
          ${onConflictUpdate(['account_id', 'blob_hash'], ['principal_id', 'type', 'created_at', 'expires_at'])}`);
      }
    });
  }
  return {
    fromAccountId: args.fromAccountId,
    accountId: args.accountId,
    copied: ready.size === 0 ? null : Object.fromEntries([...ready].map(([blobId, { blob }]) => [blobId, blobIdOf(blob.hash)])),
    notCopied: Object.keys(notCopied).length === 0 ? null : notCopied,
  };
}

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
