import type { Read } from '../sql/queries.ts';
import { raw, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** `password`: one at most per person. `app`: an app password. `token`: a bearer token. */
export type CredentialKind = 'password' | 'app' | 'token';

export interface CredentialRow {
  id: number;
  principal_id: number;
  kind: CredentialKind;
  label: string | null;
  /** Encoded scrypt hash of a password; empty where `lookup` is all there is to compare. */
  secret: string;
  /** SHA-256 of a random secret, in hexadecimal. */
  lookup: string | null;
  /** Joined by blanks; null for everything. */
  scopes: string | null;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
}

const columns = raw('id, principal_id, kind, label, secret, lookup, scopes, created_at, expires_at, last_used_at');

/** Passwords and app passwords of a person, the password first. */
export function passwordsOfPrincipal(read: Read, principalId: number): Promise<CredentialRow[]> {
  return read.all<CredentialRow>(sql`
    SELECT ${columns} FROM credential WHERE principal_id = ${principalId} AND kind IN ('password', 'app') ORDER BY kind DESC, id LIMIT 200`);
}

export function credentialById(read: Read, principalId: number, id: number): Promise<CredentialRow | undefined> {
  return read.get<CredentialRow>(sql`SELECT ${columns} FROM credential WHERE id = ${id} AND principal_id = ${principalId}`);
}

export function credentialByLookup(read: Read, lookup: string): Promise<CredentialRow | undefined> {
  return read.get<CredentialRow>(sql`SELECT ${columns} FROM credential WHERE lookup = ${lookup}`);
}

/** Those of one kind, by number. @param after exclusive */
export function credentialsOf(read: Read, principalId: number, kind: CredentialKind, after: number, limit: number): Promise<CredentialRow[]> {
  return read.all<CredentialRow>(sql`
    SELECT ${columns} FROM credential WHERE principal_id = ${principalId} AND kind = ${kind} AND id > ${after} ORDER BY id LIMIT ${limit}`);
}

export async function insertCredential(tx: Unit, row: CredentialRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO credential (id, principal_id, kind, label, secret, lookup, scopes, created_at, expires_at, last_used_at)
    VALUES (${row.id}, ${row.principal_id}, ${row.kind}, ${row.label}, ${row.secret}, ${row.lookup}, ${row.scopes}, ${row.created_at}, ${row.expires_at},
            ${row.last_used_at})`);
}

export async function deletePassword(tx: Unit, principalId: number): Promise<void> {
  await tx.run(sql`DELETE FROM credential WHERE principal_id = ${principalId} AND kind = 'password'`);
}

/** @returns whether it was there */
export async function deleteCredential(tx: Unit, principalId: number, id: number, kind: CredentialKind): Promise<boolean> {
  return (await tx.run(sql`DELETE FROM credential WHERE id = ${id} AND principal_id = ${principalId} AND kind = ${kind}`)) > 0;
}

export async function touchCredential(tx: Unit, id: number, at: number): Promise<void> {
  await tx.run(sql`UPDATE credential SET last_used_at = ${at} WHERE id = ${id}`);
}
