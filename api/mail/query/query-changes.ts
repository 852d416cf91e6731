/** Email/queryChanges (RFC 8621 §4.5): what to take out of results that a client holds, and what to put in where. */
import type { Read } from '../../../db/index.ts';
import type { Context } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { knownState, type State } from '../../jmap/state.ts';
import { accountOfViewer, type Viewer } from '../read/viewer.ts';
import { canCalculateChanges, type Dependencies, dependenciesOf, isImmutable } from './dependencies.ts';
import { planFilter } from './filter.ts';
import { decideCandidates, type EmailSearch, findCandidates } from './find-emails.ts';
import { emailOrder } from './order.ts';
import { type EmailQuestion, indexedResults, keepResults, keptResults } from './query-emails.ts';
import { type EmailResults, listedResults } from './results.ts';
import { type TouchedEmail, touchedEmails } from './touched-emails.ts';

export interface QueryChangesQuestion extends EmailQuestion {
  readonly sinceQueryState: string;
  readonly upToId: number | undefined;
  readonly maxChanges: number | undefined;
  readonly calculateTotal: boolean;
}

export interface QueryChanges {
  readonly state: State;
  readonly total: number | undefined;
  readonly removed: readonly number[];
  /** In the order of their places. */
  readonly added: readonly { readonly id: number; readonly index: number }[];
}

/** Places of so few are counted one by one; those of more are taken from one walk over the results. */
const FEW = 16;

/**
 * Both lists hold every Email whose place may have changed, so that a client that takes out the first and puts in the second has the new results.
 * @param viewerOf who looks, asked in the snapshot that the changes come from
 * @returns null where there are more than `maxChanges` of them
 * @throws CoreError cannotCalculateChanges: past the horizon, or for a filter that looks into texts
 */
export async function emailQueryChanges(ctx: Context, viewerOf: (read: Read) => Promise<Viewer>, question: QueryChangesQuestion): Promise<QueryChanges | null> {
  const most = question.maxChanges ?? Number.POSITIVE_INFINITY;
  const outcome = await ctx.core.db.read(async (read) => {
    const viewer = await viewerOf(read);
    const plan = planFilter(question.filter, viewer);
    const order = emailOrder(question.sort, viewer);
    if (!canCalculateChanges(plan)) throw new CoreError('cannotCalculateChanges', 'The changes of a search in texts are not known; make the query anew.');
    const search: EmailSearch = { plan, order, collapseThreads: question.collapseThreads ?? false, needed: Number.POSITIVE_INFINITY };
    const dependencies = dependenciesOf(question, plan);
    const { since, current } = await knownState(read, viewer, 'Email', question.sinceQueryState);
    if (since.lastId !== null) throw new CoreError('cannotCalculateChanges', 'This is not the state of a query; make the query anew.');
    const touched = plan.isEmpty ? [] : await touchedEmails(read, viewer, since.modseq, dependencies, plan.mailbox);
    if (touched.filter(({ was }) => was).length > most) return { changes: null };
    if (touched.length === 0 && !question.calculateTotal) return { changes: { state: current, total: undefined, removed: [], added: [] } };
    const results = await resultsAtHand(read, viewer, search, touched.length, current);
    if (results) return { changes: await changesIn(results, touched, current, dependencies) };
    return { found: await findCandidates(ctx.core, read, accountOfViewer(viewer), search), touched, current, viewer, search, dependencies };
  });
  if ('changes' in outcome) return outcome.changes;
  const { viewer, search, found, touched, current, dependencies } = outcome;
  const ids = await decideCandidates(ctx, accountOfViewer(viewer), search, found);
  keepResults(ctx.core.db, viewer, question, current, ids);
  return changesIn(listedResults(ids), touched, current, dependencies);

  /** An index counts a place in one statement; many of them would hold up the event loop longer than a walk in turns. */
  async function resultsAtHand(read: Read, who: Viewer, { plan, order, collapseThreads }: EmailSearch, places: number, state: State): Promise<EmailResults | undefined> {
    const kept = keptResults(ctx.core.db, who, question, state);
    if (kept) return listedResults(kept);
    return places > FEW ? undefined : indexedResults(read, accountOfViewer(who), plan, order, collapseThreads);
  }

  async function changesIn(results: EmailResults, changed: readonly TouchedEmail[], state: State, by: Dependencies): Promise<QueryChanges | null> {
    const upTo = isImmutable(by) && question.upToId !== undefined ? ((await results.indexOf(question.upToId)) ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    const places = await placesOf(results, changed.map(({ id }) => id));
    const added = [...places].map(([id, index]) => ({ id, index })).filter(({ index }) => index <= upTo);
    added.sort((a, b) => a.index - b.index);
    // Where an Email that has gone stood is not known any more: all of them are told, also those behind `upToId`.
    const removed = changed.filter(({ was }) => was).map(({ id }) => id);
    if (added.length + removed.length > most) return null;
    return { state, total: question.calculateTotal ? await results.count() : undefined, removed, added };
  }
}

async function placesOf(results: EmailResults, ids: readonly number[]): Promise<Map<number, number>> {
  const places = new Map<number, number>();
  if (ids.length <= FEW) {
    for (const id of ids) {
      const index = await results.indexOf(id);
      if (index !== undefined) places.set(id, index);
    }
    return places;
  }
  const wanted = new Set(ids);
  // More than a few are asked for only where all results are at hand.
  const all = await results.page(0, await results.count());
  for (let index = 0; index < all.length; index++) {
    const id = all[index] as number;
    if (wanted.has(id)) places.set(id, index);
  }
  return places;
}
