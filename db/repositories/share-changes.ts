/** Changes of grants that people have still to be told of: one row a mailbox, however often it was changed. */
import type { Read } from '../sql/queries.ts';
import { onConflictUpdate, raw, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

export interface ShareChangeRow {
  mailbox_id: number;
  account_id: number;
  /** Of the last change. */
  modseq: number;
  changed_at: number;
  changed_by_name: string;
  changed_by_address: string | null;
  changed_by_principal: number | null;
  /** JSON: rights by principal, as people were told of last. */
  rights_before: string;
}

const names = [
  'mailbox_id', 'account_id', 'modseq', 'changed_at', 'changed_by_name', 'changed_by_address', 'changed_by_principal', 'rights_before',
] as const satisfies readonly (keyof ShareChangeRow)[];

/** Where one waits already, the two become one: it keeps the rights before the first, and takes who made the last. */
export async function putShareChange(tx: Unit, row: ShareChangeRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO share_change (${raw(names.join(', '))})
    VALUES (${row.mailbox_id}, ${row.account_id}, ${row.modseq}, ${row.changed_at}, ${row.changed_by_name}, ${row.changed_by_address}, ${row.changed_by_principal}, ${row.rights_before})
    ${onConflictUpdate(['mailbox_id'], ['modseq', 'changed_at', 'changed_by_name', 'changed_by_address', 'changed_by_principal'])}`);
}

export function shareChange(read: Read, mailboxId: number): Promise<ShareChangeRow | undefined> {
  return read.get(sql`SELECT ${raw(names.join(', '))} FROM share_change WHERE mailbox_id = ${mailboxId}`);
}

/** @param before only those whose last change is older, milliseconds */
export function waitingShareChanges(read: Read, before: number): Promise<Pick<ShareChangeRow, 'account_id' | 'mailbox_id'>[]> {
  return read.all(sql`SELECT account_id, mailbox_id FROM share_change WHERE changed_at < ${before} ORDER BY mailbox_id`);
}

/**
 * Of what was read, everybody has been told.
 * @param told the rights that they know now, as `rights_before`
 * @returns whether nothing more has come meanwhile
 */
export async function endShareChange(tx: Unit, { mailbox_id: mailboxId, modseq }: ShareChangeRow, told: string): Promise<boolean> {
  if ((await tx.run(sql`DELETE FROM share_change WHERE mailbox_id = ${mailboxId} AND modseq = ${modseq}`)) > 0) return true;
  return (await tx.run(sql`UPDATE share_change SET rights_before = ${told} WHERE mailbox_id = ${mailboxId}`)) === 0;
}
