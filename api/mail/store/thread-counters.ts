import { bury, unbury } from '../../../db/repositories/tombstones.ts';
import {
  addToThreads, deleteEmptyThreads, insertThread, setThreadsCreated, threadMailboxes, type ThreadMailboxRow, type ThreadRow, threadsById,
} from '../../../db/repositories/threads.ts';
import type { CountedMessage, MailUnit } from './mail-unit.ts';
import { type Pair, pairKey, writePairs } from './thread-mailboxes.ts';

interface EmailDelta {
  threadId: number;
  /** Changes of how many visible memberships it has outside Trash and in Trash, unread ones only. */
  elsewhere: number;
  trash: number;
}

/** Some visible Emails of a thread. */
export interface ThreadPart {
  readonly count: number;
  readonly unread: number;
  /** The newest of them. */
  readonly latestReceived: number;
  readonly latestEmail: number;
}

/**
 * Keeps `thread` and `thread_mailbox`, and from them how many (unread) threads each mailbox shows (RFC 8621 §2: a thread is unread where one of its
 * Emails is; Emails that are only in Trash do not make it unread elsewhere, and in Trash only those count that are there).
 */
export class ThreadCounters {
  readonly #unit: MailUnit;
  readonly #pairs = new Map<string, Pair>();
  /** Threads and how their count of visible Emails changes. */
  readonly #visible = new Map<number, number>();
  /** Unread visible memberships per Email, before → after, to see which Emails begin or cease to count as unread. */
  readonly #unread = new Map<number, EmailDelta>();
  readonly #before = new Map<number, { elsewhere: number; trash: number }>();
  /** What {@link unreadIn} told, by thread. */
  readonly #seen = new Map<number, { unread: number; trashUnread: number }>();
  readonly #fresh = new Set<number>();
  readonly #emptied = new Set<number>();

  constructor(unit: MailUnit) {
    this.#unit = unit;
  }

  /** A thread that begins with this unit: its row is written at the end, with its counts. */
  begin(threadId: number): void {
    this.#fresh.add(threadId);
  }

  /** An Email became visible (+1), ceased to be (−1), or is so in other mailboxes (0): Thread/changes tells of it. */
  email(threadId: number, change: -1 | 0 | 1): void {
    this.#visible.set(threadId, (this.#visible.get(threadId) ?? 0) + change);
  }

  /** An Email's row went away: its thread may be empty now. */
  emailRemoved(threadId: number): void {
    this.#emptied.add(threadId);
  }

