import type { Read } from '../sql/queries.ts';
import { join, perDialect, raw, sql, type Statement } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';
import type { PrincipalRow } from './people.ts';

/** An account with the person it belongs to. */
export interface AccountRow extends PrincipalRow {
  quota_bytes: number | null;
  quota_messages: number | null;
  used_bytes: number;
  used_count: number;
  sent_copy: number;
  pop3_deletions: Pop3Deletions;
  /** As {@link setCapabilitiesOff} wrote it. */
  capabilities_off: string;
}

/** Where messages go that POP3 deletes: to Trash, away, or nowhere. */
export type Pop3Deletions = 'trash' | 'remove' | 'keep';

const columns = raw(
  'p.id, p.type, p.name, p.address, p.description, p.language, p.time_zone, p.administrator, p.disabled, p.created_at, a.quota_bytes, a.quota_messages, a.used_bytes, a.used_count, a.sent_copy, a.pop3_deletions, a.capabilities_off',
);

/** A principal that is being deleted: it has no address any more, and its rows go in bounded units. */
export const DELETING = 'deleting';

export function accountById(read: Read, id: number): Promise<AccountRow | undefined> {
  return read.get<AccountRow>(sql`
    SELECT ${columns} FROM principal p JOIN account a ON a.id = p.id WHERE p.id = ${id} AND p.type = 'individual'`);
}

/** @param address in its normal form */
export function accountByAddress(read: Read, address: string): Promise<AccountRow | undefined> {
  return read.get<AccountRow>(sql`SELECT ${columns} FROM principal p JOIN account a ON a.id = p.id WHERE p.address = ${address} AND p.type = 'individual'`);
}

/** Escapes what LIKE would take as a pattern; the escape character is `!`. */
export const likeLiteral = (text: string): string => text.replace(/[!%_]/g, (character) => `!${character}`);

export interface AccountFilter {
  /** Exclusive. */
  readonly after?: string | undefined;
  readonly domain?: string | undefined;
  readonly search?: string | undefined;
}

/** Accounts by address. */
export function listAccountRows(read: Read, filter: AccountFilter, limit: number): Promise<AccountRow[]> {
  const conditions: Statement[] = [sql`p.type = 'individual'`];
  if (filter.after !== undefined) conditions.push(sql`p.address > ${filter.after}`);
  if (filter.domain !== undefined) conditions.push(sql`p.address LIKE ${`%@${likeLiteral(filter.domain)}`} ESCAPE '!'`);
  if (filter.search !== undefined) {
    const needle = `%${likeLiteral(filter.search.toLowerCase())}%`;
    conditions.push(sql`(p.address LIKE ${needle} ESCAPE '!' OR LOWER(p.name) LIKE ${needle} ESCAPE '!')`);
  }
  return read.all<AccountRow>(sql`
    SELECT ${columns} FROM principal p JOIN account a ON a.id = p.id WHERE ${join(conditions, ' AND ')} ORDER BY p.address LIMIT ${limit}`);
}

export interface NewAccountRow {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly language: string;
  readonly administrator: boolean;
  readonly quotaBytes: number | null;
  readonly quotaMessages: number | null;
  readonly createdAt: number;
}

