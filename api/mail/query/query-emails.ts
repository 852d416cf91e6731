/** Email/query (RFC 8621 §4.4): the cheapest way to the results of a filter, an order and a window. */
import type { EmailComparator, EmailFilter } from '../../../openapi/index.ts';
import { LRUCache } from 'lru-cache';
import type { Database, Read } from '../../../db/index.ts';
import { mailboxById } from '../../../db/repositories/mailboxes.ts';
import type { Context } from '../../access/context.ts';
import { accountStates } from '../../jmap/state.ts';
import { type EmailPlan, isPlain, planFilter } from './filter.ts';
import { decideCandidates, type EmailSearch, findCandidates } from './find-emails.ts';
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
 * @param use called once; what it reads, it reads from the snapshot that the state belongs to
 */
export async function queryEmails<T>(ctx: Context, account: number, question: EmailQuestion, needed: number, use: (results: EmailResults, state: number) => Promise<T>): Promise<T> {
  const plan = planFilter(question.filter);
  const order = emailOrder(question.sort);
  const search: EmailSearch = { plan, order, collapseThreads: question.collapseThreads ?? false, needed };
  const outcome = await ctx.core.db.read(async (read) => {
    const state = (await accountStates(read, account)).states.Email;
    const indexed = await indexedResults(read, account, plan, order, search.collapseThreads);
    if (indexed) return { done: await use(indexed, state) };
    const known = keptResults(ctx.core.db, account, question, state);
    if (known) return { done: await use(listedResults(known), state) };
    return { candidates: await findCandidates(read, account, search), state };
  });
  if ('done' in outcome) return outcome.done;
  const { candidates, state } = outcome;
  const ids = await decideCandidates(ctx, account, search, candidates);
  if (needed === Number.POSITIVE_INFINITY) keepResults(ctx.core.db, account, question, state, ids);
  return use(listedResults(ids), state);
}

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

/** Whole results of the last queries, 8 bytes an Email: people leaf through them page by page. They belong to one state of one account. */
const keptIds = 1_000_000;
const kept = new WeakMap<Database, LRUCache<string, Float64Array>>();

function resultsOf(db: Database): LRUCache<string, Float64Array> {
  let results = kept.get(db);
  if (!results) {
    results = new LRUCache<string, Float64Array>({ max: 1000, maxSize: keptIds, sizeCalculation: (ids, key) => ids.length + key.length + 1 });
    kept.set(db, results);
  }
  return results;
}

const keyOf = (account: number, { filter, sort, collapseThreads }: EmailQuestion, state: number): string =>
  `${state} ${JSON.stringify([account, filter ?? null, sort ?? null, collapseThreads ?? false])}`;

/** Whole results of this query at this state, where they are still at hand. */
export function keptResults(db: Database, account: number, question: EmailQuestion, state: number): Float64Array | undefined {
  return resultsOf(db).get(keyOf(account, question, state));
}

export function keepResults(db: Database, account: number, question: EmailQuestion, state: number, ids: Float64Array): void {
  resultsOf(db).set(keyOf(account, question, state), ids);
}
