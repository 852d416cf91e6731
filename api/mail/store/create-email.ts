import type { BlobStore } from '../../../db/index.ts';
import { type EmailRow, insertProjection } from '../../../db/repositories/emails.ts';
import { insertThreadKeys, threadByKeys } from '../../../db/repositories/threads.ts';
import { CoreError } from '../../client/errors.ts';
import type { Arrived } from './arrival.ts';
import type { EmailChanges, OpenEmail } from './email-changes.ts';

export interface NewEmail {
  readonly arrived: Arrived;
  /** Header lines of this recipient alone, in front of the shared blob (design §5). */
  readonly prefix: Buffer | null;
  readonly mailboxIds: readonly number[];
  readonly bits: number;
  readonly extra: string | null;
  /** Marked `\Deleted` from the start (APPEND). */
  readonly deleted?: boolean;
  readonly receivedAt: number;
}

/**
 * Puts a message into an account: thread, row, projection, memberships. The caller settles.
 * @throws CoreError overQuota, largerThanQuota, mailboxNotFound
 */
export async function createEmail(changes: EmailChanges, blobs: BlobStore, email: NewEmail): Promise<{ open: OpenEmail; uids: Map<number, number> }> {
  const { unit } = changes;
  const { tx, account, modseq } = unit;
  const { arrived } = email;
  const sizeBytes = arrived.blob.sizeBytes + (email.prefix?.length ?? 0);
  checkQuota(account, sizeBytes);
  await blobs.register(tx, arrived.blob, unit.now);
  const known = arrived.threadKeys.length > 0 ? await threadByKeys(tx, account.id, arrived.threadKeys) : undefined;
  const threadId = known ?? account.newId();
  if (known === undefined) unit.threads.begin(threadId);
  await insertThreadKeys(tx, account.id, arrived.threadKeys, threadId);
  const row: EmailRow = {
    id: account.newId(), account_id: account.id, thread_id: threadId, blob_hash: arrived.blob.hash, prefix: email.prefix, size_bytes: sizeBytes,
    received_at: email.receivedAt, sent_at: arrived.sentAt, keyword_bits: email.bits, extra_keywords: email.extra, visible: 0,
    has_attachment: arrived.hasAttachment ? 1 : 0, message_id_hash: arrived.messageIdHash, created_modseq: modseq, changed_modseq: modseq,
  };
  const open = changes.begin(row);
  const uids = new Map<number, number>();
  for (const mailboxId of email.mailboxIds) {
    uids.set(mailboxId, await changes.add(open, mailboxId, { receivedAt: email.receivedAt, deleted: email.deleted ?? false }));
  }
  await insertProjection(tx, { id: row.id, account_id: account.id, ...arrived.projection });
  account.usedBytes += sizeBytes;
  account.usedCount += 1;
  return { open, uids };
}

/** @throws CoreError overQuota, largerThanQuota */
export function checkQuota(account: { quotaBytes: number | null; usedBytes: number }, sizeBytes: number): void {
  if (account.quotaBytes === null) return;
  const details = { limitBytes: account.quotaBytes, usedBytes: account.usedBytes, sizeBytes };
  if (sizeBytes > account.quotaBytes) throw new CoreError('largerThanQuota', 'The message is larger than the whole mailbox may be.', details);
  if (account.usedBytes + sizeBytes > account.quotaBytes) {
    throw new CoreError('overQuota', 'The mailbox is full. Delete messages and empty the trash, or ask for more room.', details);
  }
}
