import type { Read } from '../sql/queries.ts';
import { raw, sql, type Statement } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** Where a client wants to be told of changes (RFC 8620 §7.2), and the sign-in that it belongs to. */
export interface PushSubscriptionRow {
  id: number;
  principal_id: number;
  /** The web session, or the credential, that it was made with; both null where the sign-in is known by neither. */
  session_id: number | null;
  credential_id: number | null;
  device_client_id: string;
  url: string;
  p256dh: string | null;
  auth: string | null;
  verification_code: string;
  verified: number;
  /** JSON list; null for all. */
  types: string | null;
  expires_at: number;
  /** The client was told of everything up to this mod-sequence of its account; written late. */
  told_modseq: number;
  created_at: number;
}

/** What a sign-in is known by. */
export interface SignIn {
  readonly principalId: number;
  readonly sessionId: number | null;
  readonly credentialId: number | null;
}

const names = [
  'id', 'principal_id', 'session_id', 'credential_id', 'device_client_id', 'url', 'p256dh', 'auth', 'verification_code', 'verified', 'types', 'expires_at', 'told_modseq', 'created_at',
] as const satisfies readonly (keyof PushSubscriptionRow)[];
const columns = raw(names.map((name) => `s.${name}`).join(', '));

/** The sign-in that it was made with still counts, and so does the person. */
const isValid = (now: number): Statement => sql`
  EXISTS (SELECT 1 FROM principal p WHERE p.id = s.principal_id AND p.disabled = 0 AND p.address IS NOT NULL)
   AND (s.session_id IS NULL OR EXISTS (SELECT 1 FROM web_session w WHERE w.id = s.session_id AND w.principal_id = s.principal_id))
   AND (s.credential_id IS NULL OR EXISTS (
     SELECT 1 FROM credential c WHERE c.id = s.credential_id AND c.principal_id = s.principal_id AND (c.expires_at IS NULL OR c.expires_at > ${now})))`;

/** Those of one sign-in, and of no other of the same person (§7.2). */
export function subscriptionsOfSignIn(read: Read, signIn: SignIn, now: number): Promise<PushSubscriptionRow[]> {
  return read.all<PushSubscriptionRow>(sql`
    SELECT ${columns} FROM push_subscription s
     WHERE s.principal_id = ${signIn.principalId} AND COALESCE(s.session_id, 0) = ${signIn.sessionId ?? 0} AND COALESCE(s.credential_id, 0) = ${signIn.credentialId ?? 0}
       AND s.expires_at > ${now} ORDER BY s.id LIMIT 1000`);
}

export async function countSubscriptions(read: Read, principalId: number): Promise<number> {
  return (await read.get<{ n: number }>(sql`SELECT COUNT(*) AS n FROM push_subscription WHERE principal_id = ${principalId}`))?.n ?? 0;
}

/** One that may be posted to now, or verified; undefined where it has expired, or its sign-in has ended. */
export function liveSubscription(read: Read, id: number, now: number): Promise<PushSubscriptionRow | undefined> {
  return read.get<PushSubscriptionRow>(sql`SELECT ${columns} FROM push_subscription s WHERE s.id = ${id} AND s.expires_at > ${now} AND ${isValid(now)}`);
}

/** A verified subscription as the sender keeps it. */
export interface WatchedRow {
  id: number;
  principal_id: number;
  types: string | null;
  told_modseq: number;
  /** The account has changed since. */
  missed: number;
}

/** Verified ones, by id. @param after exclusive */
export function watchedSubscriptions(read: Read, where: { readonly principalId?: number; readonly after: number }, now: number, limit: number): Promise<WatchedRow[]> {
  const ofPrincipal = where.principalId === undefined ? sql`` : sql` AND s.principal_id = ${where.principalId}`;
  return read.all<WatchedRow>(sql`
    SELECT s.id, s.principal_id, s.types, s.told_modseq, CASE WHEN a.modseq > s.told_modseq THEN 1 ELSE 0 END AS missed
      FROM push_subscription s JOIN account a ON a.id = s.principal_id
     WHERE s.id > ${where.after} AND s.verified = 1 AND s.expires_at > ${now}${ofPrincipal} ORDER BY s.id LIMIT ${limit}`);
}

/** New subscriptions whose verification may not have been sent: those younger than `since`. */
export async function unverifiedSince(read: Read, since: number): Promise<number[]> {
  return (await read.all<{ id: number }>(sql`SELECT id FROM push_subscription WHERE verified = 0 AND created_at > ${since} ORDER BY id LIMIT 1000`)).map((row) => row.id);
}

export async function insertSubscription(tx: Unit, row: PushSubscriptionRow): Promise<void> {
  await tx.insertMany('push_subscription', names, [names.map((name) => row[name])]);
}

export async function updateSubscription(tx: Unit, row: Pick<PushSubscriptionRow, 'id' | 'verified' | 'types' | 'expires_at'>): Promise<void> {
  await tx.run(sql`UPDATE push_subscription SET verified = ${row.verified}, types = ${row.types}, expires_at = ${row.expires_at} WHERE id = ${row.id}`);
}

export async function setTold(tx: Unit, id: number, modseq: number): Promise<void> {
  await tx.run(sql`UPDATE push_subscription SET told_modseq = ${modseq} WHERE id = ${id} AND told_modseq < ${modseq}`);
}

export async function deleteSubscription(tx: Unit, id: number): Promise<void> {
  await tx.run(sql`DELETE FROM push_subscription WHERE id = ${id}`);
}

/**
 * Those of a person whose sign-in has ended. @param all every sign-in was revoked: where it is not known which one a subscription belongs to, it goes as well
 * @returns how many went
 */
export async function deleteRevoked(tx: Unit, principalId: number, now: number, all: boolean): Promise<number> {
  const unknown = all ? sql`(s.session_id IS NULL AND s.credential_id IS NULL) OR ` : sql``;
  const rows = await tx.all<{ id: number }>(sql`SELECT s.id FROM push_subscription s WHERE s.principal_id = ${principalId} AND (${unknown}NOT (${isValid(now)}))`);
  for (const { id } of rows) await deleteSubscription(tx, id);
  return rows.length;
}

/** Those that have expired, or whose sign-in has ended, some at a time. @returns how many went */
export async function deleteLapsed(tx: Unit, now: number, limit: number): Promise<number> {
  const rows = await tx.all<{ id: number }>(sql`SELECT s.id FROM push_subscription s WHERE s.expires_at <= ${now} OR NOT (${isValid(now)}) LIMIT ${limit}`);
  for (const { id } of rows) await deleteSubscription(tx, id);
  return rows.length;
}
