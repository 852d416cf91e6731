import { type Database, onConflictKeep, sql } from '../../db/index.ts';

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
