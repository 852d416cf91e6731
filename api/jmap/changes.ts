/** The parts that every /changes shares (RFC 8620 §5.2). */
import { raw, sql, type Read, type StateType, type Statement } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { toId, type IdType } from '../ids.ts';
import { formatState, knownState, type State } from './state.ts';

export interface ChangesArguments {
  readonly accountId: string;
  readonly sinceState: string;
  readonly maxChanges?: number | null | undefined;
}

export interface ChangesAnswer {
  accountId: string;
  oldState: string;
  newState: string;
  hasMoreChanges: boolean;
  created: string[];
  updated: string[];
  destroyed: string[];
}

/** One object of the change log: one row each (design §4). */
export interface ChangeRow {
  readonly id: number;
  /** Mod-sequence at which it came, and at which it last changed or went. */
  readonly created: number;
  readonly stamp: number;
  readonly destroyed: boolean;
  /** Its place among those of one mod-sequence, where that is not its id's. */
  readonly place?: number;
}

/** How many changes one answer may hold: what the client allows, and no more than one /get can fetch. */
export function changesLimit(ctx: Context, maxChanges: number | null | undefined): number {
  return Math.min(maxChanges ?? Number.POSITIVE_INFINITY, ctx.core.limits.maxObjectsInGet);
}

/**
 * One answer out of rows in the order (stamp, id), which all lie behind `since`.
 * @param rows at most `limit + 1` are looked at: the last says that there is more
 */
export function changesPage(since: State, current: State, rows: readonly ChangeRow[], limit: number, name: (id: number) => string): Omit<ChangesAnswer, 'accountId' | 'oldState'> {
  const answer = { created: [] as string[], updated: [] as string[], destroyed: [] as string[] };
  const page = rows.slice(0, limit);
  // An earlier answer of this chain may have told of what was created up to its place; where places change with each change, of all of that mod-sequence.
  const mayBeKnown = ({ id, created, place }: ChangeRow): boolean =>
    created <= since.since || (since.lastId !== null && (created < since.modseq || (created === since.modseq && (place !== undefined || id <= since.lastId))));
  for (const row of page) {
    if (row.destroyed) {
      // What came and went since is left out.
      if (mayBeKnown(row)) answer.destroyed.push(name(row.id));
    } else if (row.created > since.since) answer.created.push(name(row.id));
    else answer.updated.push(name(row.id));
  }
  const last = page.at(-1);
  const hasMoreChanges = rows.length > limit && last !== undefined;
  return {
    newState: hasMoreChanges ? formatState({ modseq: last.stamp, lastId: last.place ?? last.id, since: since.since, mark: since.mark }) : formatState(current),
    hasMoreChanges,
    ...answer,
  };
}

export interface ChangesSource {
  readonly type: StateType;
  readonly idType: IdType;
  /** A table with account_id, id, created_modseq and the column below. */
  readonly table: string;
  /** Which rows of the table are meant, where not those of the account. */
  readonly of?: Statement;
  /** Column of the last change; `changed_modseq` unless given. */
  readonly stamp?: string;
}

/**
 * A whole /changes of a type whose rows carry their mod-sequences and whose destroyed objects have tombstones; to be called inside one `db.read`.
 * @throws CoreError cannotCalculateChanges
 */
export async function changesOf(ctx: Context, read: Read, account: number, args: ChangesArguments, source: ChangesSource): Promise<ChangesAnswer> {
  const { since, current } = await knownState(read, account, source.type, args.sinceState);
  const limit = changesLimit(ctx, args.maxChanges);
  const stamp = raw(source.stamp ?? 'changed_modseq');
  const afterId = since.lastId ?? Number.MAX_SAFE_INTEGER;
  const [alive, gone] = [
    await read.all<{ id: number; created: number; stamp: number }>(sql`
      SELECT id, created_modseq AS created, ${stamp} AS stamp FROM ${raw(source.table)}
       WHERE ${source.of ?? sql`account_id = ${account}`} AND ${stamp} >= ${since.modseq} AND (${stamp} > ${since.modseq} OR id > ${afterId})
       ORDER BY ${stamp}, id LIMIT ${limit + 1}`),
    await read.all<{ id: number; created: number; stamp: number }>(sql`
      SELECT object_id AS id, created_modseq AS created, destroyed_modseq AS stamp FROM tombstone
       WHERE account_id = ${account} AND type = ${source.type}
         AND destroyed_modseq >= ${since.modseq} AND (destroyed_modseq > ${since.modseq} OR object_id > ${afterId})
       ORDER BY destroyed_modseq, object_id LIMIT ${limit + 1}`),
  ];
  const rows = [...alive.map((row) => ({ ...row, destroyed: false })), ...gone.map((row) => ({ ...row, destroyed: true }))].sort(
    (a, b) => a.stamp - b.stamp || a.id - b.id,
  );
  return { accountId: args.accountId, oldState: args.sinceState, ...changesPage(since, current, rows, limit, (id) => toId(source.idType, id)) };
}
