/** A sharee's unread counters: everybody has their own `$seen`, so that no row of the mailbox can hold them (design §5). */
import { LRUCache } from 'lru-cache';
import { integers, type Read, sql } from '../../../db/index.ts';
import { type MailboxRow, mailboxesById } from '../../../db/repositories/mailboxes.ts';
import { type Reach, readableMark } from '../../access/reach.ts';
import type { Core } from '../../core.ts';
import { accountStates } from '../../jmap/state.ts';
import { Turn } from '../query/turn.ts';
import { readerMarks } from './reader-seen.ts';
import { type ReaderUnread, readerUnread } from './reader-unread.ts';

export interface ReaderCounters {
  /** RFC 8621 §2: visible, neither seen nor a draft. */
  readonly unreadEmails: number;
  /** Threads of the mailbox with something unread in any mailbox that may be read, Trash apart (RFC 8621 §2). */
  readonly unreadThreads: number;
}

interface Kept {
  /** By reader and mailbox. */
  readonly unread: LRUCache<string, ReaderUnread>;
  /** By reader, account, and what the reader sees of it. */
  readonly counters: LRUCache<string, ReadonlyMap<number, ReaderCounters>>;
}

/** Unread Emails kept of all readers together, some 100 bytes each. */
const keptEmails = 300_000;
const kept = new WeakMap<Core, Kept>();

function keptOf(core: Core): Kept {
  let caches = kept.get(core);
  if (!caches) {
    const made: Kept = {
      unread: new LRUCache({ maxSize: keptEmails, sizeCalculation: ({ emails }) => emails.size + 5 }),
      counters: new LRUCache({ maxSize: keptEmails, sizeCalculation: (counters) => counters.size + 5 }),
    };
    kept.set(core, (caches = made));
    // What was read elsewhere while a mailbox was out of reach left no mark on it: once given back, it is counted anew.
    core.bus.subscribe((event) => {
      if (event.kind !== 'grants') return;
      made.unread.clear();
      made.counters.clear();
    });
  }
  return caches;
}

/** The unread counters of every mailbox that a sharee may read. Costs what has changed since they were last asked for. */
export async function readerCounters(core: Core, read: Read, sharee: Reach): Promise<ReadonlyMap<number, ReaderCounters>> {
  const caches = keptOf(core);
  const rows = await mailboxesById(read, sharee.account, sharee.readable);
  const { states, horizon } = await accountStates(read, sharee);
  const trash = rows.filter((row) => row.role === 'trash').map((row) => row.id);
  // All that is counted changes with the state of Emails as this reader sees them.
  const key = `${sharee.principal} ${sharee.account} ${readableMark(sharee)} ${states.Email} ${trash.join(' ')}`;
  const known = caches.counters.get(key);
  if (known) return known;
  const marks = await readerMarks(read, sharee.principal, sharee.readable);
  const unread = new Map<number, ReaderUnread>();
  for (const row of rows) {
    const { counter } = marks(row.id);
    const mailboxKey = `${sharee.principal} ${row.id}`;
    const before = caches.unread.get(mailboxKey);
    const isSame = before?.highest === row.highest_modseq && before.counter === counter;
    const now = before && isSame ? before : await readerUnread(read, sharee, row, counter, before, horizon);
    const meanwhile = caches.unread.get(mailboxKey);
    if (!meanwhile || (meanwhile.highest <= now.highest && meanwhile.counter <= now.counter)) caches.unread.set(mailboxKey, now);
    unread.set(row.id, now);
  }
  const turn = new Turn();
  const counters = new Map<number, ReaderCounters>();
  for (const row of rows) {
    counters.set(row.id, { unreadEmails: unread.get(row.id)?.emails.size ?? 0, unreadThreads: await unreadThreads(read, row, unread, trash, turn) });
  }
  caches.counters.set(key, counters);
  return counters;
}

/** Threads looked up in one statement. */
const BATCH = 1000;

/** What is unread only in Trash makes no thread unread elsewhere, and in Trash only what is there counts. */
async function unreadThreads(read: Read, mailbox: MailboxRow, unread: ReadonlyMap<number, ReaderUnread>, trash: readonly number[], turn: Turn): Promise<number> {
  const own = (unread.get(mailbox.id) as ReaderUnread).threads;
  if (trash.includes(mailbox.id)) return own.size;
  const elsewhere = new Set<number>();
  for (const [id, { threads }] of unread) {
    if (id === mailbox.id || trash.includes(id)) continue;
    for (const thread of threads) if (!own.has(thread)) elsewhere.add(thread);
  }
  let count = own.size;
  const others = Float64Array.from(elsewhere);
  for (let start = 0; start < others.length; start += BATCH) {
    const row = await read.get<{ n: number }>(sql`
      SELECT COUNT(*) AS n FROM thread_mailbox WHERE mailbox_id = ${mailbox.id} AND thread_id IN ${integers(others.subarray(start, start + BATCH))}`);
    count += row?.n ?? 0;
    await turn.giveWay();
  }
  return count;
}
