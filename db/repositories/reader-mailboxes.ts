/** What a mailbox is for one reader: when their counters and their own properties of it last changed. Of owners, only the latter is kept. */
import type { Read } from '../sql/queries.ts';
import { onConflictUpdate, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** @param column `counter_modseq`: their unread counts; `property_modseq`: their subscription */
export async function stampReaderMailboxes(
  tx: Unit, principalId: number, accountId: number, mailboxIds: readonly number[], column: 'counter_modseq' | 'property_modseq', modseq: number,
): Promise<void> {
  const [counter, property] = column === 'counter_modseq' ? [modseq, 0] : [0, modseq];
  for (const id of mailboxIds) {
    await tx.run(sql`
      INSERT INTO reader_mailbox (principal_id, mailbox_id, account_id, counter_modseq, property_modseq)
      VALUES (${principalId}, ${id}, ${accountId}, ${counter}, ${property}) ${onConflictUpdate(['principal_id', 'mailbox_id'], [column])}`);
  }
}

/** When properties that are the owner's alone last changed, of mailboxes where that was after a mod-sequence. */
export async function ownPropertyMarks(read: Read, accountId: number, since: number): Promise<ReadonlyMap<number, number>> {
  const rows = await read.all<{ id: number; modseq: number }>(sql`
    SELECT mailbox_id AS id, property_modseq AS modseq FROM reader_mailbox WHERE principal_id = ${accountId} AND account_id = ${accountId} AND property_modseq > ${since}`);
  return new Map(rows.map(({ id, modseq }) => [id, modseq]));
}

/** Mailboxes as their owner sees them change: a table for /changes. */
export const ownersMailboxes = `(
  SELECT m.id, m.account_id, m.created_modseq, CASE WHEN r.property_modseq > m.changed_modseq THEN r.property_modseq ELSE m.changed_modseq END AS changed_modseq
    FROM mailbox m LEFT JOIN reader_mailbox r ON r.principal_id = m.account_id AND r.mailbox_id = m.id) AS own`;
