import type { Read } from '../sql/queries.ts';
import { onConflictUpdate, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** The answer to a request that must not be done twice. */
export interface IdempotencyRow {
  request_hash: string;
  status: number;
  /** JSON. */
  answer: string;
}

/** @param since answers before this are forgotten, whether they were swept or not */
export function idempotentAnswer(read: Read, principalId: number, keyHash: string, since: number): Promise<IdempotencyRow | undefined> {
  return read.get<IdempotencyRow>(sql`
    SELECT request_hash, status, answer FROM idempotency_key WHERE principal_id = ${principalId} AND key_hash = ${keyHash} AND created_at > ${since}`);
}

export async function putIdempotentAnswer(tx: Unit, principalId: number, keyHash: string, row: IdempotencyRow, at: number): Promise<void> {
  await tx.run(sql`
    INSERT INTO idempotency_key (principal_id, key_hash, request_hash, status, answer, created_at)
    VALUES (${principalId}, ${keyHash}, ${row.request_hash}, ${row.status}, ${row.answer}, ${at})
    ${onConflictUpdate(['principal_id', 'key_hash'], ['request_hash', 'status', 'answer', 'created_at'])}`);
}

/** @returns how many went */
export function deleteIdempotentAnswers(tx: Unit, before: number): Promise<number> {
  return tx.run(sql`DELETE FROM idempotency_key WHERE created_at <= ${before}`);
}
