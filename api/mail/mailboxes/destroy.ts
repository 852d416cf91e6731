import { grantsOn } from '../../../db/repositories/grants.ts';
import { deleteMailbox, mailboxById, mailboxByRole, type MailboxRow, mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import { bury } from '../../../db/repositories/tombstones.ts';
import { sql, type Unit } from '../../../db/index.ts';
import { concerned } from '../../access/grants.ts';
import type { Bus } from '../../bus.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { EmailChanges } from '../store/email-changes.ts';
import { MailUnit } from '../store/mail-unit.ts';
import { MailboxTree } from './tree.ts';

export interface DestroyOptions {
  /** Messages may be in it (RFC 8621 §2.5, onDestroyRemoveEmails). */
  readonly removeEmails: boolean;
  /** Who destroys it is not its owner: messages that are in no other mailbox go to the owner's Trash, where only the owner destroys them. */
  readonly keepsEmails?: boolean;
}

/**
 * Removes a mailbox, with what it was shared by. Its messages go where `removeEmails` allows it: out of it, and away where they are in no other (RFC 8621
 * §2.5). Rights are checked by who calls.
 * @param bus tells those with whom it was shared
 * @throws CoreError mailboxNotFound, mailboxHasChild, mailboxHasEmail, notPermitted (the inbox)
 */
export async function destroyMailbox(tx: Unit, accountId: number, id: number, options: DestroyOptions, now: number, bus?: Bus): Promise<void> {
  const account = tx.account(accountId);
  const tree = new MailboxTree(await mailboxesOf(tx, accountId));
  const row = tree.rows.get(id);
  if (!row) throw new CoreError('mailboxNotFound', `There is no folder ${toId('mailbox', id)} here.`);
  if (row.role === 'inbox') throw new CoreError('notPermitted', 'The inbox cannot be deleted: mail arrives there.');
  if (tree.children(id).length > 0) throw new CoreError('mailboxHasChild', `The folder ${JSON.stringify(row.name)} has folders in it; delete or move them first.`);
  if (row.message_count > 0) {
    if (!options.removeEmails && row.total_emails > 0) {
      throw new CoreError('mailboxHasEmail', `The folder ${JSON.stringify(row.name)} holds ${row.total_emails} messages; empty it first.`);
    }
    await emptyMailbox(tx, accountId, id, options.keepsEmails ? await mailboxByRole(tx, accountId, 'trash') : undefined, now);
  }
  const after = await mailboxById(tx, accountId, id);
  const grants = await grantsOn(tx, [id]);
  await deleteMailbox(tx, id);
  if (bus && grants.length > 0) {
    const principalIds = await concerned(tx, grants.map((grant) => grant.principal_id));
    tx.afterCommit(() => bus.publish({ kind: 'grants', accountId, principalIds }));
  }
  await tx.run(sql`DELETE FROM expunged WHERE mailbox_id = ${id}`);
  await bury(tx, accountId, 'Mailbox', [{ id, created: after?.created_modseq ?? row.created_modseq }], account.modseq, now);
  account.touchMailbox(id);
  account.mailboxProperties = true;
}

/** @param trash takes what would be in no mailbox any more; what is marked `\Deleted` is gone all the same */
async function emptyMailbox(tx: Unit, accountId: number, id: number, trash: MailboxRow | undefined, now: number): Promise<void> {
  const changes = new EmailChanges(new MailUnit(tx, accountId, now));
  const rows = await tx.all<{ email_id: number }>(sql`SELECT email_id FROM membership WHERE mailbox_id = ${id}`);
  const ids = rows.map((row) => row.email_id);
  await changes.load(ids);
  for (const emailId of ids) {
    const email = changes.get(emailId);
    if (!email) continue;
    const membership = email.memberships.get(id);
    if (trash && trash.id !== id && membership?.deleted === 0 && email.row.visible === 1) await changes.add(email, trash.id, { receivedAt: membership.received_at });
    await changes.remove(email, id);
  }
  await changes.settle();
}