/** Principal and account share one number (design §5: one account per individual). */
export async function insertAccount(tx: Unit, row: NewAccountRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO principal (id, type, name, address, language, administrator, disabled, created_at)
    VALUES (${row.id}, 'individual', ${row.name}, ${row.address}, ${row.language}, ${row.administrator}, 0, ${row.createdAt})`);
  await tx.run(sql`INSERT INTO account (id, quota_bytes, quota_messages) VALUES (${row.id}, ${row.quotaBytes}, ${row.quotaMessages})`);
}

export interface PrincipalChange {
  readonly name: string;
  readonly language: string;
  readonly administrator: boolean;
  readonly disabled: boolean;
}

export async function updatePrincipal(tx: Unit, id: number, change: PrincipalChange): Promise<void> {
  await tx.run(sql`
    UPDATE principal SET name = ${change.name}, language = ${change.language}, administrator = ${change.administrator}, disabled = ${change.disabled}
     WHERE id = ${id}`);
}

export async function setQuota(tx: Unit, id: number, quotaBytes: number | null): Promise<void> {
  await tx.run(sql`UPDATE account SET quota_bytes = ${quotaBytes} WHERE id = ${id}`);
}

export async function setQuotaMessages(tx: Unit, id: number, quotaMessages: number | null): Promise<void> {
  await tx.run(sql`UPDATE account SET quota_messages = ${quotaMessages} WHERE id = ${id}`);
}

/** Whether mail that is submitted by SMTP leaves a copy in the Sent folder. */
export async function setSentCopy(tx: Unit, id: number, sentCopy: boolean): Promise<void> {
  await tx.run(sql`UPDATE account SET sent_copy = ${sentCopy} WHERE id = ${id}`);
}

export async function setPop3Deletions(tx: Unit, id: number, deletions: Pop3Deletions): Promise<void> {
  await tx.run(sql`UPDATE account SET pop3_deletions = ${deletions} WHERE id = ${id}`);
}

/** Capabilities of IMAP and POP3 that an account does without: names without spaces. */
export async function setCapabilitiesOff(tx: Unit, id: number, names: readonly string[]): Promise<void> {
  await tx.run(sql`UPDATE account SET capabilities_off = ${names.join(' ')} WHERE id = ${id}`);
}

/** The names in a column that {@link setCapabilitiesOff} wrote. */
export const capabilityNames = (column: string): string[] => (column === '' ? [] : column.split(' '));

export async function capabilitiesOffOf(read: Read, id: number): Promise<string[]> {
  const row = await read.get<{ capabilities_off: string }>(sql`SELECT capabilities_off FROM account WHERE id = ${id}`);
  return capabilityNames(row?.capabilities_off ?? '');
}

export interface NewIdentityRow {
  readonly id: number;
  readonly accountId: number;
  readonly name: string;
  readonly email: string;
  readonly mayDelete: boolean;
  readonly modseq: number;
}

export async function insertIdentity(tx: Unit, row: NewIdentityRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO identity (id, account_id, name, email, text_signature, html_signature, may_delete, created_modseq, changed_modseq)
    VALUES (${row.id}, ${row.accountId}, ${row.name}, ${row.email}, '', '', ${row.mayDelete}, ${row.modseq}, ${row.modseq})`);
}

/** Gives the identity that came with the account the person's new name, where it still had the old one. @returns how many took it */
export function renameDefaultIdentity(tx: Unit, accountId: number, from: string, to: string, modseq: number): Promise<number> {
  return tx.run(sql`
    UPDATE identity SET name = ${to}, changed_modseq = ${modseq} WHERE account_id = ${accountId} AND may_delete = 0 AND name = ${from}`);
}

export async function insertSubscriptions(tx: Unit, principalId: number, accountId: number, mailboxIds: readonly number[]): Promise<void> {
  await tx.insertMany(
    'mailbox_subscription',
    ['principal_id', 'mailbox_id', 'account_id', 'subscribed'],
    mailboxIds.map((mailboxId) => [principalId, mailboxId, accountId, 1]),
  );
}

/** Takes a person's address away, so that it is free again, and leaves the rest to be cleared. */
export async function beginDeletion(tx: Unit, id: number): Promise<void> {
  await tx.run(sql`UPDATE principal SET type = ${DELETING}, address = NULL, disabled = 1, administrator = 0 WHERE id = ${id}`);
}

export async function accountsBeingDeleted(read: Read): Promise<number[]> {
  const rows = await read.all<{ id: number }>(sql`SELECT id FROM principal WHERE type = ${DELETING} ORDER BY id`);
  return rows.map((row) => row.id);
}

interface OwnedTable {
  readonly table: string;
  /** Primary key. */
  readonly key: string;
  readonly owner: 'account_id' | 'principal_id' | 'member_id' | 'group_id' | 'mailbox_id';
}

/**
 * What belongs to an account, in an order in which an interrupted deletion leaves nothing that points at something gone. Entries of the queue stay: they
 * are on their way out and end by themselves.
 */
