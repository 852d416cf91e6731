/** What was not sent yet, and will not be (RFC 8621 §7, undoStatus `canceled`). */
import type { Unit } from '../../db/index.ts';
import { deleteQueueEntriesOf } from '../../db/repositories/queue.ts';
import { cancelSubmissionRows, heldInTrash, type SubmissionRow } from '../../db/repositories/submissions.ts';
import { type DeliveryStatuses, notSent, parseStatuses } from './delivery-status.ts';
import { hasChosenTime, type StoredEnvelope } from './envelope.ts';

/**
 * Cancels submissions that are `pending`: nothing of them goes out any more.
 * @returns what each says of its recipients from now on, in the order given
 */
export async function cancelSubmissions(tx: Unit, accountId: number, rows: readonly Pick<SubmissionRow, 'id' | 'delivery_status'>[]): Promise<DeliveryStatuses[]> {
  if (rows.length === 0) return [];
  const account = tx.account(accountId);
  await deleteQueueEntriesOf(tx, rows.map((row) => row.id));
  const byStatus = new Map<string, number[]>();
  const told = rows.map(({ id, delivery_status }) => {
    const statuses = Object.fromEntries(Object.keys(parseStatuses(delivery_status) ?? {}).map((address) => [address, notSent()]));
    const json = JSON.stringify(statuses);
    const alike = byStatus.get(json);
    if (alike) alike.push(id);
    else byStatus.set(json, [id]);
    return statuses;
  });
  for (const [json, ids] of byStatus) await cancelSubmissionRows(tx, ids, json, account.modseq);
  account.touch('EmailSubmission');
  return told;
}

/**
 * Cancels what waits for a time that somebody chose and is in Trash or Junk only: who throws such a message away, by whatever protocol, does not want it
 * sent. What is destroyed goes on (RFC 8621 §7.5), as does what is held for seconds, and what has been released.
 * @param emailIds Emails that were taken out of a mailbox where such messages are filed, after all changes of the unit
 */
export async function cancelThrownAway(tx: Unit, accountId: number, emailIds: readonly number[]): Promise<void> {
  const held = await heldInTrash(tx, accountId, emailIds);
  await cancelSubmissions(tx, accountId, held.filter(({ envelope }) => hasChosenTime(JSON.parse(envelope) as StoredEnvelope)));
}
