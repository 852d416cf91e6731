import { integers, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** Remembers destroyed objects: one row each, replaced, not appended (design §4). `created` gives since when each was there. */
export async function bury(tx: Unit, accountId: number, type: string, objects: readonly { id: number; created: number }[], modseq: number, now: number): Promise<void> {
  if (objects.length === 0) return;
  await unbury(tx, accountId, type, objects.map((object) => object.id));
  await tx.insertMany(
    'tombstone',
    ['account_id', 'type', 'object_id', 'created_modseq', 'destroyed_modseq', 'destroyed_at'],
    objects.map((object) => [accountId, type, object.id, object.created, modseq, now]),
  );
}

/** Forgets that objects were destroyed: they are there again. */
export async function unbury(tx: Unit, accountId: number, type: string, ids: ArrayLike<number>): Promise<void> {
  if (ids.length === 0) return;
  await tx.run(sql`DELETE FROM tombstone WHERE account_id = ${accountId} AND type = ${type} AND object_id IN ${integers(ids)}`);
}
