/** The question that a folder's list asks. */
import type { EmailComparator, EmailFilter } from '../../../openapi/generated/jmap.ts';
import type { ListFilter, ListSort } from '../../app/paths.ts';
import { type Folder, type ListQuery, newestFirst } from '../../store/types.ts';

const ascending = (property: string): EmailComparator => ({ property, isAscending: true });

const orders: Readonly<Record<ListSort, readonly EmailComparator[]>> = {
  newest: newestFirst,
  oldest: [ascending('receivedAt')],
  sender: [ascending('from'), ...newestFirst],
  subject: [ascending('subject'), ...newestFirst],
  size: [{ property: 'size', isAscending: false }, ...newestFirst],
};

const conditions: Readonly<Record<ListFilter, EmailFilter>> = {
  unread: { notKeyword: '$seen' },
  flagged: { hasKeyword: '$flagged' },
  attachments: { hasAttachment: true },
};

export interface ListWishes {
  readonly accountId: string;
  readonly mailboxId: string;
  readonly filter: ListFilter | undefined;
  readonly sort: ListSort;
  readonly conversations: boolean;
  readonly role: Folder['role'] | undefined;
}

export function listQuery({ accountId, mailboxId, filter, sort, conversations, role }: ListWishes): ListQuery {
  const order = sort === 'sender' && showsRecipients(role) ? [ascending('to'), ...newestFirst] : orders[sort];
  return {
    accountId,
    filter: { inMailbox: mailboxId, ...(filter ? conditions[filter] : {}) },
    sort: order,
    // A draft is a thing of its own, also where it answers something.
    collapseThreads: conversations && role !== 'drafts',
  };
}

/** In what one has written oneself, everybody knows the sender. */
export function showsRecipients(role: Folder['role'] | undefined): boolean {
  return role === 'sent' || role === 'drafts' || role === 'scheduled';
}
