import { deleteEmails, type EmailRow, emailsById, insertEmail, setKeywords, setVisible } from '../../../db/repositories/emails.ts';
import { expungeMemberships } from '../../../db/repositories/expunges.ts';
import {
  insertMemberships, insertPast, type MembershipRow, membershipsOfEmails, type PastInterval, setDeleted, stampMemberships,
} from '../../../db/repositories/memberships.ts';
import { bury, unbury } from '../../../db/repositories/tombstones.ts';
import { isUnread } from './keywords.ts';
import type { CountedMessage, MailUnit } from './mail-unit.ts';

/** An Email inside a unit: its row as it will be, and its memberships by mailbox. */
export interface OpenEmail {
  readonly row: EmailRow;
  readonly memberships: Map<number, MembershipRow>;
  /** Visible memberships before the unit. */
  readonly visibleBefore: number;
  /** Visible memberships changed, so that JMAP must hear of it. */
  moved: boolean;
}

/**
 * Changes to Emails of one account, gathered and then written set-based: ten thousand messages are a handful of statements (design §6). The rules of
 * visibility, tombstones, intervals and mod-sequences live here and nowhere else (design §4, §5).
 */
export class EmailChanges {
  readonly unit: MailUnit;
  readonly #emails = new Map<number, OpenEmail>();
  readonly #inserted: MembershipRow[] = [];
  readonly #removed = new Map<number, { readonly uids: number[]; readonly emailIds: number[] }>();
  /** What was changed, not how: an Email that changes twice in a unit is written as it is at the end. */
  readonly #marked = new Set<MembershipRow>();
  readonly #keywords = new Set<EmailRow>();
  readonly #past: PastInterval[] = [];
  readonly #new = new Set<number>();

  constructor(unit: MailUnit) {
    this.unit = unit;
  }

