/** A reader's own `$seen` on Emails of others (design §5): it wakes neither the owner nor another reader. */
import { seenMarks } from '../../../db/repositories/reader-columns.ts';
import { stampReaderMailboxes } from '../../../db/repositories/reader-mailboxes.ts';
import { putSeen, readableMailboxesHolding } from '../../../db/repositories/seen-overlay.ts';
import type { Read, Unit } from '../../../db/index.ts';
import type { Reach } from '../../access/reach.ts';
import type { OpenEmail } from './email-changes.ts';

/** Those of these Emails that a reader has seen. Not for owners: theirs is a keyword of the Email. */
export async function seenByReader(read: Read, reach: Reach, emailIds: ArrayLike<number>): Promise<ReadonlySet<number>> {
  const rows = await seenMarks(read, reach.principal, reach.account, emailIds);
  return new Set(rows.filter((row) => row.seen).map((row) => row.email_id));
}

/**
 * Marks Emails as seen or not seen by a reader. No state of the account changes, no membership and no counter of the mailbox: the mod-sequence is the
 * reader's alone. Rights (`s` in every mailbox that holds the Email and may be read) are checked by who calls. To be called when the unit's memberships
 * are written.
 * @returns the Emails for which that is news
 */
export async function setSeenByReader(tx: Unit, reach: Reach, emailIds: Iterable<number>, seen: boolean): Promise<number[]> {
  if (reach.isOwner) throw new Error("an owner's $seen is a keyword of the Email");
  const ids = [...new Set(emailIds)];
  if (ids.length === 0) return [];
  const before = await seenByReader(tx, reach, ids);
  const changed = ids.filter((id) => before.has(id) !== seen);
  if (changed.length === 0) return [];
  const account = tx.account(reach.account);
  await putSeen(tx, reach.principal, reach.account, changed, seen, account.modseq);
  const mailboxes = await readableMailboxesHolding(tx, reach.account, changed, reach.readable);
  await stampReaderMailboxes(tx, reach.principal, reach.account, mailboxes, 'counter_modseq', account.modseq);
  for (const id of mailboxes) account.touchReader(reach.principal, id, 'Email', 'Mailbox');
  return changed;
}

/** The mailboxes in which somebody sees an Email by JMAP: those that they may read and where it is not marked `\Deleted`. */
export function visibleMailboxes(reach: Reach, email: OpenEmail): number[] {
  return readableMailboxes(reach, email).filter((id) => !email.memberships.get(id)?.deleted);
}

/** The same with those where it is marked. */
export function readableMailboxes(reach: Reach, email: OpenEmail): number[] {
  return [...email.memberships.keys()].filter((id) => reach.isOwner || reach.mailboxes.has(id));
}
