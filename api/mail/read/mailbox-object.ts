import type { Mailbox, MailboxRights } from '../../../openapi/index.ts';
import type { Read } from '../../../db/index.ts';
import { type MailboxRow, subscriptionsOf } from '../../../db/repositories/mailboxes.ts';
import { toId } from '../../ids.ts';

/** The owner's; that the inbox cannot be deleted is no matter of rights. */
const ownersRights: MailboxRights = {
  mayReadItems: true, mayAddItems: true, mayRemoveItems: true, maySetSeen: true, maySetKeywords: true, mayCreateChild: true, mayRename: true, mayDelete: true,
  maySubmit: true,
};

/** A mailbox as JMAP shows it to a person (RFC 8621 §2). `shareWith` is there for those who ask. */
export function mailboxObject(row: MailboxRow, isSubscribed: boolean): Mailbox {
  return {
    id: toId('mailbox', row.id),
    name: row.name,
    parentId: row.parent_id === 0 ? null : toId('mailbox', row.parent_id),
    role: row.role as Mailbox['role'] & string | null,
    sortOrder: row.sort_order,
    totalEmails: row.total_emails,
    unreadEmails: row.unread_emails,
    totalThreads: row.total_threads,
    unreadThreads: row.unread_threads,
    myRights: ownersRights,
    isSubscribed,
    shareWith: null,
  };
}

/** Which mailboxes a person has subscribed to. */
export async function subscribedMailboxes(read: Read, principalId: number): Promise<ReadonlySet<number>> {
  const rows = await subscriptionsOf(read, principalId);
  return new Set(rows.filter((row) => row.subscribed).map((row) => row.mailbox_id));
}