  /** Reads Emails with all their memberships. Ids that are not there are left out. */
  async load(ids: ArrayLike<number>): Promise<void> {
    const missing = Array.from(ids).filter((id) => !this.#emails.has(id));
    if (missing.length === 0) return;
    const { tx, account } = this.unit;
    const loaded = new Map<number, OpenEmail>();
    for (const row of await emailsById(tx, account.id, missing)) {
      loaded.set(row.id, { row, memberships: new Map(), visibleBefore: row.visible, moved: false });
    }
    for (const membership of await membershipsOfEmails(tx, account.id, missing)) {
      loaded.get(membership.email_id)?.memberships.set(membership.mailbox_id, membership);
    }
    for (const [id, email] of loaded) {
      this.#emails.set(id, email);
      let elsewhere = 0;
      let trash = 0;
      if (isUnread(email.row.keyword_bits)) {
        for (const membership of email.memberships.values()) {
          if (membership.deleted) continue;
          if (await this.unit.isTrash(membership.mailbox_id)) trash += 1;
          else elsewhere += 1;
        }
      }
      this.unit.threads.unreadBefore(id, elsewhere, trash);
    }
  }

  get(id: number): OpenEmail | undefined {
    return this.#emails.get(id);
  }

  /** Takes in an Email that begins with this unit: its row is written at the end, with what became of it. */
  begin(row: EmailRow): OpenEmail {
    this.#new.add(row.id);
    const email: OpenEmail = { row, memberships: new Map(), visibleBefore: 0, moved: false };
    this.#emails.set(row.id, email);
    this.unit.threads.unreadBefore(row.id, 0, 0);
    return email;
  }

  /** Rows of the Emails that begin with this unit. */
  begun(): EmailRow[] {
    return [...this.#new].map((id) => this.#emails.get(id)?.row).filter((row) => row !== undefined);
  }

  /** Gives an Email these keywords. @returns whether anything changed */
  async setKeywords(email: OpenEmail, bits: number, extra: string | null): Promise<boolean> {
    const { row } = email;
    if (row.keyword_bits === bits && row.extra_keywords === extra) return false;
    const counted = ((row.keyword_bits ^ bits) & 9) !== 0;
    for (const membership of email.memberships.values()) {
      if (counted) {
        await this.unit.count(membership.mailbox_id, counting(row, membership, row.keyword_bits), -1);
        await this.unit.count(membership.mailbox_id, counting(row, membership, bits), 1);
      } else {
        await this.unit.touch(membership.mailbox_id);
      }
      membership.modseq = this.unit.modseq;
    }
    row.keyword_bits = bits;
    row.extra_keywords = extra;
    row.changed_modseq = this.unit.modseq;
    this.#keywords.add(row);
    return true;
  }

  /** Marks a membership `\Deleted` or takes the mark off. @returns whether anything changed */
  async mark(email: OpenEmail, mailboxId: number, deleted: boolean): Promise<boolean> {
    const membership = email.memberships.get(mailboxId);
    if (!membership || Boolean(membership.deleted) === deleted) return false;
    await this.unit.count(mailboxId, counting(email.row, membership), -1);
    if (deleted) this.#close(email, membership);
    else membership.visible_from = this.unit.modseq;
    membership.deleted = deleted ? 1 : 0;
    membership.modseq = this.unit.modseq;
    await this.unit.count(mailboxId, counting(email.row, membership), 1);
    this.#seen(email, deleted ? -1 : 1);
    this.#marked.add(membership);
    return true;
  }

  /** Puts an Email into a mailbox where it is not. @returns its UID there */
  async add(email: OpenEmail, mailboxId: number, options: { receivedAt: number; deleted?: boolean; uid?: number }): Promise<number> {
    const { modseq, account, now } = this.unit;
    const uid = options.uid ?? (await this.unit.newUids(mailboxId, 1));
    const membership: MembershipRow = {
      mailbox_id: mailboxId, uid, account_id: account.id, email_id: email.row.id, modseq, created_modseq: modseq, visible_from: modseq, saved_at: now,
      received_at: options.receivedAt, deleted: options.deleted ? 1 : 0,
    };
    email.memberships.set(mailboxId, membership);
    this.#inserted.push(membership);
    await this.unit.count(mailboxId, counting(email.row, membership), 1);
    if (!options.deleted) this.#seen(email, 1);
    return uid;
  }

  /** Takes an Email out of a mailbox; out of the last one, it is gone. */
  async remove(email: OpenEmail, mailboxId: number): Promise<void> {
    const membership = email.memberships.get(mailboxId);
    if (!membership) return;
    await this.unit.count(mailboxId, counting(email.row, membership), -1);
    if (!membership.deleted) {
      this.#close(email, membership);
      this.#seen(email, -1);
    }
    email.memberships.delete(mailboxId);
    let removed = this.#removed.get(mailboxId);
    if (!removed) this.#removed.set(mailboxId, (removed = { uids: [], emailIds: [] }));
    removed.uids.push(membership.uid);
    removed.emailIds.push(email.row.id);
  }

  /** Writes everything, then the counters. Called once, last. */
  async settle(): Promise<void> {
    const { tx, account, modseq, now } = this.unit;
    for (const id of this.#new) {
      const email = this.#emails.get(id);
      if (email && email.memberships.size > 0) await insertEmail(tx, email.row);
    }
    for (const [mailboxId, { uids, emailIds }] of this.#removed) {
      await expungeMemberships(tx, mailboxId, uids, modseq, now);
      await this.unit.took(mailboxId, emailIds);
    }
    await insertMemberships(tx, this.#inserted.filter((row) => this.#emails.get(row.email_id)?.memberships.get(row.mailbox_id) === row));
    for (const [first, ...more] of alike(this.#marked, (row) => `${row.mailbox_id}:${row.deleted}`)) {
      await setDeleted(tx, first.mailbox_id, [first, ...more].map((row) => row.uid), first.deleted === 1, modseq);
    }
    await insertPast(tx, this.#past);
    for (const [first, ...more] of alike(this.#keywords, (row) => `${row.keyword_bits} ${row.extra_keywords ?? ''}`)) {
      await setKeywords(tx, account.id, [first, ...more].map((row) => row.id), first.keyword_bits, first.extra_keywords, modseq);
    }
    if (this.#keywords.size > 0) {
      await stampMemberships(tx, account.id, [...this.#keywords].map((row) => row.id), modseq);
      account.touch('Email');
    }
    await this.#settleVisibility();
    await this.unit.flush();
  }

  async #settleVisibility(): Promise<void> {
    const { tx, account, modseq, now, threads } = this.unit;
    const groups = new Map<string, { visible: number; created: boolean; ids: number[] }>();
    const reborn: number[] = [];
    const destroyed: { id: number; created: number }[] = [];
    const removed: number[] = [];
    for (const email of this.#emails.values()) {
      const { row } = email;
      if (email.moved) {
        const [before, after] = [email.visibleBefore, row.visible];
        if (before === 0 && after > 0) {
          threads.email(row.thread_id, 1);
          reborn.push(row.id);
        } else if (before > 0 && after === 0) {
          threads.email(row.thread_id, -1);
          destroyed.push({ id: row.id, created: row.created_modseq });
        } else if (after > 0) {
          threads.email(row.thread_id, 0);
        }
        account.touch('Email');
      }
      if (email.memberships.size === 0) {
        removed.push(row.id);
        account.usedBytes -= row.size_bytes;
        account.usedCount -= 1;
        threads.emailRemoved(row.thread_id);
      } else if (email.moved && !this.#new.has(row.id)) {
        const created = email.visibleBefore === 0 && row.visible > 0;
        if (created) row.created_modseq = modseq;
        const key = `${row.visible}:${created}`;
        const group = groups.get(key) ?? { visible: row.visible, created, ids: [] };
        group.ids.push(row.id);
        groups.set(key, group);
      }
    }
    for (const { visible, created, ids } of groups.values()) await setVisible(tx, account.id, ids, visible, modseq, created);
    await unbury(tx, account.id, 'Email', reborn.filter((id) => !this.#new.has(id)));
    await bury(tx, account.id, 'Email', destroyed, modseq, now);
    if (removed.length > 0) await deleteEmails(tx, account.id, removed);
  }

  #seen(email: OpenEmail, by: 1 | -1): void {
    email.row.visible += by;
    email.moved = true;
  }

  #close(email: OpenEmail, membership: MembershipRow): void {
    const { modseq, account, now } = this.unit;
    if (membership.visible_from === modseq) return;
    this.#past.push({
      mailbox_id: membership.mailbox_id, uid: membership.uid, from_modseq: membership.visible_from, to_modseq: modseq, account_id: account.id,
      email_id: email.row.id, thread_id: email.row.thread_id, closed_at: now,
    });
  }
}

/** Groups of those that one statement writes. */
function alike<T>(items: Iterable<T>, key: (item: T) => string): Iterable<[T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups.values();
}

function counting(row: EmailRow, membership: MembershipRow, bits = row.keyword_bits): CountedMessage {
  return {
    emailId: row.id, threadId: row.thread_id, receivedAt: membership.received_at, sizeBytes: row.size_bytes, bits, deleted: membership.deleted === 1,
  };
}
