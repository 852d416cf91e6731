/** /changes of Emails and Threads, which JMAP sees while one of their memberships is visible (design §4, Change log). */
import { integers, raw, type Read, sql } from '../../../db/index.ts';
import type { Context } from '../../access/context.ts';
import { type ChangeRow, type ChangesAnswer, type ChangesArguments, changesLimit, changesPage } from '../../jmap/changes.ts';
import { knownState, type State } from '../../jmap/state.ts';
import { readableChanges } from './readable-changes.ts';
import { accountOfViewer, andReadable, shareeOf, type Viewer } from './viewer.ts';

const sources = {
  Email: { table: raw('email'), isVisible: raw('visible > 0'), pastColumn: raw('email_id') },
  Thread: { table: raw('thread'), isVisible: raw('email_count > 0'), pastColumn: raw('thread_id') },
} as const;

interface LoggedRow {
  id: number;
  created: number;
  stamp: number;
}

/**
 * A row says since when its object is visible *without a break*. One that came later than the state asked about may have been there all the same: marked
 * `\Deleted` and unmarked since, it is *updated*; unmarked and marked again, it is *destroyed*. The intervals of its past memberships tell.
 * @param idOf how the viewer knows the object with a number
 * @throws CoreError cannotCalculateChanges
 */
export async function visibilityChanges(
  ctx: Context, read: Read, viewer: Viewer, args: ChangesArguments, type: keyof typeof sources, idOf: (number: number) => string,
): Promise<ChangesAnswer> {
  const source = sources[type];
  const { since, current } = await knownState(read, viewer, type, args.sinceState);
  const limit = changesLimit(ctx, args.maxChanges);
  const sharee = shareeOf(viewer);
  const rows = sharee ? await readableChanges(read, sharee, since, limit + 1, type) : await loggedChanges(read, accountOfViewer(viewer), source, since, limit + 1, type);
  const page = await withPast(read, viewer, source.pastColumn, since, rows);
  return { accountId: args.accountId, oldState: args.sinceState, ...changesPage(since, current, page, limit, idOf) };
}

/** The owner's: one row of the log an object. */
async function loggedChanges(read: Read, account: number, source: (typeof sources)[keyof typeof sources], since: State, limit: number, type: keyof typeof sources): Promise<ChangeRow[]> {
  const afterId = since.lastId ?? Number.MAX_SAFE_INTEGER;
  const alive = await read.all<LoggedRow>(sql`
    SELECT id, created_modseq AS created, changed_modseq AS stamp FROM ${source.table}
     WHERE account_id = ${account} AND ${source.isVisible} AND changed_modseq >= ${since.modseq} AND (changed_modseq > ${since.modseq} OR id > ${afterId})
     ORDER BY changed_modseq, id LIMIT ${limit}`);
  const gone = await read.all<LoggedRow>(sql`
    SELECT object_id AS id, created_modseq AS created, destroyed_modseq AS stamp FROM tombstone
     WHERE account_id = ${account} AND type = ${type}
       AND destroyed_modseq >= ${since.modseq} AND (destroyed_modseq > ${since.modseq} OR object_id > ${afterId})
     ORDER BY destroyed_modseq, object_id LIMIT ${limit}`);
  return [...alive.map((row) => ({ ...row, destroyed: false })), ...gone.map((row) => ({ ...row, destroyed: true }))]
    .sort((a, b) => a.stamp - b.stamp || a.id - b.id)
    .slice(0, limit);
}

/** Dates back what was visible at the state asked about, and had a break afterwards. */
async function withPast(read: Read, viewer: Viewer, pastColumn: typeof sources.Email.pastColumn, since: State, rows: readonly ChangeRow[]): Promise<ChangeRow[]> {
  const unsure = rows.filter((row) => row.created > since.since).map((row) => row.id);
  if (unsure.length === 0) return [...rows];
  // Intervals that reach into (since, since.modseq], the stretch that earlier answers of this chain told of; outside of a chain that is the state itself.
  const past = await read.all<{ id: number; first: number; last: number }>(sql`
    SELECT ${pastColumn} AS id, from_modseq AS first, to_modseq AS last FROM membership_past
     WHERE account_id = ${accountOfViewer(viewer)} AND ${pastColumn} IN ${integers(unsure)} AND from_modseq <= ${since.modseq} AND to_modseq > ${since.since}${andReadable(viewer, 'mailbox_id')}
     ORDER BY from_modseq`);
  const seen = new Set(past.map((interval) => interval.id));
  // How long what was visible at the state stayed so without a break: an interval that ends where the next begins is a message that moved.
  const until = new Map<number, number>();
  for (const { id, first, last } of past) {
    const reached = until.get(id) ?? since.since;
    if (first <= reached) until.set(id, Math.max(reached, last));
  }
  return rows.map((row) => {
    if (row.created <= since.since || !seen.has(row.id)) return row;
    // Destroyed: whoever may have heard of it is told. Alive: "updated" only if no earlier answer can have called it destroyed.
    const isKnown = row.destroyed || (until.get(row.id) ?? 0) > since.modseq;
    return isKnown ? { ...row, created: since.since } : row;
  });
}
