import type { Store } from '../../store/index.ts';
import type { Attachment } from './draft.ts';

/** Blobs of another account are copied into one's own first (RFC 8620 §6.3). */
export async function ownBlobs(store: Store, fromAccountId: string, attachments: readonly Attachment[]): Promise<Attachment[]> {
  const blobIds = attachments.flatMap(({ blobId }) => (blobId === undefined ? [] : [blobId]));
  if (fromAccountId === store.ownAccountId || blobIds.length === 0) return [...attachments];
  const { copied } = await store.client.call('Blob/copy', { fromAccountId, accountId: store.ownAccountId, blobIds });
  return attachments.map((one) => ({ ...one, blobId: one.blobId === undefined ? undefined : (copied?.[one.blobId] ?? one.blobId) }));
}
