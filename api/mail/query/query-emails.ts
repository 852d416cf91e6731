/** Email/query (RFC 8621 §4.4): the cheapest way to the results of a filter, an order and a window. */
import type { EmailComparator, EmailFilter } from '../../../openapi/index.ts';
import { LRUCache } from 'lru-cache';
import type { Database, Read } from '../../../db/index.ts';
import { mailboxById } from '../../../db/repositories/mailboxes.ts';
import type { Context } from '../../access/context.ts';
import { formatState, presentState, type State } from '../../jmap/state.ts';
import { accountOfViewer, shareeOf, type Viewer } from '../read/viewer.ts';
import { type EmailPlan, isPlain, planFilter } from './filter.ts';
import { decideCandidates, type EmailSearch, findCandidates, type Found, indexBefore, isIndexBehind } from './find-emails.ts';
import { accountByArrival, mailboxByArrival, threadsByArrival } from './indexed-results.ts';
import { type EmailOrder, emailOrder } from './order.ts';
import { type EmailResults, listedResults } from './results.ts';

export interface EmailQuestion {
  readonly filter?: EmailFilter | null | undefined;
  readonly sort?: readonly EmailComparator[] | null | undefined;
  readonly collapseThreads?: boolean | undefined;
}

/**
 * Gives the results to `use`, which takes its window from them.
 * @param needed so many results from the start suffice; infinite where the end, the total or a place among them is asked for
 * @param viewerOf who looks, asked in the snapshot that the results come from
 * @param use called once; what it reads, it reads from the snapshot that the state belongs to
 */
export async function queryEmails<T>(
  ctx: Context, viewerOf: (read: Read) => Promise<Viewer>, question: EmailQuestion, needed: number, use: (results: EmailResults, state: State) => Promise<T>,
): Promise<T> {
  let isIndexed = false;
  const ask = (): Promise<Outcome<T>> => ctx.core.db.read(async (read): Promise<Outcome<T>> => {
    const viewer = await viewerOf(read);
    const plan = planFilter(question.filter, viewer);
    const order = emailOrder(question.sort, viewer);
    const search: EmailSearch = { plan, order, collapseThreads: question.collapseThreads ?? false, needed };
    const state = await presentState(read, viewer, 'Email');
    const account = accountOfViewer(viewer);
    const indexed = await indexedResults(read, account, plan, order, search.collapseThreads);
    if (indexed) return { done: await use(indexed, state) };
    const known = keptResults(ctx.core.db, viewer, question, state);
    if (known) return { done: await use(listedResults(known), state) };
    if (!isIndexed && (await isIndexBehind(ctx.core, read, account, plan))) return { behind: account, plan };
    return { found: await findCandidates(ctx.core, read, account, search), state, viewer, search };
  });
  let outcome = await ask();
  if ('behind' in outcome) {
    await indexBefore(ctx.core, outcome.behind, outcome.plan);
    isIndexed = true;
    outcome = await ask();
  }
  if ('done' in outcome) return outcome.done;
  if ('behind' in outcome) throw new Error('the index was brought up to date already');
  const { found, state, viewer, search } = outcome;
  const ids = await decideCandidates(ctx, accountOfViewer(viewer), search, found);
  if (needed === Number.POSITIVE_INFINITY) keepResults(ctx.core.db, viewer, question, state, ids);
  return use(listedResults(ids), state);
}

type Outcome<T> =
  | { readonly done: T }
  /** The index of this account must be brought up to date first. */
  | { readonly behind: number; readonly plan: EmailPlan }
  | { readonly found: Found; readonly state: State; readonly viewer: Viewer; readonly search: EmailSearch };

/** Results that an index gives place by place; undefined where there is none for this query. */
export async function indexedResults(read: Read, account: number, plan: EmailPlan, order: EmailOrder, collapseThreads: boolean): Promise<EmailResults | undefined> {
  if (!isPlain(plan) || !order.isByArrival || plan.isEmpty) return undefined;
  const direction = order.isAscending ? 'ascending' : 'descending';
  if (plan.mailbox === null) return collapseThreads ? undefined : accountByArrival(read, account, direction);
  if (collapseThreads && direction === 'ascending') return undefined;
  const mailbox = await mailboxById(read, account, plan.mailbox);
  if (!mailbox) return listedResults(new Float64Array());
  return collapseThreads ? threadsByArrival(read, mailbox) : mailboxByArrival(read, mailbox, direction);
}

/** Whole results of the last queries, 8 bytes an Email: people leaf through them page by page. They belong to one state of one account, as one person sees it. */
const keptIds = 1_000_000;
const kept = new WeakMap<Database, LRUCache<string, Float64Array>>();

function resultsOf(db: Database): LRUCache<string, Float64Array> {
  let results = kept.get(db);
  if (!results) {
    results = new LRUCache<string, Float64Array>({ maxSize: keptIds, sizeCalculation: (ids, key) => ids.length + key.length + 1 });
    kept.set(db, results);
  }
  return results;
}

/** A sharee's state carries what they may read. */
const keyOf = (viewer: Viewer, { filter, sort, collapseThreads }: EmailQuestion, state: State): string =>
  `${formatState(state)} ${JSON.stringify([accountOfViewer(viewer), shareeOf(viewer)?.principal ?? null, filter ?? null, sort ?? null, collapseThreads ?? false])}`;

/** Whole results of this query at this state, where they are still at hand. */
export function keptResults(db: Database, viewer: Viewer, question: EmailQuestion, state: State): Float64Array | undefined {
  return resultsOf(db).get(keyOf(viewer, question, state));
}

export function keepResults(db: Database, viewer: Viewer, question: EmailQuestion, state: State, ids: Float64Array): void {
  resultsOf(db).set(keyOf(viewer, question, state), ids);
}
