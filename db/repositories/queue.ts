import type { Read } from '../sql/queries.ts';
import { integers, join, raw, sql, type SqlValue, type Statement } from '../sql/statement.ts';
import type { Unit } from '../unit.ts';

/** One recipient that a message still has to reach. It holds the message's bytes by a reference of its own. */
export interface QueueRow {
  id: number;
  /** The account that sends, or the one of what the server itself sends. */
  account_id: number;
  submission_id: number | null;
  blob_hash: string;
  /** Header lines in front of the blob. */
  prefix: Buffer | null;
  /** Prefix and blob together. */
  size_bytes: number;
  /** MAIL FROM; empty for reports. */
  sender: string;
  recipient: string;
  /** `held`: until `next_attempt_at` at the sender's wish. */
  state: 'waiting' | 'held';
  /** ENVID, decoded (RFC 3461 §4.4). */
  envelope_id: string | null;
  dsn_return: 'FULL' | 'HDRS' | null;
  /** NOTIFY as given: `NEVER`, or a list. */
  dsn_notify: string | null;
  /** ORCPT decoded: address type, `;`, address. */
  original_recipient: string | null;
  body_type: '7BIT' | '8BITMIME' | null;
  smtputf8: number;
  /** Language of reports to the sender. */
  language: string;
  attempts: number;
  next_attempt_at: number;
  expires_at: number;
  /** Who is working on it, until when. A lease that has run out belongs to nobody. */
  lease_owner: string | null;
  lease_until: number | null;
  last_attempt_at: number | null;
  /** Enhanced status of the last attempt. */
  last_status: string | null;
  last_reply: string | null;
  /** 1: the sender was told that it takes longer. */
  delay_reported: number;
  created_at: number;
}

const names = [
  'id', 'account_id', 'submission_id', 'blob_hash', 'prefix', 'size_bytes', 'sender', 'recipient', 'state', 'envelope_id', 'dsn_return', 'dsn_notify',
  'original_recipient', 'body_type', 'smtputf8', 'language', 'attempts', 'next_attempt_at', 'expires_at', 'lease_owner', 'lease_until', 'last_attempt_at',
  'last_status', 'last_reply', 'delay_reported', 'created_at',
] as const satisfies readonly (keyof QueueRow)[];
const columns = raw(names.join(', '));

export async function insertQueueEntries(tx: Unit, rows: readonly QueueRow[]): Promise<void> {
  await tx.insertMany('queue_entry', names, rows.map((row) => names.map((name): SqlValue => row[name])));
}

/** Rows in no promised order; ids that are not there are left out. */
export function queueEntriesById(read: Read, ids: ArrayLike<number>): Promise<QueueRow[]> {
  return read.all<QueueRow>(sql`SELECT ${columns} FROM queue_entry WHERE id IN ${integers(ids)}`);
}

/** Entries whose time has come and which nobody else is working on; those that wait longest first. */
export function dueEntries(read: Read, now: number, owner: string, limit: number): Promise<QueueRow[]> {
  return read.all<QueueRow>(sql`
    SELECT ${columns} FROM queue_entry
     WHERE state IN ('waiting', 'held') AND next_attempt_at <= ${now} AND (lease_owner IS NULL OR lease_owner = ${owner} OR lease_until <= ${now})
     ORDER BY next_attempt_at, id LIMIT ${limit}`);
}

