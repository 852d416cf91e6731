/** What a mailbox of others is for one reader: when their counters and their own properties of it last changed. */
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
