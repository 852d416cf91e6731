/** Finds the Emails of a query that no index answers by itself. */
import { integers, type Read, sql } from '../../../db/index.ts';
import type { Context } from '../../access/context.ts';
import type { Core } from '../../core.ts';
import { searchIndexOf, TextLookup, type TextHits, textHits } from '../search/index.ts';
import { type EmailPlan, passesRow } from './filter.ts';
import { type Candidate, compareCandidates, type EmailOrder } from './order.ts';
import { scanEmails } from './scan.ts';
import { sortInTurns, Turn } from './turn.ts';

export interface EmailSearch {
  readonly plan: EmailPlan;
  readonly order: EmailOrder;
  readonly collapseThreads: boolean;
  /** So many results suffice: what comes after them is not looked for. */
  readonly needed: number;
}

/** Candidates in the order of the query, and what the index said of them. */
export interface Found {
  readonly candidates: readonly Candidate[];
  readonly hits: TextHits | null;
}

/**
 * Brings the index of an account up to date where a query looks into texts: it must not miss what has just come. Where that fails, the query looks into
 * the messages themselves.
 */
export async function indexBefore(core: Core, account: number, plan: EmailPlan): Promise<void> {
  if (plan.texts.length === 0) return;
  try {
    await searchIndexOf(core).finish(account);
  } catch (error) {
    core.log.error({ err: error, account }, 'the search index could not be brought up to date');
  }
}

/** Whether {@link indexBefore} has something to do: asked in the snapshot of the query. */
export async function isIndexBehind(core: Core, read: Read, account: number, plan: EmailPlan): Promise<boolean> {
  if (plan.texts.length === 0 || plan.isEmpty) return false;
  const backlog = await searchIndexOf(core).backlog(read, account, 1);
  return backlog !== undefined && backlog.emails.length > 0;
}

/**
 * Candidates in the order of the query, inside one snapshot. Where some of them are still unsure, all are there: {@link decideCandidates} goes on.
 */
export async function findCandidates(core: Core, read: Read, account: number, search: EmailSearch): Promise<Found> {
  const { plan, order } = search;
  if (plan.isEmpty) return { candidates: [], hits: null };
  const hits = plan.texts.length > 0 ? await textHits(core, read, account, plan.texts) : null;
  const turn = new Turn();
  const collapse = new Collapse(search.collapseThreads);
  const found: Candidate[] = [];
  let hasUnsure = false;
  for await (const batch of scanEmails(read, account, { plan, order, hits, needed: search.needed }, turn)) {
    for (const candidate of batch) {
      hasUnsure ||= candidate.isUnsure;
      // Which Email stands for a thread is known only once those before it are decided, and sorted.
      if (!order.isByArrival || hasUnsure || collapse.takes(candidate)) found.push(candidate);
    }
    if (order.isByArrival && !hasUnsure && found.length >= search.needed) break;
  }
  return { candidates: order.isByArrival ? found : await sortInTurns(found, compareCandidates(order), turn), hits };
}

/** Looks into texts where that is needed, one after the other in the order of the query, until there are enough. */
export async function decideCandidates(ctx: Context, account: number, search: EmailSearch, { candidates, hits }: Found): Promise<Float64Array> {
  const turn = new Turn();
  const collapse = new Collapse(search.collapseThreads);
  const lookup = new TextLookup(ctx.core, search.plan.texts);
  const ids: number[] = [];
  for (let start = 0; start < candidates.length && ids.length < search.needed; start += MESSAGES) {
    const chunk = candidates.slice(start, start + MESSAGES);
    const unsure = chunk.filter((candidate) => candidate.isUnsure && !collapse.has(candidate)).map((candidate) => candidate.id);
    const rows = unsure.length > 0 ? await messageRows(ctx, account, unsure, search.plan, lookup) : new Map<number, MessageRow>();
    for (const candidate of chunk) {
      if (collapse.has(candidate)) continue;
      if (candidate.isUnsure) {
        const row = rows.get(candidate.id);
        if (!row || !(await messagePasses(row, search.plan, hits, lookup))) continue;
        await turn.giveWay();
      }
      if (collapse.takes(candidate)) ids.push(candidate.id);
    }
    await turn.giveWay();
  }
  return Float64Array.from(ids);
}

/** RFC 8621 §4.4.3: of each thread, the Email that comes first. */
class Collapse {
  readonly #seen: Set<number> | null;

  constructor(collapses: boolean) {
    this.#seen = collapses ? new Set() : null;
  }

  has({ thread }: Candidate): boolean {
    return this.#seen?.has(thread) ?? false;
  }

  takes({ thread }: Candidate): boolean {
    if (!this.#seen) return true;
    if (this.#seen.has(thread)) return false;
    this.#seen.add(thread);
    return true;
  }
}

/** So many messages are looked up at a time. */
const MESSAGES = 100;

type MessageRow = { id: number } & Record<`c${number}`, number>;

/** Read anew, in a snapshot of its own: reading messages must not hold the one that the candidates came from. */
async function messageRows(ctx: Context, account: number, ids: readonly number[], plan: EmailPlan, lookup: TextLookup): Promise<Map<number, MessageRow>> {
  const columns = plan.structural.map((test, i) => sql`, CASE WHEN ${test} THEN 1 ELSE 0 END AS ${{ kind: 'text', sqlite: `c${i}`, mariadb: `c${i}` } as const}`);
  const structural = { kind: 'statement' as const, strings: [...columns.map(() => ''), ''], parts: columns };
  const rows = await ctx.core.db.read(async (read) => {
    await lookup.load(read, account, ids);
    return read.all<MessageRow>(sql`SELECT e.id${structural} FROM email e WHERE e.account_id = ${account} AND e.id IN ${integers(ids)} AND e.visible > 0`);
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** What the index was sure of stays so; the rest is asked of the text. */
async function messagePasses(row: MessageRow, { residual }: EmailPlan, hits: TextHits | null, lookup: TextLookup): Promise<boolean> {
  if (!residual) return true;
  const meets = await lookup.ask(row.id);
  return passesRow(residual, (index) => row[`c${index}`] === 1, (test) => hits?.meets(test, row.id) ?? meets(test)) === true;
}
