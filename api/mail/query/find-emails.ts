/** Finds the Emails of a query that no index answers by itself. */
import { integers, type Read, sql } from '../../../db/index.ts';
import type { Context } from '../../access/context.ts';
import { parseMessage, type Part } from '../mime/index.ts';
import { headerOf, storedMessage } from '../read/message-bytes.ts';
import { mimeLimits } from '../store/mime-limits.ts';
import { type EmailPlan, passesRow, type RowTest } from './filter.ts';
import { type Candidate, compareCandidates, type EmailOrder } from './order.ts';
import { scanEmails } from './scan.ts';
import { bodyContains, fieldMatches, ProjectedEmail, type ProjectedTexts, type TextTest } from './text-conditions.ts';
import { sortInTurns, Turn } from './turn.ts';

export interface EmailSearch {
  readonly plan: EmailPlan;
  readonly order: EmailOrder;
  readonly collapseThreads: boolean;
  /** So many results suffice: what comes after them is not looked for. */
  readonly needed: number;
}

/**
 * Candidates in the order of the query, inside one snapshot. Where some of them are still unsure, all are there: {@link decideCandidates} goes on.
 */
export async function findCandidates(read: Read, account: number, search: EmailSearch): Promise<Candidate[]> {
  const { plan, order } = search;
  if (plan.isEmpty) return [];
  const turn = new Turn();
  const collapse = new Collapse(search.collapseThreads);
  const found: Candidate[] = [];
  let hasUnsure = false;
  for await (const batch of scanEmails(read, account, plan, order, turn)) {
    for (const candidate of batch) {
      hasUnsure ||= candidate.isUnsure;
      // Which Email stands for a thread is known only once those before it are decided, and sorted.
      if (!order.isByArrival || hasUnsure || collapse.takes(candidate)) found.push(candidate);
    }
    if (order.isByArrival && !hasUnsure && found.length >= search.needed) break;
  }
  return order.isByArrival ? found : sortInTurns(found, compareCandidates(order), turn);
}

/** Looks into messages where that is needed, one after the other in the order of the query, until there are enough. */
export async function decideCandidates(ctx: Context, account: number, search: EmailSearch, candidates: readonly Candidate[]): Promise<Float64Array> {
  const turn = new Turn();
  const collapse = new Collapse(search.collapseThreads);
  const ids: number[] = [];
  for (let start = 0; start < candidates.length && ids.length < search.needed; start += MESSAGES) {
    const chunk = candidates.slice(start, start + MESSAGES);
    const unsure = chunk.filter((candidate) => candidate.isUnsure && !collapse.has(candidate)).map((candidate) => candidate.id);
    const rows = unsure.length > 0 ? await messageRows(ctx, account, unsure, search.plan) : new Map<number, MessageRow>();
    for (const candidate of chunk) {
      if (collapse.has(candidate)) continue;
      if (candidate.isUnsure) {
        const row = rows.get(candidate.id);
        if (!row || !search.plan.residual || !(await messagePasses(ctx, row, search.plan.residual, turn))) continue;
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

type MessageRow = ProjectedTexts & { id: number; hash: string; prefix: Buffer | null; structure: string | null } & Record<`c${number}`, number>;

/** Read anew, in a snapshot of its own: reading messages must not hold the one that the candidates came from. */
async function messageRows(ctx: Context, account: number, ids: readonly number[], plan: EmailPlan): Promise<Map<number, MessageRow>> {
  const columns = plan.structural.map((test, i) => sql`, CASE WHEN ${test} THEN 1 ELSE 0 END AS ${{ kind: 'text', sqlite: `c${i}`, mariadb: `c${i}` } as const}`);
  const structural = { kind: 'statement' as const, strings: [...columns.map(() => ''), ''], parts: columns };
  const rows = await ctx.core.db.read((read) => read.all<MessageRow>(sql`
    SELECT e.id, e.blob_hash AS hash, e.prefix, p.headers, p.header_projection, p.structure${structural}
      FROM email e LEFT JOIN email_projection p ON p.id = e.id WHERE e.account_id = ${account} AND e.id IN ${integers(ids)} AND e.visible > 0`));
  return new Map(rows.map((row) => [row.id, row]));
}

/** A message that cannot be read matches nothing that only its bytes could tell. */
async function messagePasses(ctx: Context, row: MessageRow, residual: RowTest, turn: Turn): Promise<boolean> {
  const email = new ProjectedEmail(row);
  const answers = new Map<TextTest, boolean>();
  const column = (index: number): boolean => row[`c${index}`] === 1;
  for (;;) {
    let open: TextTest | undefined;
    const passed = passesRow(residual, column, (test) => {
      const known = answers.get(test) ?? email.meets(test);
      if (known === null) open ??= test;
      return known;
    });
    if (passed !== null) return passed;
    if (!open) return false;
    answers.set(open, await messageMeets(ctx, row, open, turn));
  }
}

async function messageMeets(ctx: Context, row: MessageRow, test: TextTest, turn: Turn): Promise<boolean> {
  const { db, limits, log } = ctx.core;
  try {
    const structure = row.structure ? (JSON.parse(row.structure) as Part) : parseMessage(await db.blobs.readAll(row.hash), mimeLimits(limits)).root;
    const message = storedMessage(db.blobs, row.hash, row.prefix, structure);
    if (test.in === 'header') return fieldMatches(await headerOf(message, structure), test.field, test.needle);
    return await bodyContains(structure, message.read, test.needle, turn);
  } catch (error) {
    log.error({ err: error, blob: row.hash }, 'a stored message cannot be searched; run `messagerie verify`');
    return false;
  }
}
