/** The numbers that protocols show of a mailbox, counted anew (RFC 8621 §2, RFC 9051 §6.3.11). */
import type { Model } from './model.ts';
import type { Email, Mailbox, Who } from './parts.ts';

export interface JmapCounters {
  readonly totalEmails: number;
  readonly unreadEmails: number;
  readonly totalThreads: number;
  readonly unreadThreads: number;
}

export function jmapCounters(model: Model, who: Who, mailbox: Mailbox): JmapCounters {
  const emails = mailbox.messages.filter((each) => !each.deleted).map(({ email }) => email);
  const isUnread = (email: Email): boolean => !model.hasSeen(who, email) && !email.keywords.has('$draft');
  const isTrash = mailbox.role === 'trash';
  // In Trash only what is there counts; elsewhere what is only in Trash does not.
  const unread = new Set(model.visibleEmails(who, mailbox.owner)
    .filter((email) => isUnread(email) && model.visiblePlaces(who, email).some((place) => (place.role === 'trash') === isTrash)).map((email) => email.thread));
  const threads = new Set(emails.map((email) => email.thread));
  return {
    totalEmails: emails.length, unreadEmails: emails.filter(isUnread).length, totalThreads: threads.size,
    unreadThreads: [...threads].filter((thread) => unread.has(thread)).length,
  };
}

export interface ImapCounters {
  readonly messages: number;
  readonly unseen: number;
  readonly deleted: number;
  readonly sizeBytes: number;
}

export function imapCounters(model: Model, who: Who, { messages }: Mailbox): ImapCounters {
  return {
    messages: messages.length,
    unseen: messages.filter(({ email }) => !model.hasSeen(who, email)).length,
    deleted: messages.filter((each) => each.deleted).length,
    sizeBytes: messages.reduce((sum, { email }) => sum + (email.content.sizeBytes ?? 0), 0),
  };
}
