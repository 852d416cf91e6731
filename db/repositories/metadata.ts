/** Metadata of mailboxes and of the server (RFC 5464). */
import type { Read } from '../sql/queries.ts';
import { onConflictUpdate, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** In place of a mailbox: the server. */
export const SERVER = 0;
/** In place of a person: everybody. */
export const SHARED = 0;

export interface MetadataRow {
  mailbox_id: number;
  /** {@link SHARED}, or whose it is. */
  principal_id: number;
  /** In lower case. */
  entry: string;
  account_id: number;
  value: Buffer;
}

/** What one person may see there, by name, without the values. */
export function metadataEntries(read: Read, mailboxId: number, principalId: number): Promise<{ principal_id: number; entry: string; size: number }[]> {
  return read.all(sql`
    SELECT principal_id, entry, LENGTH(value) AS size FROM metadata WHERE mailbox_id = ${mailboxId} AND principal_id IN (${SHARED}, ${principalId}) ORDER BY entry`);
}

export async function metadataValue(read: Read, mailboxId: number, principalId: number, entry: string): Promise<Buffer | undefined> {
  return (await read.get<{ value: Buffer }>(sql`
    SELECT value FROM metadata WHERE mailbox_id = ${mailboxId} AND principal_id = ${principalId} AND entry = ${entry}`))?.value;
}

export async function putMetadata(tx: Unit, row: MetadataRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO metadata (mailbox_id, principal_id, entry, account_id, value)
    VALUES (${row.mailbox_id}, ${row.principal_id}, ${row.entry}, ${row.account_id}, ${row.value})
    ${onConflictUpdate(['mailbox_id', 'principal_id', 'entry'], ['value'])}`);
}

export async function deleteMetadata(tx: Unit, mailboxId: number, principalId: number, entry: string): Promise<void> {
  await tx.run(sql`DELETE FROM metadata WHERE mailbox_id = ${mailboxId} AND principal_id = ${principalId} AND entry = ${entry}`);
}

/** What one person's own entries take, or the shared ones of an account. */
export async function metadataBytes(read: Read, of: { readonly principalId: number } | { readonly accountId: number }): Promise<number> {
  const which = 'principalId' in of ? sql`principal_id = ${of.principalId}` : sql`account_id = ${of.accountId} AND principal_id = ${SHARED}`;
  return Number((await read.get<{ bytes: number | null }>(sql`SELECT SUM(LENGTH(value)) AS bytes FROM metadata WHERE ${which}`))?.bytes ?? 0);
}

/** Everything that is noted on one mailbox, on another as well. */
export async function copyMetadata(tx: Unit, fromMailboxId: number, toMailboxId: number): Promise<void> {
  await tx.run(sql`
    INSERT INTO metadata (mailbox_id, principal_id, entry, account_id, value)
    SELECT ${toMailboxId}, principal_id, entry, account_id, value FROM metadata WHERE mailbox_id = ${fromMailboxId}`);
}
