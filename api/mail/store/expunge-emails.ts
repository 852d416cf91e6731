import { deleteEmails } from '../../../db/repositories/emails.ts';
import { expungeMemberships, markedRows } from '../../../db/repositories/expunges.ts';
import type { Unit } from '../../../db/index.ts';
import { SEEN } from './keywords.ts';
import { MailUnit } from './mail-unit.ts';

/** Emails that a unit destroys at most: what hangs on one costs many times what its place in a mailbox does. */
const DESTROYED = 200;

export interface Expunged {
  /** UIDs that left, ascending. */
  readonly left: number[];
  /** UIDs that a further unit is to look at. */
  readonly rest: number[];
  /** That of the unit; 0 where nothing left. */
  readonly modseq: number;
}

/**
 * Takes those of these messages that are marked `\Deleted` out of a mailbox (EXPUNGE), set-based. JMAP has not seen them since they were marked: no state
 * changes, and no interval of visibility ends.
 */
export async function expungeMessages(tx: Unit, accountId: number, mailboxId: number, uids: ArrayLike<number>, now: number): Promise<Expunged> {
  const unit = new MailUnit(tx, accountId, now);
  await unit.mailbox(mailboxId);
  const { account, modseq } = unit;
  const destroyed: number[] = [];
  const left: number[] = [];
  const emailIds: number[] = [];
  const rest: number[] = [];
  let [bytes, unseen] = [0, 0];
  for (const row of await markedRows(tx, mailboxId, uids)) {
    if (destroyed.length === DESTROYED) {
      rest.push(row.uid);
      continue;
    }
    left.push(row.uid);
    emailIds.push(row.email_id);
    bytes += row.size_bytes;
    if ((row.keyword_bits & SEEN) === 0) unseen += 1;
    if (row.elsewhere) continue;
    destroyed.push(row.email_id);
    account.usedBytes -= row.size_bytes;
    account.usedCount -= 1;
    unit.threads.emailRemoved(row.thread_id);
  }
  if (left.length === 0) return { left, rest, modseq: 0 };
  await expungeMemberships(tx, mailboxId, left, modseq, now);
  if (destroyed.length > 0) await deleteEmails(tx, accountId, destroyed);
  await unit.countExpunged(mailboxId, { messages: left.length, bytes, unseen });
  await unit.took(mailboxId, emailIds);
  await unit.flush();
  return { left, rest, modseq };
}
