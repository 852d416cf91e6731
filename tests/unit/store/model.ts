/** What the store must hold after each operation, in the simplest form there is: maps, and every number counted anew. */
import { flagBits } from '../../../api/client/legacy.ts';

export interface ModelEmail {
  readonly id: number;
  threadId: number;
  readonly sizeBytes: number;
  readonly receivedAt: number;
  /** Message-IDs with the folded base subject: what threads are found by. */
  readonly threadKeys: readonly string[];
  keywords: Set<string>;
}

export interface ModelMembership {
  readonly email: ModelEmail;
  readonly receivedAt: number;
  deleted: boolean;
}

export interface ModelMailbox {
  readonly id: number;
  name: string;
  parentId: number;
  role: string | null;
  readonly uidValidity: number;
  /** No UID below this is given again. */
  uidNext: number;
  readonly messages: Map<number, ModelMembership>;
  readonly expunged: Set<number>;
}

export interface ModelCounters {
  total_emails: number;
  unread_emails: number;
  total_threads: number;
  unread_threads: number;
  message_count: number;
  unseen_count: number;
  size_bytes: number;
  deleted_count: number;
  deleted_bytes: number;
}

const isUnread = (email: ModelEmail): boolean => !email.keywords.has('$seen') && !email.keywords.has('$draft');

export class Model {
  readonly mailboxes = new Map<number, ModelMailbox>();
  readonly emails = new Map<number, ModelEmail>();
  readonly threadKeys = new Map<string, number>();
  usedBytes = 0;

  mailbox(id: number): ModelMailbox {
    const mailbox = this.mailboxes.get(id);
    if (!mailbox) throw new Error(`the model has no mailbox ${id}`);
    return mailbox;
  }

  /** All places of an Email. */
  places(email: ModelEmail): { mailbox: ModelMailbox; uid: number; membership: ModelMembership }[] {
    return [...this.mailboxes.values()].flatMap((mailbox) =>
      [...mailbox.messages].filter(([, membership]) => membership.email === email).map(([uid, membership]) => ({ mailbox, uid, membership })));
  }

  visiblePlaces(email: ModelEmail) {
    return this.places(email).filter(({ membership }) => !membership.deleted);
  }

  /** The thread that one of the keys leads to, the oldest of several (RFC 8621 §3). */
  threadOf(keys: readonly string[]): number | undefined {
    const found = keys.map((key) => this.threadKeys.get(key)).filter((id) => id !== undefined);
    return found.length > 0 ? Math.min(...found) : undefined;
  }

  begin(email: ModelEmail): void {
    this.emails.set(email.id, email);
    for (const key of email.threadKeys) if (!this.threadKeys.has(key)) this.threadKeys.set(key, email.threadId);
    this.usedBytes += email.sizeBytes;
  }

  put(mailboxId: number, uid: number, membership: ModelMembership): void {
    const mailbox = this.mailbox(mailboxId);
    if (uid < mailbox.uidNext) throw new Error(`UID ${uid} is not above ${mailbox.uidNext - 1}`);
    mailbox.uidNext = uid + 1;
    mailbox.messages.set(uid, membership);
  }

  /** Out of a mailbox; out of the last one, the Email is gone, and with the last Email its thread. */
  take(mailbox: ModelMailbox, uid: number): void {
    const email = mailbox.messages.get(uid)?.email;
    if (!email) return;
    mailbox.messages.delete(uid);
    mailbox.expunged.add(uid);
    if (this.places(email).length > 0) return;
    this.emails.delete(email.id);
    this.usedBytes -= email.sizeBytes;
    if ([...this.emails.values()].some((other) => other.threadId === email.threadId)) return;
    for (const [key, threadId] of this.threadKeys) if (threadId === email.threadId) this.threadKeys.delete(key);
  }

  counters(mailbox: ModelMailbox): ModelCounters {
    const all = [...mailbox.messages.values()];
    const visible = all.filter(({ deleted }) => !deleted);
    const deleted = all.filter((membership) => membership.deleted);
    const threads = new Set(visible.map(({ email }) => email.threadId));
    const bytes = (list: readonly ModelMembership[]): number => list.reduce((sum, { email }) => sum + email.sizeBytes, 0);
    return {
      total_emails: visible.length,
      unread_emails: visible.filter(({ email }) => isUnread(email)).length,
      total_threads: threads.size,
      unread_threads: [...threads].filter((threadId) => this.#isThreadUnread(threadId, mailbox.role === 'trash')).length,
      message_count: all.length,
      unseen_count: all.filter(({ email }) => !email.keywords.has('$seen')).length,
      size_bytes: bytes(all),
      deleted_count: deleted.length,
      deleted_bytes: bytes(deleted),
    };
  }

  /** RFC 8621 §2: in Trash only what is there counts, elsewhere what is only in Trash does not. */
  #isThreadUnread(threadId: number, inTrash: boolean): boolean {
    return [...this.emails.values()].some((email) => email.threadId === threadId && isUnread(email)
      && this.visiblePlaces(email).some(({ mailbox }) => (mailbox.role === 'trash') === inTrash));
  }

  visibleEmails(): Set<number> {
    return new Set([...this.emails.values()].filter((email) => this.visiblePlaces(email).length > 0).map(({ id }) => id));
  }

  visibleThreads(): Set<number> {
    return new Set([...this.emails.values()].filter((email) => this.visiblePlaces(email).length > 0).map(({ threadId }) => threadId));
  }
}

export const bitsOf = (keywords: ReadonlySet<string>): number =>
  [...keywords].reduce((bits, keyword) => bits | ((flagBits as Readonly<Record<string, number>>)[keyword] ?? 0), 0);
