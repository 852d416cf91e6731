/** Grants: what principals may do with objects of others (design §5, Grant). */
import type { Read, Write } from '../sql/queries.ts';
import { onConflictUpdate } from '../sql/statement.ts';
import { integers, sql } from '../sql/index.ts';

/** The principal that stands for everybody who can sign in here; principals count from 1. */
export const ANYONE = 0;

export interface GrantRow {
  object_id: number;
  principal_id: number;
  account_id: number;
  /** Bits of RFC 4314's rights; `api/access/rights.ts` names them. */
  rights: number;
  modseq: number;
  created_at: number;
}

/** Grants on an account's mailboxes to any of these principals, the mailboxes in order of their numbers. */
export function grantsTo(read: Read, accountId: number, principalIds: readonly number[]): Promise<{ object_id: number; principal_id: number; rights: number }[]> {
  return read.all(sql`
    SELECT object_id, principal_id, rights FROM access_grant
     WHERE account_id = ${accountId} AND object_type = 'mailbox' AND principal_id IN ${integers(principalIds)} ORDER BY object_id`);
}

/** Accounts with grants to any of these principals, and the rights in them. */
export function accountsSharedWith(read: Read, principalIds: readonly number[]): Promise<{ account_id: number; object_id: number; rights: number }[]> {
  return read.all(sql`
    SELECT account_id, object_id, rights FROM access_grant
     WHERE principal_id IN ${integers(principalIds)} AND object_type = 'mailbox' ORDER BY account_id, object_id`);
}

/** Every grant on these mailboxes. */
export function grantsOn(read: Read, mailboxIds: readonly number[]): Promise<GrantRow[]> {
  return read.all(sql`
    SELECT object_id, principal_id, account_id, rights, modseq, created_at FROM access_grant
     WHERE object_type = 'mailbox' AND object_id IN ${integers(mailboxIds)} ORDER BY object_id, principal_id`);
}

export async function putGrant(tx: Write, grant: GrantRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO access_grant (object_type, object_id, principal_id, account_id, rights, modseq, created_at)
    VALUES ('mailbox', ${grant.object_id}, ${grant.principal_id}, ${grant.account_id}, ${grant.rights}, ${grant.modseq}, ${grant.created_at})
    ${onConflictUpdate(['object_type', 'object_id', 'principal_id'], ['rights', 'modseq'])}`);
}

export async function deleteGrant(tx: Write, mailboxId: number, principalId: number): Promise<void> {
  await tx.run(sql`DELETE FROM access_grant WHERE object_type = 'mailbox' AND object_id = ${mailboxId} AND principal_id = ${principalId}`);
}

/** What is granted to a principal, and in whose accounts. */
export function grantsHeldBy(read: Read, principalId: number): Promise<{ account_id: number; object_id: number }[]> {
  return read.all(sql`
    SELECT account_id, object_id FROM access_grant WHERE principal_id = ${principalId} AND object_type = 'mailbox' ORDER BY account_id, object_id`);
}

/** All grants to a principal, when it goes. */
export async function deleteGrantsTo(tx: Write, principalId: number): Promise<void> {
  await tx.run(sql`DELETE FROM access_grant WHERE principal_id = ${principalId}`);
}

/** All grants in an account, when it goes. */
export async function deleteGrantsIn(tx: Write, accountId: number): Promise<void> {
  await tx.run(sql`DELETE FROM access_grant WHERE account_id = ${accountId}`);
}
