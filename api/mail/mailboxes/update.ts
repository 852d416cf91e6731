import { grantsOn } from '../../../db/repositories/grants.ts';
import { mailboxesOf, updateMailbox as writeMailbox } from '../../../db/repositories/mailboxes.ts';
import { stampReaderMailboxes } from '../../../db/repositories/reader-mailboxes.ts';
import { sql, type Unit } from '../../../db/index.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { checkPlace, type MailboxLimits, setSubscribed } from './create.ts';
import { MailboxTree } from './tree.ts';

/** Properties to change; what is absent stays. */
export interface MailboxPatch {
  readonly name?: string;
  /** 0 at the top. */
  readonly parentId?: number;
  readonly role?: string | null;
  readonly sortOrder?: number;
  readonly subscribed?: boolean;
}

/**
 * Rights are checked by who calls.
 * @param principalId who changes it; a subscription is theirs alone, and nobody else hears of it
 * @throws CoreError mailboxNotFound, invalidProperties, alreadyExists
 */
export async function updateMailbox(tx: Unit, accountId: number, principalId: number, id: number, patch: MailboxPatch, limits: MailboxLimits): Promise<void> {
  const account = tx.account(accountId);
  const tree = new MailboxTree(await mailboxesOf(tx, accountId));
  const row = tree.rows.get(id);
  if (!row) throw new CoreError('mailboxNotFound', `There is no folder ${toId('mailbox', id)} here.`);
  const after = {
    id, parent_id: patch.parentId ?? row.parent_id, name: patch.name ?? row.name, role: patch.role === undefined ? row.role : patch.role,
    sort_order: patch.sortOrder ?? row.sort_order,
  };
  if (row.role === 'inbox' && (after.role !== 'inbox' || after.parent_id !== 0)) {
    throw new CoreError('invalidProperties', 'The inbox stays where it is and what it is.', { properties: [after.role !== 'inbox' ? 'role' : 'parentId'] });
  }
  if (row.role !== 'inbox' && after.role === 'inbox') {
    throw new CoreError('invalidProperties', 'There is one inbox; another folder cannot become it.', { properties: ['role'] });
  }
  const placeChanged = after.name !== row.name || after.parent_id !== row.parent_id || after.role !== row.role;
  if (placeChanged) after.name = checkPlace(tree, { id, parentId: after.parent_id, name: after.name, role: after.role }, limits);
  if (placeChanged || after.sort_order !== row.sort_order) await writeMailbox(tx, after, account.modseq);
  if (after.role !== row.role && (after.role === 'trash' || row.role === 'trash')) await recountForTrash(tx, accountId, id);
  if (patch.subscribed !== undefined) await subscribe(tx, accountId, principalId, id, patch.subscribed);
  if (principalId !== accountId && !placeChanged && after.sort_order === row.sort_order) return;
  account.touchMailbox(id);
  account.mailboxProperties = true;
}

/** Shows a mailbox to a person, or hides it from them (RFC 8621 §2, isSubscribed): a property of their own, the owner's too. */
export async function subscribe(tx: Unit, accountId: number, principalId: number, id: number, subscribed: boolean): Promise<void> {
  const account = tx.account(accountId);
  await setSubscribed(tx, accountId, principalId, id, subscribed);
  await stampReaderMailboxes(tx, principalId, accountId, [id], 'property_modseq', account.modseq);
  if (principalId === accountId) {
    account.touchMailbox(id);
    account.mailboxProperties = true;
  } else {
    account.touchReader(principalId, id, 'Mailbox');
  }
}

/**
 * Another folder is Trash now: which unread messages count where changes for every thread (RFC 8621 §2, unreadThreads).
 * @param id the one that has become Trash, or is it no more
 */
async function recountForTrash(tx: Unit, accountId: number, id: number): Promise<void> {
  const trash = (await tx.get<{ id: number }>(sql`SELECT id FROM mailbox WHERE account_id = ${accountId} AND role = 'trash'`))?.id ?? 0;
  const { modseq } = tx.account(accountId);
  await tx.run(sql`
    UPDATE thread SET
      unread = (SELECT COUNT(DISTINCT e.id) FROM email e JOIN membership m ON m.account_id = e.account_id AND m.email_id = e.id
                 WHERE e.thread_id = thread.id AND m.deleted = 0 AND m.mailbox_id <> ${trash} AND (e.keyword_bits & 9) = 0),
      trash_unread = (SELECT COUNT(DISTINCT e.id) FROM email e JOIN membership m ON m.account_id = e.account_id AND m.email_id = e.id
                 WHERE e.thread_id = thread.id AND m.deleted = 0 AND m.mailbox_id = ${trash} AND (e.keyword_bits & 9) = 0)
     WHERE account_id = ${accountId}`);
  await tx.run(sql`
    UPDATE mailbox SET changed_modseq = ${modseq}, unread_threads = (
      SELECT COUNT(*) FROM thread_mailbox tm JOIN thread t ON t.id = tm.thread_id
       WHERE tm.mailbox_id = mailbox.id AND CASE WHEN mailbox.id = ${trash} THEN t.trash_unread ELSE t.unread END > 0)
     WHERE account_id = ${accountId}`);
  // Sharees who see it count anew, too. Of counters they hear by the messages that change, and here none does.
  if ((await grantsOn(tx, [id])).length > 0) await tx.run(sql`UPDATE mailbox SET property_modseq = ${modseq} WHERE account_id = ${accountId}`);
}