  /** How many unread visible memberships an Email had before the unit; told once per Email, before its memberships are counted. */
  unreadBefore(emailId: number, elsewhere: number, trash: number): void {
    if (!this.#before.has(emailId)) this.#before.set(emailId, { elsewhere, trash });
  }

  /** Called by {@link MailUnit.count} for visible memberships. */
  membership(mailboxId: number, message: CountedMessage, unread: boolean, sign: 1 | -1): void {
    const pair = this.#pair(mailboxId, message.threadId);
    pair.count += sign;
    if (unread) pair.unread += sign;
    if (sign > 0) {
      // Counted out and in again with other properties.
      if (pair.leftEmail === message.emailId && pair.leftReceived === message.receivedAt) pair.leftEmail = 0;
      added(pair, message.receivedAt, message.emailId);
    } else {
      if (pair.leftEmail !== 0) pair.manyLeft = true;
      pair.leftEmail = message.emailId;
      pair.leftReceived = message.receivedAt;
    }
    if (!unread) return;
    const delta = this.#unread.get(message.emailId) ?? { threadId: message.threadId, elsewhere: 0, trash: 0 };
    // Which mailbox is Trash is known when the unit ends.
    this.#unread.set(message.emailId, delta);
    this.#pendingTrash.push([delta, mailboxId, sign]);
  }

  readonly #pendingTrash: [EmailDelta, number, 1 | -1][] = [];

  /**
   * An Email became unread (+1) or ceased to be (−1) and changed in nothing else that is counted.
   * @param mailboxIds where it is visible, other mailboxes than Trash
   * @param trashId Trash, where it is visible there
   */
  unread(threadId: number, by: 1 | -1, mailboxIds: readonly number[], trashId: number | undefined): void {
    this.unreadIn(threadId, mailboxIds.length > 0 ? by : 0, trashId !== undefined ? by : 0);
    for (const mailboxId of mailboxIds) this.#pair(mailboxId, threadId).unread += by;
    if (trashId !== undefined) this.#pair(trashId, threadId).unread += by;
  }

  /** Visible Emails of a thread came into a mailbox where they were not, and had been seen elsewhere. */
  came(mailboxId: number, threadId: number, some: ThreadPart): void {
    this.email(threadId, 0);
    const pair = this.#pair(mailboxId, threadId);
    pair.count += some.count;
    pair.unread += some.unread;
    added(pair, some.latestReceived, some.latestEmail);
  }

  /** They left another one, in which they were visible, and are still to be seen. */
  left(mailboxId: number, threadId: number, some: ThreadPart): void {
    const pair = this.#pair(mailboxId, threadId);
    pair.count -= some.count;
    pair.unread -= some.unread;
    if (pair.leftEmail !== 0) pair.manyLeft = true;
    // If the newest of all was among those that went, it was the newest of them.
    pair.leftEmail = some.latestEmail;
    pair.leftReceived = some.latestReceived;
  }

  /** So many more, or fewer, unread Emails of a thread are to be seen outside Trash, and in it. */
  unreadIn(threadId: number, elsewhere: number, trash: number): void {
    let thread = this.#seen.get(threadId);
    if (!thread) this.#seen.set(threadId, (thread = { unread: 0, trashUnread: 0 }));
    thread.unread += elsewhere;
    thread.trashUnread += trash;
  }

  async flush(): Promise<void> {
    const { tx, account } = this.#unit;
    for (const [delta, mailboxId, sign] of this.#pendingTrash.splice(0)) {
      if (await this.#unit.isTrash(mailboxId)) delta.trash += sign;
      else delta.elsewhere += sign;
    }
    const threadDeltas = this.#threadDeltas();
    const ids = [...new Set([...threadDeltas.keys(), ...[...this.#pairs.values()].map((pair) => pair.threadId)])];
    if (ids.length > 0) {
      const known = ids.filter((id) => !this.#fresh.has(id));
      const rows = new Map((known.length > 0 ? await threadsById(tx, known) : []).map((row) => [row.id, row]));
      const pairs = known.length > 0 ? await threadMailboxes(tx, known) : [];
      await writePairs(this.#unit, this.#pairs.values(), pairs);
      await this.#countMailboxes(rows, pairs, threadDeltas);
      await this.#writeThreads(rows, threadDeltas);
    }
    // Also where nothing was visible any more: EXPUNGE takes away what was marked before.
    if (this.#emptied.size > 0) await deleteEmptyThreads(tx, account.id, [...this.#emptied]);
  }

  #pair(mailboxId: number, threadId: number): Pair {
    const key = pairKey(mailboxId, threadId);
    let pair = this.#pairs.get(key);
    if (!pair) {
      pair = { mailboxId, threadId, count: 0, unread: 0, addedReceived: -1, addedEmail: 0, leftEmail: 0, leftReceived: 0, manyLeft: false };
      this.#pairs.set(key, pair);
    }
    return pair;
  }

  #threadDeltas(): Map<number, { emails: number; unread: number; trashUnread: number }> {
    const deltas = new Map<number, { emails: number; unread: number; trashUnread: number }>();
    const of = (id: number) => {
      let delta = deltas.get(id);
      if (!delta) deltas.set(id, (delta = { emails: 0, unread: 0, trashUnread: 0 }));
      return delta;
    };
    // A thread begins with its first message, also where that one is hidden from the start (APPEND with `\\Deleted`).
    for (const threadId of this.#fresh) of(threadId);
    for (const [threadId, change] of this.#visible) of(threadId).emails += change;
    for (const [threadId, change] of this.#seen) {
      const delta = of(threadId);
      delta.unread += change.unread;
      delta.trashUnread += change.trashUnread;
    }
    for (const [emailId, change] of this.#unread) {
      const before = this.#before.get(emailId) ?? { elsewhere: 0, trash: 0 };
      const delta = of(change.threadId);
      delta.unread += Number(before.elsewhere + change.elsewhere > 0) - Number(before.elsewhere > 0);
      delta.trashUnread += Number(before.trash + change.trash > 0) - Number(before.trash > 0);
    }
    return deltas;
  }

  /** Differences in how many threads, and unread threads, each mailbox shows. */
  async #countMailboxes(
    rows: ReadonlyMap<number, ThreadRow>, pairs: readonly ThreadMailboxRow[], deltas: ReadonlyMap<number, { unread: number; trashUnread: number }>,
  ): Promise<void> {
    const totals = new Map<number, { total: number; unread: number }>();
    const add = async (mailboxId: number, threadId: number, sign: 1 | -1, after: boolean): Promise<void> => {
      const row = rows.get(threadId);
      const delta = after ? deltas.get(threadId) : undefined;
      const unread = (await this.#unit.isTrash(mailboxId))
        ? (row?.trash_unread ?? 0) + (delta?.trashUnread ?? 0)
        : (row?.unread ?? 0) + (delta?.unread ?? 0);
      const sums = totals.get(mailboxId) ?? { total: 0, unread: 0 };
      sums.total += sign;
      if (unread > 0) sums.unread += sign;
      totals.set(mailboxId, sums);
    };
    const seen = new Set<string>();
    for (const row of pairs) {
      const key = pairKey(row.mailbox_id, row.thread_id);
      seen.add(key);
      await add(row.mailbox_id, row.thread_id, -1, false);
      if (row.email_count + (this.#pairs.get(key)?.count ?? 0) > 0) await add(row.mailbox_id, row.thread_id, 1, true);
    }
    for (const [key, pair] of this.#pairs) {
      if (!seen.has(key) && pair.count > 0) await add(pair.mailboxId, pair.threadId, 1, true);
    }
    for (const [mailboxId, sums] of totals) await this.#unit.countThreads(mailboxId, sums.total, sums.unread);
  }

  async #writeThreads(rows: ReadonlyMap<number, ThreadRow>, deltas: ReadonlyMap<number, { emails: number; unread: number; trashUnread: number }>): Promise<void> {
    const { tx, account, modseq, now } = this.#unit;
    const groups = new Map<string, { by: { emails: number; unread: number; trashUnread: number }; changed: boolean; ids: number[] }>();
    const created: number[] = [];
    const destroyed: { id: number; created: number }[] = [];
    for (const [id, by] of deltas) {
      if (this.#fresh.has(id)) {
        await insertThread(tx, { id, account_id: account.id, created_modseq: modseq, changed_modseq: modseq, email_count: by.emails, unread: by.unread, trash_unread: by.trashUnread });
        account.touch('Thread');
        continue;
      }
      const changed = this.#visible.has(id);
      if (!changed && by.unread === 0 && by.trashUnread === 0) continue;
      const key = `${by.emails}:${by.unread}:${by.trashUnread}:${changed}`;
      const group = groups.get(key) ?? { by, changed, ids: [] };
      group.ids.push(id);
      groups.set(key, group);
      const row = rows.get(id);
      const before = row?.email_count ?? 0;
      if (before === 0 && before + by.emails > 0 && row) created.push(id);
      if (before > 0 && before + by.emails <= 0 && row) destroyed.push({ id, created: row.created_modseq });
    }
    for (const { by, changed, ids } of groups.values()) {
      await addToThreads(tx, ids, by, changed ? modseq : null);
      if (changed) account.touch('Thread');
    }
    if (created.length > 0) {
      await setThreadsCreated(tx, created, modseq);
      await unbury(tx, account.id, 'Thread', created);
    }
    await bury(tx, account.id, 'Thread', destroyed, modseq, now);
  }
}

function added(pair: Pair, receivedAt: number, emailId: number): void {
  if (receivedAt < pair.addedReceived || (receivedAt === pair.addedReceived && emailId <= pair.addedEmail)) return;
  pair.addedReceived = receivedAt;
  pair.addedEmail = emailId;
}
