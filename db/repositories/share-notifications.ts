/** Notices that others changed what one may do with theirs (RFC 9670 §3), in the account of whom it concerns. */
import type { Read } from '../sql/queries.ts';
import { integers, raw, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

export interface ShareNotificationRow {
  id: number;
  /** Whom it tells. */
  account_id: number;
  created_at: number;
  created_modseq: number;
  changed_by_name: string;
  changed_by_address: string | null;
  changed_by_principal: number | null;
  object_type: string;
  object_account_id: number;
  object_id: number;
  /** Bits; null: none. */
  old_rights: number | null;
  new_rights: number | null;
  name: string;
}

const names = [
  'id', 'account_id', 'created_at', 'created_modseq', 'changed_by_name', 'changed_by_address', 'changed_by_principal', 'object_type', 'object_account_id', 'object_id',
  'old_rights', 'new_rights', 'name',
] as const satisfies readonly (keyof ShareNotificationRow)[];
const columns = raw(names.join(', '));

/** All of an account, in order of their numbers; the oldest are forgotten with time, so that they stay few. */
export function shareNotifications(read: Read, accountId: number): Promise<ShareNotificationRow[]> {
  return read.all(sql`SELECT ${columns} FROM share_notification WHERE account_id = ${accountId} ORDER BY id`);
}

export async function insertShareNotifications(tx: Unit, rows: readonly ShareNotificationRow[]): Promise<void> {
  await tx.insertMany('share_notification', names, rows.map((row) => names.map((name) => row[name])));
}

export interface LastOfMailbox {
  id: number;
  account_id: number;
  created_at: number;
  created_modseq: number;
  old_rights: number | null;
  new_rights: number | null;
  /** How many there are of this object. */
  of_mailbox: number;
}

/** The last notice of one object in each of these accounts that has any. */
export async function lastOfMailbox(read: Read, accountIds: readonly number[], objectId: number): Promise<LastOfMailbox[]> {
  const counts = await read.all<{ id: number; n: number }>(sql`
    SELECT MAX(id) AS id, COUNT(*) AS n FROM share_notification WHERE account_id IN ${integers(accountIds)} AND object_id = ${objectId} GROUP BY account_id`);
  const of = new Map(counts.map(({ id, n }) => [id, n]));
  const rows = await read.all<Omit<LastOfMailbox, 'of_mailbox'>>(sql`
    SELECT id, account_id, created_at, created_modseq, old_rights, new_rights FROM share_notification WHERE id IN ${integers([...of.keys()])}`);
  return rows.map((row) => ({ ...row, of_mailbox: of.get(row.id) ?? 1 }));
}

/** Accounts among these with more than so many. */
export async function accountsWithMany(read: Read, accountIds: readonly number[], most: number): Promise<{ id: number; count: number }[]> {
  return read.all(sql`
    SELECT account_id AS id, COUNT(*) AS count FROM share_notification WHERE account_id IN ${integers(accountIds)} GROUP BY account_id HAVING COUNT(*) > ${most}`);
}

/** The oldest of an account. */
export function firstShareNotifications(read: Read, accountId: number, limit: number): Promise<{ id: number; created_modseq: number }[]> {
  return read.all(sql`SELECT id, created_modseq FROM share_notification WHERE account_id = ${accountId} ORDER BY created_modseq, id LIMIT ${limit}`);
}

/** @returns its mod-sequence, undefined where it is not there */
export async function deleteShareNotification(tx: Unit, accountId: number, id: number): Promise<number | undefined> {
  const row = await tx.get<{ created: number }>(sql`SELECT created_modseq AS created FROM share_notification WHERE account_id = ${accountId} AND id = ${id}`);
  if (row) await tx.run(sql`DELETE FROM share_notification WHERE id = ${id}`);
  return row?.created;
}

/** Notices older than this go; they count as forgotten, not as destroyed. */
export async function oldShareNotifications(read: Read, before: number, limit: number): Promise<{ id: number; account_id: number; created_modseq: number }[]> {
  return read.all(sql`SELECT id, account_id, created_modseq FROM share_notification WHERE created_at < ${before} ORDER BY id LIMIT ${limit}`);
}
