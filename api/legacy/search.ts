import { shownBits, shownModseq } from '../../db/repositories/reader-columns.ts';
import { integers, raw, type Read, sql, type Statement } from '../../db/index.ts';
import type { MailboxRow } from '../../db/repositories/mailboxes.ts';
import type { Context } from '../access/context.ts';
import type { Reach } from '../access/reach.ts';
import type { LegacyFilter } from '../client/legacy.ts';
import { accountOf } from '../ids.ts';
import { candidateIds } from '../mail/query/candidate-ids.ts';
import { passesRow } from '../mail/query/filter.ts';
import { Turn } from '../mail/query/turn.ts';
import { threadIds } from '../mail/read/thread-ids.ts';
import { searchIndexOf, type TextHits, textHits, TextLookup } from '../mail/search/index.ts';
import { mailboxClocks, mailboxEmails, mailboxFacts } from './mailbox-columns.ts';
import { mailboxNumber, reachedMailbox } from './reached-mailbox.ts';
import { type Needs, planSearch, type SearchPlan, type SearchRow } from './search-plan.ts';
import { sentTextNear } from './sent-clock.ts';

/** Rows of one batch; between two, the event loop gets its turn. */
const BATCH = 500;
/** Messages whose texts are looked at together. */
const MESSAGES = 100;
/** A row found by the Email's id costs as much as some found along the mailbox. */
const BY_ID = 3;

/** What the rows of a mailbox and the index said. */
interface Found {
  readonly account: number;
  readonly hits: TextHits | null;
  /** UIDs of what surely matches. */
  readonly sure: number[];
  readonly unsure: readonly SearchRow[];
}

/**
 * SEARCH (RFC 9051 §6.4.4): rows and index in one snapshot, then the texts that the index is not sure about; others get their turn within a few
 * milliseconds. A search first finishes the index of its account, so that it misses nothing.
 * @returns UIDs, ascending
 */
export async function searchMailbox(ctx: Context, mailboxId: string, filter: LegacyFilter): Promise<Uint32Array> {
  const { db, log } = ctx.core;
  const isOwner = accountOf(mailboxNumber(mailboxId)) === ctx.principal.id;
  const plan = planSearch(filter, (await threadIds(db))({ isOwner }));
  if (plan.texts.length > 0) {
    const account = await db.read(async (read) => (await reachedMailbox(read, ctx, mailboxId)).row.account_id);
    // Where that fails, the messages themselves are looked into.
    await searchIndexOf(ctx.core).finish(account).catch((error: unknown) => log.error({ err: error, account }, 'the search index could not be brought up to date'));
  }
  const turn = new Turn();
  const found = await db.read((read) => findRows(ctx, read, mailboxId, plan, turn));
  const uids = found.sure;
  const lookup = new TextLookup(ctx.core, plan.texts);
  for (let start = 0; start < found.unsure.length; start += MESSAGES) {
    const chunk = found.unsure.slice(start, start + MESSAGES);
    await db.read(async (read) => {
      // What is shared may be taken back meanwhile.
      await reachedMailbox(read, ctx, mailboxId);
      await lookup.load(read, found.account, chunk.map((row) => row.email_id));
    });
    for (const row of chunk) {
      if (await textPasses(plan, row, found.hits, lookup)) uids.push(row.uid);
      await turn.giveWay();
    }
  }
  return Uint32Array.from(uids).sort();
}

async function textPasses(plan: SearchPlan, row: SearchRow, hits: TextHits | null, lookup: TextLookup): Promise<boolean> {
  const meets = await lookup.ask(row.email_id);
  return passesRow(plan.test, (index) => plan.columns[index]?.(row) ?? false, (test) => hits?.meets(test, row.email_id) ?? meets(test)) === true;
}

