import type { UsageRow } from '../../../db/repositories/people.ts';
import { CoreError } from '../../client/errors.ts';

/** What an account may hold and what it holds: bytes and Emails, hidden ones included, each once (design §5, Quota). Null: no limit. */
export interface Room {
  readonly quotaBytes: number | null;
  readonly quotaMessages: number | null;
  readonly usedBytes: number;
  readonly usedCount: number;
}

export const roomOf = (row: UsageRow): Room =>
  ({ quotaBytes: row.quota_bytes, quotaMessages: row.quota_messages, usedBytes: row.used_bytes, usedCount: row.used_count });

/**
 * Why so much more does not fit, if it does not: `largerThanQuota` where it never will, `overQuota` where there is no room now.
 * @param count how many messages it is
 */
export function quotaRefusal({ quotaBytes, quotaMessages, usedBytes, usedCount }: Room, sizeBytes: number, count = 1): CoreError | undefined {
  if (quotaBytes !== null) {
    const details = { limitBytes: quotaBytes, usedBytes, sizeBytes };
    if (count === 1 && sizeBytes > quotaBytes) return new CoreError('largerThanQuota', 'The message is larger than the whole mailbox may be.', details);
    if (usedBytes + sizeBytes > quotaBytes) return new CoreError('overQuota', 'The mailbox is full. Delete messages and empty the trash, or ask for more room.', details);
  }
  if (quotaMessages !== null && usedCount + count > quotaMessages) {
    const details = { limitMessages: quotaMessages, usedMessages: usedCount };
    return new CoreError('overQuota', `The mailbox may hold ${quotaMessages} messages, and does. Delete some and empty the trash, or ask for more room.`, details);
  }
  return undefined;
}

/** @throws CoreError overQuota, largerThanQuota */
export function checkQuota(room: Room, sizeBytes: number): void {
  const refusal = quotaRefusal(room, sizeBytes);
  if (refusal) throw refusal;
}
