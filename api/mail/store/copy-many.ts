import { accountModseq, addVisible, type CopySource, copySources, insertCopies } from '../../../db/repositories/copies.ts';
import type { Database, Unit } from '../../../db/index.ts';
import { copyInto, copyOrMove, destinationMailbox, type UidPairs } from './copy-emails.ts';
import { EmailChanges } from './email-changes.ts';
import { isUnread, SEEN } from './keywords.ts';
import { MailUnit } from './mail-unit.ts';

/** Messages read before the event loop gets its turn. */
const BATCH = 1_000;
/** How often what was read beforehand may turn out to be out of date. */
const ATTEMPTS = 3;

export interface CopyMany {
  readonly accountId: number;
  readonly fromMailboxId: number;
  readonly toMailboxId: number;
  readonly uids: Uint32Array;
  /** Called in the unit, before anything is written. @throws CoreError where it may not be done */
  readonly check: (tx: Unit) => Promise<unknown>;
  readonly now: () => number;
}

/** What a COPY is going to do, read in batches and without holding anything. */
interface Plan {
  /** Of a message that carries a later mod-sequence, the plan knows nothing. */
  readonly modseq: number;
  /** Visible messages that the destination does not have: all alike, written set-based. */
  readonly plain: readonly CopySource[];
  /** Those that are there already, or not to be seen: one by one. */
  readonly special: readonly CopySource[];
}

/** Somebody changed what was read beforehand. */
class OutOfDate extends Error {
  override name = 'OutOfDate';
}

/**
 * COPY of many messages inside an account: all or nothing (RFC 9051 §6.4.7), and yet nobody waits long behind it (design §4). What it takes is read in
 * batches; then one unit gives UIDs, mod-sequence and counters in a handful of statements. A message that is changed or expunged in between makes it
 * read again: what is copied is what is there when the unit commits.
 */
export async function copyMany(db: Database, request: CopyMany): Promise<UidPairs> {
  const { accountId, fromMailboxId, toMailboxId, uids, check, now } = request;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const plan = await planCopy(db, request);
    try {
      return await db.write([accountId], async (tx) => {
        await check(tx);
        return carryOut(tx, request, plan);
      });
    } catch (error) {
      if (!(error instanceof OutOfDate)) throw error;
    }
  }
  return db.write([accountId], async (tx) => {
    await check(tx);
    return copyOrMove(tx, accountId, fromMailboxId, uids, toMailboxId, false, now());
  });
}

async function planCopy(db: Database, { accountId, fromMailboxId, toMailboxId, uids }: CopyMany): Promise<Plan> {
  const modseq = await db.read((read) => accountModseq(read, accountId));
  const plain: CopySource[] = [];
  const special: CopySource[] = [];
  for (let start = 0; start < uids.length; start += BATCH) {
    for (const row of await db.read((read) => copySources(read, fromMailboxId, toMailboxId, uids.subarray(start, start + BATCH)))) {
      if (row.there === null && row.deleted === 0 && row.visible > 0) plain.push(row);
      else special.push(row);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { modseq, plain, special };
}

async function carryOut(tx: Unit, { accountId, fromMailboxId, toMailboxId, now: clock }: CopyMany, plan: Plan): Promise<UidPairs> {
  const now = clock();
  const unit = new MailUnit(tx, accountId, now);
  await unit.mailbox(fromMailboxId);
  const { uid_validity: uidValidity } = await destinationMailbox(unit, toMailboxId);
  // Whether an Email of Trash is to be seen elsewhere decides about its thread: that is looked at one by one.
  const isPlain = !(await unit.isTrash(fromMailboxId));
  const [plain, special] = isPlain ? [plan.plain, plan.special] : [[], [...plan.plain, ...plan.special]];
  const uids = new Map<number, number>();
  if (plain.length > 0) {
    const firstUid = await unit.newUids(toMailboxId, plain.length);
    const sourceUids = plain.map((row) => row.uid);
    const copied = await insertCopies(tx, { accountId, fromMailboxId, toMailboxId, uids: sourceUids, unchangedSince: plan.modseq, firstUid, modseq: unit.modseq, now });
    if (copied !== plain.length) throw new OutOfDate();
    await addVisible(tx, accountId, plain.map((row) => row.email_id), unit.modseq);
    await count(unit, toMailboxId, plain);
    for (const [i, row] of plain.entries()) uids.set(row.uid, firstUid + i);
  }
  const changes = new EmailChanges(unit);
  const others = await copyInto(changes, fromMailboxId, special.map((row) => row.uid), toMailboxId);
  for (const [i, uid] of others.sourceUids.entries()) uids.set(uid, others.destinationUids[i] as number);
  unit.account.touch('Email');
  await changes.settle();
  const sourceUids = [...uids.keys()].sort((a, b) => a - b);
  return { uidValidity, sourceUids, destinationUids: sourceUids.map((uid) => uids.get(uid) as number) };
}

interface ThreadTotal {
  count: number;
  unread: number;
  latest: CopySource;
}

/** Counts what came into a mailbox; each was visible elsewhere, outside Trash, and still is. */
async function count(unit: MailUnit, mailboxId: number, rows: readonly CopySource[]): Promise<void> {
  const threads = new Map<number, ThreadTotal>();
  let [bytes, unseen, unreadEmails] = [0, 0, 0];
  for (const row of rows) {
    const unread = Number(isUnread(row.keyword_bits));
    bytes += row.size_bytes;
    unseen += Number((row.keyword_bits & SEEN) === 0);
    unreadEmails += unread;
    const thread = threads.get(row.thread_id);
    if (!thread) {
      threads.set(row.thread_id, { count: 1, unread, latest: row });
      continue;
    }
    thread.count += 1;
    thread.unread += unread;
    const { latest } = thread;
    if (row.received_at > latest.received_at || (row.received_at === latest.received_at && row.email_id > latest.email_id)) thread.latest = row;
  }
  await unit.countCopies(mailboxId, { messages: rows.length, bytes, unseen, unreadEmails });
  const isTrash = await unit.isTrash(mailboxId);
  for (const [threadId, { count: added, unread, latest }] of threads) {
    unit.threads.copied(mailboxId, threadId, { count: added, unread, latestReceived: latest.received_at, latestEmail: latest.email_id }, isTrash);
  }
}