async function findRows(ctx: Context, read: Read, mailboxId: string, plan: SearchPlan, turn: Turn): Promise<Found> {
  const { row: mailbox, reach } = await reachedMailbox(read, ctx, mailboxId);
  const hits = plan.texts.length > 0 ? await textHits(ctx.core, read, mailbox.account_id, plan.texts) : null;
  const sure: number[] = [];
  const unsure: SearchRow[] = [];
  const found = { account: mailbox.account_id, hits, sure, unsure };
  const take = (batch: readonly SearchRow[]): void => {
    for (const row of batch) {
      const passed = passesRow(plan.test, (index) => plan.columns[index]?.(row) ?? false, (test) => hits?.meets(test, row.email_id) ?? null);
      if (passed) sure.push(row.uid);
      else if (passed === null) unsure.push(row);
    }
  };
  const ids = hits ? candidateIds(plan.test, hits) : null;
  if (ids && ids.length * BY_ID < mailbox.message_count) {
    for (let start = 0; start < ids.length; start += BATCH) {
      take(await searchRows(read, reach, mailbox.id, plan, sql`m.email_id IN ${integers(ids.subarray(start, start + BATCH))}`));
      await turn.giveWay();
    }
    return found;
  }
  if (plan.needs !== 'rows') {
    const { count, row } = await rowsInMemory(ctx, read, mailbox, plan.needs, turn);
    for (let start = 0; start < count; start += BATCH) {
      take(Array.from({ length: Math.min(BATCH, count - start) }, (_, i) => row(start + i)));
      await turn.giveWay();
    }
    return found;
  }
  for (let after = 0; ; ) {
    const batch = await searchRows(read, reach, mailbox.id, plan, sql`m.uid > ${after} ORDER BY m.uid LIMIT ${BATCH}`);
    take(batch);
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return found;
    after = last.uid;
    await turn.giveWay();
  }
}

/** Rows with what the plan looks at, of what is kept in memory. */
async function rowsInMemory(ctx: Context, read: Read, mailbox: MailboxRow, needs: Exclude<Needs, 'rows'>, turn: Turn): Promise<{ count: number; row: (at: number) => SearchRow }> {
  const { db } = ctx.core;
  if (needs === 'emails') {
    const { uids, emails } = await mailboxEmails(db, read, mailbox, turn);
    return { count: uids.length, row: (at) => ({ uid: uids[at], email_id: emails[at] }) as SearchRow };
  }
  const { uids, emails, sizes, received, saved } = await mailboxFacts(db, read, mailbox, turn);
  // The clock stands for the moment itself: its zone no longer matters.
  const sent = needs === 'clocks' ? (await mailboxClocks(db, read, mailbox, turn)).sent : undefined;
  const sentAt = (at: number): number | null => (sent === undefined || Number.isNaN(sent[at]) ? null : (sent[at] as number));
  return {
    count: uids.length,
    row: (at) => ({
      uid: uids[at], email_id: emails[at], size_bytes: sizes[at], received_at: received[at], saved_at: saved[at], sent_at: sentAt(at), sent_text: null,
    }) as SearchRow,
  };
}

/** A reader's rows carry their own `$seen` and the greater mod-sequence (design §5). */
function searchRows(read: Read, reach: Reach, mailboxId: number, { needs, sentEdges }: SearchPlan, which: Statement): Promise<SearchRow[]> {
  if (needs === 'emails') return read.all<SearchRow>(sql`SELECT m.uid, m.email_id FROM membership m WHERE m.mailbox_id = ${mailboxId} AND ${which}`);
  const flags = reach.isOwner ? 'm.modseq, e.keyword_bits' : `${shownModseq} AS modseq, ${shownBits} AS keyword_bits`;
  const columns = `m.uid, m.email_id, ${flags}, m.deleted, e.extra_keywords, e.thread_id, e.size_bytes, m.received_at, m.saved_at, e.sent_at`;
  const seen = reach.isOwner ? sql`` : sql`LEFT JOIN seen_overlay o ON o.principal_id = ${reach.principal} AND o.email_id = m.email_id AND o.account_id = m.account_id`;
  return read.all<SearchRow>(sql`
    SELECT ${raw(columns)}, ${sentTextNear(sentEdges)} AS sent_text FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id ${seen}
     WHERE m.mailbox_id = ${mailboxId} AND ${which}`);
}
