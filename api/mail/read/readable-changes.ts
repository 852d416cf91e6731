/**
 * /changes of Emails and Threads for sharees: told from the memberships in mailboxes that they may read, and from their own `$seen`. What goes on in other
 * mailboxes of the account leaves no trace here (design §4, Change log; §5, Per-user `$seen`).
 */
import { integers, raw, type Read, sql, type Statement } from '../../../db/index.ts';
import type { Reach } from '../../access/reach.ts';
import type { ChangeRow } from '../../jmap/changes.ts';
import type { State } from '../../jmap/state.ts';

/**
 * Emails, with their Threads, that changed at `since` or later as a sharee sees them: id, thread, stamp; an Email may come several times.
 * @param what `content`: keywords and mailboxes; `visibility`: only mailboxes that it came into or left
 */
export function readableStamps({ account, principal, readable }: Reach, since: number, what: 'content' | 'visibility' = 'content'): Statement {
  const mailboxes = integers(readable);
  const changed = what === 'visibility' ? raw('visible_from') : raw('modseq');
  const there = sql`
    SELECT m.email_id AS id, e.thread_id AS thread, m.${changed} AS stamp FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id IN ${mailboxes} AND m.modseq >= ${since} AND m.${changed} >= ${since} AND m.deleted = 0`;
  const left = sql`
    SELECT p.email_id AS id, p.thread_id AS thread, p.to_modseq AS stamp FROM membership_past p
     WHERE p.account_id = ${account} AND p.to_modseq >= ${since} AND p.mailbox_id IN ${mailboxes}`;
  if (what === 'visibility') return sql`${there} UNION ALL ${left}`;
  const seen = sql`
    SELECT so.email_id AS id, e.thread_id AS thread, so.modseq AS stamp FROM seen_overlay so JOIN email e ON e.account_id = so.account_id AND e.id = so.email_id
     WHERE so.principal_id = ${principal} AND so.account_id = ${account} AND so.modseq >= ${since}`;
  return sql`${there} UNION ALL ${left} UNION ALL ${seen}`;
}

interface Interval {
  id: number;
  first: number;
  last: number;
}

interface StampedRow {
  readonly id: number;
  readonly stamp: number;
  readonly place?: number;
}

/** Rows behind `since` in the order of the log, at most `limit`. */
export async function readableChanges(read: Read, sharee: Reach, since: State, limit: number, type: 'Email' | 'Thread'): Promise<ChangeRow[]> {
  const stamps = await (type === 'Email' ? stampedEmails : stampedThreads)(read, sharee, since, limit);
  if (stamps.length === 0) return [];
  const intervals = await visibleTimes(read, sharee, type, stamps.map((row) => row.id));
  return stamps.map((row) => {
    const last = lastTime(intervals.get(row.id) ?? []);
    // It was never seen, or so long ago that nobody who asks now can know it: only its own `$seen` is newer.
    if (!last) return { ...row, created: Number.MAX_SAFE_INTEGER, destroyed: true };
    return { ...row, created: last.first, destroyed: last.last !== Number.POSITIVE_INFINITY };
  });
}

function stampedEmails(read: Read, sharee: Reach, since: State, limit: number): Promise<StampedRow[]> {
  return read.all<StampedRow>(sql`
    SELECT c.id AS id, MAX(c.stamp) AS stamp FROM (${readableStamps(sharee, since.modseq)}) c
     GROUP BY c.id HAVING MAX(c.stamp) > ${since.modseq} OR c.id > ${since.lastId ?? Number.MAX_SAFE_INTEGER} ORDER BY stamp, id LIMIT ${limit}`);
}

/**
 * Threads take the place of the first of their Emails that changed last: their own numbers would tell in which order threads began, which private mail
 * decides too.
 */
function stampedThreads(read: Read, sharee: Reach, since: State, limit: number): Promise<StampedRow[]> {
  return read.all<StampedRow>(sql`
    SELECT r.thread AS id, r.stamp AS stamp, r.id AS place FROM (
      SELECT c.thread, c.stamp, c.id, ROW_NUMBER() OVER (PARTITION BY c.thread ORDER BY c.stamp DESC, c.id) AS nth
        FROM (${readableStamps(sharee, since.modseq, 'visibility')}) c) r
     WHERE r.nth = 1 AND (r.stamp > ${since.modseq} OR r.id > ${since.lastId ?? Number.MAX_SAFE_INTEGER}) ORDER BY r.stamp, r.id LIMIT ${limit}`);
}

/** Times at which each object was in a readable mailbox; those that last have no end. */
async function visibleTimes(read: Read, { account, readable }: Reach, type: 'Email' | 'Thread', ids: readonly number[]): Promise<Map<number, Interval[]>> {
  const mailboxes = integers(readable);
  const now = await read.all<{ id: number; first: number }>(type === 'Email'
    ? sql`SELECT email_id AS id, visible_from AS first FROM membership
           WHERE account_id = ${account} AND email_id IN ${integers(ids)} AND deleted = 0 AND mailbox_id IN ${mailboxes}`
    : sql`SELECT e.thread_id AS id, m.visible_from AS first FROM email e JOIN membership m ON m.account_id = e.account_id AND m.email_id = e.id
           WHERE e.thread_id IN ${integers(ids)} AND e.account_id = ${account} AND m.deleted = 0 AND m.mailbox_id IN ${mailboxes}`);
  const past = await read.all<Interval>(sql`
    SELECT ${raw(type === 'Email' ? 'email_id' : 'thread_id')} AS id, from_modseq AS first, to_modseq AS last FROM membership_past
     WHERE account_id = ${account} AND ${raw(type === 'Email' ? 'email_id' : 'thread_id')} IN ${integers(ids)} AND mailbox_id IN ${mailboxes}`);
  const times = new Map<number, Interval[]>();
  for (const one of [...now.map((row) => ({ ...row, last: Number.POSITIVE_INFINITY })), ...past]) {
    const list = times.get(one.id);
    if (list) list.push(one);
    else times.set(one.id, [one]);
  }
  return times;
}

/** The last stretch of time without a break: one that ends where the next begins is a message that moved. */
function lastTime(intervals: readonly Interval[]): { first: number; last: number } | undefined {
  let stretch: { first: number; last: number } | undefined;
  for (const { first, last } of [...intervals].sort((a, b) => a.first - b.first)) {
    if (!stretch || first > stretch.last) stretch = { first, last };
    else stretch.last = Math.max(stretch.last, last);
  }
  return stretch;
}
