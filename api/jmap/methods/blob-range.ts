/** Blob/range: some bytes of a blob, in base64 (contract, JMAP). */
import { bytesToDecode, parseBlobId, readableBlob } from '../blob-access.ts';
import { spend } from '../answer-budget.ts';
import { method } from '../method.ts';

export const blobRange = method('Blob/range', async (ctx, { accountId, blobId, offset, length }) => {
  // Before anything is read: the last byte of an encoded part costs as much as all of it.
  spend(ctx, 'bytes', 0);
  spend(ctx, 'bytes to decode', bytesToDecode(parseBlobId(blobId)));
  const blob = await readableBlob(ctx, accountId, blobId);
  const start = Math.min(offset, blob.sizeBytes);
  const end = Math.min(start + length, blob.sizeBytes);
  spend(ctx, 'bytes', end - start);
  const pieces: Buffer[] = [];
  for await (const piece of blob.read(start, end)) pieces.push(piece);
  return { size: blob.sizeBytes, data: Buffer.concat(pieces).toString('base64') };
});
