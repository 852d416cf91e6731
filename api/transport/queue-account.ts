import { onConflictKeep, sql, type Unit } from '../../db/index.ts';

/**
 * The account that numbers what the server sends by itself: mail for aliases that lead elsewhere. Nobody has it. The system's account would not do, since
 * its numbers become account numbers, which are few (2²¹); this is the last of them.
 */
export const QUEUE_ACCOUNT = 2 ** 21 - 1;

/** To be called before the first unit that names {@link QUEUE_ACCOUNT}. */
export async function makeQueueAccount(tx: Unit): Promise<void> {
  await tx.run(sql`INSERT INTO account (id) VALUES (${QUEUE_ACCOUNT}) ${onConflictKeep(['id'])}`);
}