/** When something may next be done: the earliest time that an entry falls due, or that a lease on a due one runs out. */
export async function nextDue(read: Read, now: number, owner: string): Promise<number | undefined> {
  const free = await read.get<{ at: number | null }>(sql`
    SELECT MIN(next_attempt_at) AS at FROM queue_entry
     WHERE state IN ('waiting', 'held') AND next_attempt_at > ${now} AND (lease_owner IS NULL OR lease_owner = ${owner})`);
  const leased = await read.get<{ at: number | null }>(sql`
    SELECT MIN(CASE WHEN next_attempt_at > lease_until THEN next_attempt_at ELSE lease_until END) AS at FROM queue_entry
     WHERE lease_owner IS NOT NULL AND lease_owner <> ${owner} AND (lease_until > ${now} OR next_attempt_at > ${now})`);
  const times = [free?.at, leased?.at].filter((at): at is number => at !== null && at !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Takes entries, or keeps them for longer. @returns those that are now the owner's; another node may have been faster */
export async function leaseEntries(tx: Unit, ids: readonly number[], owner: string, until: number, now: number): Promise<QueueRow[]> {
  await tx.run(sql`
    UPDATE queue_entry SET lease_owner = ${owner}, lease_until = ${until}
     WHERE id IN ${integers(ids)} AND (lease_owner IS NULL OR lease_owner = ${owner} OR lease_until <= ${now})`);
  return tx.all<QueueRow>(sql`SELECT ${columns} FROM queue_entry WHERE id IN ${integers(ids)} AND lease_owner = ${owner} ORDER BY id`);
}

/** Leases that an earlier life of this node left behind. */
export async function dropLeases(tx: Unit, ownerPrefix: string): Promise<number> {
  return tx.run(sql`
    UPDATE queue_entry SET lease_owner = NULL, lease_until = NULL WHERE lease_owner >= ${`${ownerPrefix}/`} AND lease_owner < ${`${ownerPrefix}0`}`);
}

export interface Attempted {
  readonly at: number;
  readonly nextAttemptAt: number;
  readonly status: string;
  readonly reply: string;
  readonly delayReported: boolean;
}

/** Gives an entry back after an attempt that will be followed by another. @returns whether it was still the owner's */
export async function postponeEntry(tx: Unit, id: number, owner: string, attempt: Attempted): Promise<boolean> {
  const changed = await tx.run(sql`
    UPDATE queue_entry SET state = 'waiting', attempts = attempts + 1, last_attempt_at = ${attempt.at}, last_status = ${attempt.status}, last_reply = ${attempt.reply},
           next_attempt_at = ${attempt.nextAttemptAt}, delay_reported = ${attempt.delayReported ? 1 : 0}, lease_owner = NULL, lease_until = NULL
     WHERE id = ${id} AND lease_owner = ${owner}`);
  return changed > 0;
}

/** Makes an entry due now. A lease of somebody stays: it is being tried already. */
export async function hurryEntry(tx: Unit, id: number, now: number): Promise<void> {
  await tx.run(sql`UPDATE queue_entry SET next_attempt_at = ${now} WHERE id = ${id}`);
}

export async function deleteQueueEntries(tx: Unit, ids: readonly number[]): Promise<number> {
  return tx.run(sql`DELETE FROM queue_entry WHERE id IN ${integers(ids)}`);
}

/** Everything that is left to do about these submissions. */
export async function deleteQueueEntriesOf(tx: Unit, submissionIds: readonly number[]): Promise<number> {
  return tx.run(sql`DELETE FROM queue_entry WHERE submission_id IN ${integers(submissionIds)}`);
}

export interface QueueFilter {
  readonly status?: 'waiting' | 'sending' | 'held' | undefined;
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  readonly domain?: string | undefined;
}

/** A page of the queue, oldest first. @param after the last entry of the page before: its time and id */
export function queuePage(read: Read, filter: QueueFilter, now: number, after: { createdAt: number; id: number } | undefined, limit: number): Promise<QueueRow[]> {
  const conditions: Statement[] = [sql`1 = 1`];
  if (after) conditions.push(sql`(created_at > ${after.createdAt} OR (created_at = ${after.createdAt} AND id > ${after.id}))`);
  if (filter.sender !== undefined) conditions.push(sql`sender = ${filter.sender}`);
  if (filter.recipient !== undefined) conditions.push(sql`recipient = ${filter.recipient}`);
  if (filter.domain !== undefined) conditions.push(sql`recipient LIKE ${`%@${filter.domain.replace(/[!%_]/g, '!$&')}`} ESCAPE '!'`);
  const isLeased = sql`(lease_owner IS NOT NULL AND lease_until > ${now})`;
  if (filter.status === 'sending') conditions.push(isLeased);
  else if (filter.status !== undefined) conditions.push(sql`state = ${filter.status} AND NOT ${isLeased}`);
  return read.all<QueueRow>(sql`SELECT ${columns} FROM queue_entry WHERE ${join(conditions, ' AND ')} ORDER BY created_at, id LIMIT ${limit}`);
}
