/** Which Emails of others a reader has seen (design §5, per-user `$seen`): what is written; `reader-columns.ts` reads. No row: not seen. */
import type { Read } from '../sql/queries.ts';
import { integers, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** Puts rows in the place of those that are there. */
export async function putSeen(tx: Unit, principalId: number, accountId: number, emailIds: ArrayLike<number>, seen: boolean, modseq: number): Promise<void> {
  // Whatever the account: an Email that was moved from one to another has kept its id.
  await tx.run(sql`DELETE FROM seen_overlay WHERE principal_id = ${principalId} AND email_id IN ${integers(emailIds)}`);
  await tx.insertMany(
    'seen_overlay',
    ['principal_id', 'email_id', 'account_id', 'seen', 'modseq'],
    Array.from(emailIds, (id) => [principalId, id, accountId, seen ? 1 : 0, modseq]),
  );
}

/** The mailboxes among these that hold some of the Emails. */
export async function readableMailboxesHolding(read: Read, accountId: number, emailIds: ArrayLike<number>, mailboxIds: ArrayLike<number>): Promise<number[]> {
  const rows = await read.all<{ mailbox_id: number }>(sql`
    SELECT DISTINCT mailbox_id FROM membership
     WHERE account_id = ${accountId} AND email_id IN ${integers(emailIds)} AND mailbox_id IN ${integers(mailboxIds)} ORDER BY mailbox_id`);
  return rows.map((row) => row.mailbox_id);
}

/** Who has seen some of these Emails; at most so many of them. */
export async function readersWhoSaw(read: Read, accountId: number, emailIds: ArrayLike<number>, limit: number): Promise<number[]> {
  const rows = await read.all<{ principal_id: number }>(sql`
    SELECT DISTINCT principal_id FROM seen_overlay WHERE account_id = ${accountId} AND email_id IN ${integers(emailIds)} AND seen = 1 LIMIT ${limit}`);
  return rows.map((row) => row.principal_id);
}

/** Which of these Emails each of these readers has seen. */
export function seenByReaders(read: Read, accountId: number, emailIds: ArrayLike<number>, principalIds: readonly number[]): Promise<{ principal_id: number; email_id: number }[]> {
  return read.all(sql`
    SELECT principal_id, email_id FROM seen_overlay
     WHERE account_id = ${accountId} AND email_id IN ${integers(emailIds)} AND principal_id IN ${integers(principalIds)} AND seen = 1 ORDER BY principal_id, email_id`);
}
