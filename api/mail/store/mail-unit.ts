import { applyMailboxCounters, type MailboxCounters, type MailboxRow, mailboxById } from '../../../db/repositories/mailboxes.ts';
import type { Unit, UnitAccount } from '../../../db/index.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { cancelThrownAway } from '../../transport/cancel-submissions.ts';
import { isUnread, SEEN } from './keywords.ts';
import { ThreadCounters } from './thread-counters.ts';

/** One membership as the counters see it. */
export interface CountedMessage {
  readonly emailId: number;
  readonly threadId: number;
  readonly receivedAt: number;
  readonly sizeBytes: number;
  readonly bits: number;
  readonly deleted: boolean;
}

/** Sums over messages of a mailbox, none of them marked `\Deleted`. */
export interface VisibleMessages {
  readonly messages: number;
  readonly bytes: number;
  readonly unseen: number;
  readonly unreadEmails: number;
}

interface OpenMailbox {
  readonly row: MailboxRow;
  readonly by: MailboxCounters;
  uidNext: number;
  /** JMAP's counters changed, not only `\Deleted` or flags that are not counted. */
  counted: boolean;
  touched: boolean;
}

/**
 * The mail of one account inside one unit: hands out UIDs, keeps every counter (design §5: exact, in the same transaction), and writes them once at the
 * end. Whoever adds, removes or changes a membership says so here; nobody else touches counters.
 */
export class MailUnit {
  readonly tx: Unit;
  readonly account: UnitAccount;
  readonly now: number;
  readonly threads: ThreadCounters;
  readonly #mailboxes = new Map<number, OpenMailbox>();
  /** Emails that were taken out of a mailbox where messages may wait for their time. */
  readonly #maybeHeld: number[] = [];

  constructor(tx: Unit, accountId: number, now: number) {
    this.tx = tx;
    this.account = tx.account(accountId);
    this.now = now;
    this.threads = new ThreadCounters(this);
  }

  get modseq(): number {
    return this.account.modseq;
  }

  /** @throws CoreError mailboxNotFound */
  async mailbox(id: number): Promise<MailboxRow> {
    return (await this.#open(id)).row;
  }

  async isTrash(id: number): Promise<boolean> {
    return (await this.#open(id)).row.role === 'trash';
  }

  /** Emails were taken out of a mailbox; whoever does so says it here, once for all of them. */
  async took(mailboxId: number, emailIds: readonly number[]): Promise<void> {
    const { role } = (await this.#open(mailboxId)).row;
    if (role === 'sent' || role === 'scheduled') for (const id of emailIds) this.#maybeHeld.push(id);
  }

  /** Takes `count` UIDs; returns the first. */
  async newUids(mailboxId: number, count: number): Promise<number> {
    const open = await this.#open(mailboxId);
    const first = open.uidNext;
    open.uidNext += count;
    if (open.uidNext > 0xffffffff) throw new CoreError('unavailable', 'This folder has used up its message numbers; make a new one.');
    open.touched = true;
    return first;
  }

  /** A membership came (+1) or went (−1), or is there with other properties: said as −1 of before and +1 of after. */
  async count(mailboxId: number, message: CountedMessage, sign: 1 | -1): Promise<void> {
    const open = await this.#open(mailboxId);
    open.touched = true;
    const { by } = open;
    by.messages += sign;
    by.bytes += sign * message.sizeBytes;
    if (!(message.bits & SEEN)) by.unseen += sign;
    if (message.deleted) {
      by.deleted += sign;
      by.deletedBytes += sign * message.sizeBytes;
      return;
    }
    open.counted = true;
    by.totalEmails += sign;
    const unread = isUnread(message.bits);
    if (unread) by.unreadEmails += sign;
    this.threads.membership(mailboxId, message, unread, sign);
  }

  /** Visible messages came into a mailbox where they were not (+1), or left one (−1); threads are counted by {@link ThreadCounters.came} and `left`. */
  async countVisible(mailboxId: number, { messages, bytes, unseen, unreadEmails }: VisibleMessages, sign: 1 | -1): Promise<void> {
    const open = await this.#open(mailboxId);
    open.touched = open.counted = true;
    open.by.messages += sign * messages;
    open.by.bytes += sign * bytes;
    open.by.unseen += sign * unseen;
    open.by.totalEmails += sign * messages;
    open.by.unreadEmails += sign * unreadEmails;
  }

  /** Messages that were marked `\Deleted` left a mailbox: no counter of JMAP's shows them. */
  async countExpunged(mailboxId: number, { messages, bytes, unseen }: { messages: number; bytes: number; unseen: number }): Promise<void> {
    const open = await this.#open(mailboxId);
    open.touched = true;
    open.by.messages -= messages;
    open.by.bytes -= bytes;
    open.by.unseen -= unseen;
    open.by.deleted -= messages;
    open.by.deletedBytes -= bytes;
  }

  /** Memberships of a mailbox became seen or unseen, read or unread, and changed in nothing else; threads are counted by {@link ThreadCounters.unread}. */
  async countSeen(mailboxId: number, unseen: number, unread: number): Promise<void> {
    const open = await this.#open(mailboxId);
    open.touched = true;
    open.by.unseen += unseen;
    open.by.unreadEmails += unread;
    if (unread !== 0) open.counted = true;
  }

  /** The mailbox's messages changed in a way that no counter shows (another flag). */
  async touch(mailboxId: number): Promise<void> {
    (await this.#open(mailboxId)).touched = true;
  }

  /** Threads of a mailbox, counted by {@link ThreadCounters}. */
  async countThreads(mailboxId: number, total: number, unread: number): Promise<void> {
    if (total === 0 && unread === 0) return;
    const open = await this.#open(mailboxId);
    open.by.totalThreads += total;
    open.by.unreadThreads += unread;
    open.counted = true;
  }

  /** Writes counters and marks what changed. Called once, last. */
  async flush(): Promise<void> {
    await this.threads.flush();
    if (this.#maybeHeld.length > 0) await cancelThrownAway(this.tx, this.account.id, this.#maybeHeld);
    for (const [id, open] of this.#mailboxes) {
      if (!open.touched && !open.counted) continue;
      // A unit may count the same thing out and in again; a membership that only changed must not look like a new one.
      await applyMailboxCounters(this.tx, id, open.by, open.uidNext, open.touched ? this.modseq : open.row.highest_modseq, open.counted, this.modseq);
      this.account.mailboxIds.add(id);
      if (open.counted) this.account.touch('Mailbox');
    }
  }

  async #open(id: number): Promise<OpenMailbox> {
    let open = this.#mailboxes.get(id);
    if (!open) {
      const row = await mailboxById(this.tx, this.account.id, id);
      if (!row) throw new CoreError('mailboxNotFound', `There is no folder ${toId('mailbox', id)} here.`);
      const by = { totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0, messages: 0, unseen: 0, bytes: 0, deleted: 0, deletedBytes: 0 };
      open = { row, by, uidNext: row.uid_next, counted: false, touched: false };
      this.#mailboxes.set(id, open);
    }
    return open;
  }
}
