import { type Database, onConflictKeep, sql, type Unit, type UnitAccount } from '../../db/index.ts';

/**
 * The account that numbers what the server sends by itself: mail for aliases that lead elsewhere. Nobody has it. The system's account would not do, since
 * its numbers become account numbers, which are few (2²¹); this is the last of them.
 */
export const QUEUE_ACCOUNT = 2 ** 21 - 1;

const made = new WeakSet<Database>();

/** To be called before the first unit that names {@link QUEUE_ACCOUNT}. */
export async function makeQueueAccount(db: Database): Promise<void> {
  if (made.has(db)) return;
  await db.write([], (tx) => tx.run(sql`INSERT INTO account (id) VALUES (${QUEUE_ACCOUNT}) ${onConflictKeep(['id'])}`));
  made.add(db);
}

/** The account that numbers what follows from an entry: the sender's, or, where that was deleted, the queue's own. */
export function numberingAccount(tx: Unit, accountId: number): UnitAccount {
  try {
    return tx.account(accountId);
  } catch (error) {
    // The unit starts again with the account: that is not ours to stop.
    if (error instanceof Error && error.name === 'NeedsAccount') throw error;
    return tx.account(QUEUE_ACCOUNT);
  }
}