const owned: readonly OwnedTable[] = [
  { table: 'credential', key: 'id', owner: 'principal_id' },
  { table: 'web_session', key: 'id', owner: 'principal_id' },
  { table: 'access_grant', key: 'object_type, object_id, principal_id', owner: 'principal_id' },
  { table: 'access_grant', key: 'object_type, object_id, principal_id', owner: 'account_id' },
  { table: 'push_subscription', key: 'id', owner: 'principal_id' },
  { table: 'group_member', key: 'group_id, member_id', owner: 'member_id' },
  { table: 'group_member', key: 'group_id, member_id', owner: 'group_id' },
  { table: 'share_notification', key: 'id', owner: 'account_id' },
  { table: 'share_change', key: 'mailbox_id', owner: 'account_id' },
  { table: 'reader_mailbox', key: 'principal_id, mailbox_id', owner: 'principal_id' },
  { table: 'reader_mailbox', key: 'principal_id, mailbox_id', owner: 'account_id' },
  { table: 'metadata', key: 'mailbox_id, principal_id, entry', owner: 'principal_id' },
  { table: 'metadata', key: 'mailbox_id, principal_id, entry', owner: 'account_id' },
  { table: 'preferences', key: 'principal_id', owner: 'principal_id' },
  { table: 'correspondent', key: 'principal_id, address', owner: 'principal_id' },
  { table: 'idempotency_key', key: 'principal_id, key_hash', owner: 'principal_id' },
  { table: 'upload', key: 'account_id, blob_hash', owner: 'account_id' },
  { table: 'submission', key: 'id', owner: 'account_id' },
  { table: 'identity', key: 'id', owner: 'account_id' },
  { table: 'vacation_response', key: 'account_id', owner: 'account_id' },
  { table: 'seen_overlay', key: 'principal_id, email_id', owner: 'principal_id' },
  { table: 'seen_overlay', key: 'principal_id, email_id', owner: 'account_id' },
  { table: 'membership', key: 'mailbox_id, uid', owner: 'account_id' },
  { table: 'membership_past', key: 'mailbox_id, uid, from_modseq', owner: 'account_id' },
  { table: 'thread_mailbox', key: 'mailbox_id, thread_id', owner: 'account_id' },
  { table: 'search_text', key: 'email_id', owner: 'account_id' },
  { table: 'search_segment', key: 'account_id, id', owner: 'account_id' },
  { table: 'search_state', key: 'account_id', owner: 'account_id' },
  { table: 'email_projection', key: 'id', owner: 'account_id' },
  { table: 'email', key: 'account_id, id', owner: 'account_id' },
  { table: 'thread_key', key: 'account_id, hash', owner: 'account_id' },
  { table: 'thread', key: 'id', owner: 'account_id' },
  { table: 'tombstone', key: 'account_id, type, object_id', owner: 'account_id' },
  { table: 'mailbox_subscription', key: 'principal_id, mailbox_id', owner: 'principal_id' },
  { table: 'mailbox_subscription', key: 'principal_id, mailbox_id', owner: 'account_id' },
];

/** How many steps {@link deleteOwned} knows. */
export const ownedTables = owned.length;

/** Deletes up to `limit` rows of one step. @returns how many went */
export function deleteOwned(tx: Unit, step: number, id: number, limit: number): Promise<number> {
  const entry = owned[step];
  return entry ? deleteSome(tx, entry, id, limit) : Promise.resolve(0);
}

/** Deletes up to `limit` expunged UIDs of a mailbox. */
export function deleteExpunged(tx: Unit, mailboxId: number, limit: number): Promise<number> {
  return deleteSome(tx, { table: 'expunged', key: 'mailbox_id, modseq, uid', owner: 'mailbox_id' }, mailboxId, limit);
}

/** Neither database has the other's way of deleting some rows: SQLite takes no LIMIT, MariaDB none in a sub-query of IN. */
function deleteSome(tx: Unit, { table, key, owner }: OwnedTable, id: number, limit: number): Promise<number> {
  const before = perDialect({
    sqlite: `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${owner} =`,
    mariadb: `DELETE FROM ${table} WHERE ${owner} =`,
  });
  const after = perDialect({ sqlite: ')', mariadb: '' });
  return tx.run(sql`${before} ${id} LIMIT ${limit}${after}`);
}

/** The last rows of an account. */
export async function endDeletion(tx: Unit, id: number): Promise<void> {
  await tx.run(sql`DELETE FROM mailbox WHERE account_id = ${id}`);
  await tx.run(sql`DELETE FROM account WHERE id = ${id}`);
  await tx.run(sql`DELETE FROM principal WHERE id = ${id}`);
}
