import type { BlobStore } from '../../../db/index.ts';
import { type EmailRow, insertProjection } from '../../../db/repositories/emails.ts';
import { insertThreadKeys } from '../../../db/repositories/threads.ts';
import type { Reach } from '../../access/reach.ts';
import type { Arrived } from './arrival.ts';
import { ownThreadKey } from './description.ts';
import type { EmailChanges, OpenEmail } from './email-changes.ts';
import { seesAPart, type ThreadedMessage, threadToJoin, threadToJoinAmongReadable } from './join-thread.ts';
import { checkQuota } from './quota.ts';

/** Where a message goes, and how. */
interface Placement {
  /** Header lines of this recipient alone, in front of the shared blob (design §5). */
  readonly prefix: Buffer | null;
  readonly mailboxIds: readonly number[];
  readonly bits: number;
  readonly extra: string | null;
  /** Marked `\Deleted` from the start (APPEND). */
  readonly deleted?: boolean;
  readonly receivedAt: number;
  /** Who puts it there, where that is not the owner and no delivery either: what they do not see of the account decides nothing. */
  readonly by?: Reach | undefined;
}

export interface NewEmail extends Placement {
  readonly arrived: Arrived;
}

/**
 * Puts a message into an account: thread, row, projection, memberships. The caller settles.
 * @throws CoreError overQuota, largerThanQuota, mailboxNotFound
 */
export async function createEmail(changes: EmailChanges, blobs: BlobStore, email: NewEmail): Promise<{ open: OpenEmail; uids: Map<number, number> }> {
  const { arrived } = email;
  const made = await beginEmail(changes, blobs, arrived, email);
  await insertProjection(changes.unit.tx, { id: made.open.row.id, account_id: changes.unit.account.id, ...arrived.projection });
  return made;
}

/** What the row of an Email says of its message. */
export interface DescribedMessage extends Pick<Arrived, 'blob' | 'sentAt' | 'hasAttachment' | 'messageIdHash'>, ThreadedMessage {
  /** The id that it keeps; a new one unless given. */
  readonly id?: number | undefined;
}

/**
 * The same but for the projection, which is the caller's to put.
 * @throws CoreError overQuota, largerThanQuota, mailboxNotFound
 */
export async function beginEmail(changes: EmailChanges, blobs: BlobStore, message: DescribedMessage, email: Placement): Promise<{ open: OpenEmail; uids: Map<number, number> }> {
  const { unit } = changes;
  const { tx, account, modseq } = unit;
  const sizeBytes = message.blob.sizeBytes + (email.prefix?.length ?? 0);
  checkQuota(account, sizeBytes);
  await blobs.register(tx, message.blob, unit.now);
  const { by } = email;
  const isByPartialReader = by !== undefined && (await seesAPart(tx, by));
  const known = isByPartialReader ? await threadToJoinAmongReadable(changes, message, by) : await threadToJoin(changes, message);
  // Taken in any case: whoever compares the ids of Emails must not learn from a gap whether a thread began.
  const fresh = account.newId();
  const threadId = known ?? fresh;
  if (known === undefined) unit.threads.begin(threadId);
  const id = message.id ?? account.newId();
  await insertThreadKeys(tx, account.id, isByPartialReader ? [...message.threadKeys, ownThreadKey(id)] : message.threadKeys, threadId);
  const row: EmailRow = {
    id, account_id: account.id, thread_id: threadId, blob_hash: message.blob.hash, prefix: email.prefix, size_bytes: sizeBytes,
    received_at: email.receivedAt, sent_at: message.sentAt, keyword_bits: email.bits, extra_keywords: email.extra, visible: 0,
    has_attachment: message.hasAttachment ? 1 : 0, message_id_hash: message.messageIdHash, created_modseq: modseq, changed_modseq: modseq,
  };
  const open = changes.begin(row);
  const uids = new Map<number, number>();
  for (const mailboxId of email.mailboxIds) {
    uids.set(mailboxId, await changes.add(open, mailboxId, { receivedAt: email.receivedAt, deleted: email.deleted ?? false }));
  }
  account.usedBytes += sizeBytes;
  account.usedCount += 1;
  return { open, uids };
}
