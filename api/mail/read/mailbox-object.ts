import type { Mailbox, MailboxRights } from '../../../openapi/index.ts';
import type { Read } from '../../../db/index.ts';
import { grantsOn } from '../../../db/repositories/grants.ts';
import { type MailboxRow, mailboxesById, mailboxesOf, subscriptionsOf } from '../../../db/repositories/mailboxes.ts';
import { mayIn, type Reach, rightsIn } from '../../access/reach.ts';
import { ALL_RIGHTS, toMailboxRights } from '../../access/rights.ts';
import type { Core } from '../../core.ts';
import { toId } from '../../ids.ts';
import { readerCounters } from './reader-counters.ts';
import { accountOfViewer, shareeOf, type Viewer } from './viewer.ts';

/** The owner's; that the inbox cannot be deleted is no matter of rights. */
const ownersRights: MailboxRights = toMailboxRights(ALL_RIGHTS);

/** A mailbox as JMAP shows it to its owner (RFC 8621 §2). `shareWith` is there for those who ask ({@link sharesOf}). */
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

/** The rows of mailboxes that this viewer sees, in order of their numbers. @param ids only these; all where left out */
export async function visibleMailboxRows(read: Read, viewer: Viewer, ids?: readonly number[]): Promise<MailboxRow[]> {
  const account = accountOfViewer(viewer);
  const sharee = shareeOf(viewer);
  if (!sharee) return ids ? mailboxesById(read, account, ids) : mailboxesOf(read, account);
  return mailboxesById(read, account, ids ? ids.filter((id) => sharee.mailboxes.has(id)) : sharee.readable);
}

/** Mailboxes as JMAP shows them to this viewer. @param principalId who looks; @param counters whether unread counters will be shown: a sharee's cost something */
export async function mailboxObjects(core: Core, read: Read, viewer: Viewer, principalId: number, rows: readonly MailboxRow[], counters = true): Promise<Mailbox[]> {
  const subscribed = await subscribedMailboxes(read, principalId);
  const sharee = shareeOf(viewer);
  if (!sharee) return rows.map((row) => mailboxObject(row, subscribed.has(row.id)));
  const counted = counters && rows.length > 0 ? await readerCounters(core, read, sharee) : undefined;
  return rows.map((row) => ({
    ...mailboxObject(row, subscribed.has(row.id)),
    // What lies above it is none of their business, unless they see that, too.
    parentId: sharee.mailboxes.has(row.parent_id) ? toId('mailbox', row.parent_id) : null,
    unreadEmails: counted?.get(row.id)?.unreadEmails ?? 0,
    unreadThreads: counted?.get(row.id)?.unreadThreads ?? 0,
    myRights: toMailboxRights(rightsIn(sharee, row.id)),
  }));
}

/** `shareWith` of those among these mailboxes that the viewer may share (RFC 9670 §4; the mail-sharing draft): grants by Principal; null where there are none. */
export async function sharesOf(read: Read, viewer: Viewer, mailboxIds: readonly number[]): Promise<Map<number, Record<string, MailboxRights>>> {
  const sharee: Reach | undefined = shareeOf(viewer);
  const own = sharee ? mailboxIds.filter((id) => mayIn(sharee, id, 'a')) : mailboxIds;
  const shares = new Map<number, Record<string, MailboxRights>>();
  if (own.length === 0) return shares;
  for (const { object_id: id, principal_id: principal, rights } of await grantsOn(read, own)) {
    const share = shares.get(id) ?? {};
    share[toId('principal', principal)] = toMailboxRights(rights);
    shares.set(id, share);
  }
  return shares;
}

/** Which mailboxes a person has subscribed to. */
export async function subscribedMailboxes(read: Read, principalId: number): Promise<ReadonlySet<number>> {
  const rows = await subscriptionsOf(read, principalId);
  return new Set(rows.filter((row) => row.subscribed).map((row) => row.mailbox_id));
}
