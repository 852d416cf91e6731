import type { Read } from '../sql/queries.ts';
import { raw, sql } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

export interface WebSessionRow {
  id: number;
  principal_id: number;
  /** SHA-256 of the cookie's value, in hexadecimal. */
  token_hash: string;
  previous_hash: string | null;
  previous_until: number | null;
  created_at: number;
  rotated_at: number;
  last_used_at: number;
  remote_address: string | null;
  user_agent: string | null;
}

const columns = raw('id, principal_id, token_hash, previous_hash, previous_until, created_at, rotated_at, last_used_at, remote_address, user_agent');

/** The session of a cookie, or of the one that it replaced if that still counts. */
export async function sessionByHash(read: Read, hash: string, now: number): Promise<WebSessionRow | undefined> {
  return (
    (await read.get<WebSessionRow>(sql`SELECT ${columns} FROM web_session WHERE token_hash = ${hash}`)) ??
    (await read.get<WebSessionRow>(sql`SELECT ${columns} FROM web_session WHERE previous_hash = ${hash} AND previous_until > ${now}`))
  );
}

export function sessionById(read: Read, id: number): Promise<WebSessionRow | undefined> {
  return read.get<WebSessionRow>(sql`SELECT ${columns} FROM web_session WHERE id = ${id}`);
}

export function sessionsOf(read: Read, principalId: number): Promise<WebSessionRow[]> {
  return read.all<WebSessionRow>(sql`SELECT ${columns} FROM web_session WHERE principal_id = ${principalId} ORDER BY last_used_at DESC, id LIMIT 1000`);
}

export async function insertSession(tx: Unit, row: WebSessionRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO web_session (id, principal_id, token_hash, previous_hash, previous_until, created_at, rotated_at, last_used_at, remote_address, user_agent)
    VALUES (${row.id}, ${row.principal_id}, ${row.token_hash}, ${row.previous_hash}, ${row.previous_until}, ${row.created_at}, ${row.rotated_at},
            ${row.last_used_at}, ${row.remote_address}, ${row.user_agent})`);
}

export async function rotateSession(tx: Unit, id: number, hash: string, now: number, previousUntil: number): Promise<void> {
  // One assignment after the other on MariaDB, all at once on SQLite: the old value is taken first on both.
  await tx.run(sql`
    UPDATE web_session SET previous_hash = token_hash, previous_until = ${previousUntil}, token_hash = ${hash}, rotated_at = ${now}, last_used_at = ${now}
     WHERE id = ${id}`);
}

export async function touchSession(tx: Unit, id: number, at: number): Promise<void> {
  await tx.run(sql`UPDATE web_session SET last_used_at = ${at} WHERE id = ${id}`);
}

/** @returns whether it was there */
export async function deleteSession(tx: Unit, principalId: number, id: number): Promise<boolean> {
  return (await tx.run(sql`DELETE FROM web_session WHERE id = ${id} AND principal_id = ${principalId}`)) > 0;
}

/** Ends all sessions of a person but one. */
export async function deleteSessionsOf(tx: Unit, principalId: number, except: number | null): Promise<void> {
  await tx.run(sql`DELETE FROM web_session WHERE principal_id = ${principalId} AND id <> ${except ?? -1}`);
}

/** Sessions that nobody has used since. @returns how many went */
export function deleteIdleSessions(tx: Unit, before: number): Promise<number> {
  return tx.run(sql`DELETE FROM web_session WHERE last_used_at < ${before}`);
}
