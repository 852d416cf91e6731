import { insertMailbox, type MailboxRow, mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import { onConflictUpdate, sql, type Unit } from '../../../db/index.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { mailboxName } from './names.ts';
import { MailboxTree } from './tree.ts';

export interface MailboxLimits {
  readonly mailboxesPerAccount: number;
  readonly mailboxDepth: number;
  readonly mailboxNameBytes: number;
}

export interface NewMailbox {
  readonly name: string;
  /** 0 at the top. */
  readonly parentId: number;
  readonly role: string | null;
  readonly sortOrder: number;
  readonly subscribed: boolean;
}

/**
 * Makes a mailbox. @returns its number
 * @throws CoreError invalidProperties, mailboxNotFound (parent), alreadyExists
 */
export async function createMailbox(tx: Unit, accountId: number, principalId: number, mailbox: NewMailbox, limits: MailboxLimits, now: number): Promise<number> {
  const account = tx.account(accountId);
  const tree = new MailboxTree(await mailboxesOf(tx, accountId));
  if (tree.rows.size >= limits.mailboxesPerAccount) {
    throw new CoreError('requestTooLarge', `An account has at most ${limits.mailboxesPerAccount} folders.`);
  }
  const name = checkPlace(tree, { id: 0, parentId: mailbox.parentId, name: mailbox.name, role: mailbox.role }, limits);
  const id = account.newId();
  await insertMailbox(tx, {
    id, account_id: accountId, parent_id: mailbox.parentId, name, role: mailbox.role, sort_order: mailbox.sortOrder, uid_validity: account.newUidValidity(),
    created_at: now, modseq: account.modseq,
  });
  await setSubscribed(tx, accountId, principalId, id, mailbox.subscribed);
  account.touchMailbox(id);
  account.mailboxProperties = true;
  return id;
}

/** What a mailbox is to be; id 0 for a new one. @returns the name as stored */
export function checkPlace(
  tree: MailboxTree, place: { id: number; parentId: number; name: string; role: string | null }, limits: MailboxLimits,
): string {
  const parent = place.parentId === 0 ? undefined : tree.rows.get(place.parentId);
  if (place.parentId !== 0 && !parent) {
    throw new CoreError('invalidProperties', `There is no folder ${toId('mailbox', place.parentId)} to put this one in.`, { properties: ['parentId'] });
  }
  if (place.id !== 0 && tree.isBelow(place.parentId, place.id)) {
    throw new CoreError('invalidProperties', 'A folder cannot lie inside itself.', { properties: ['parentId'] });
  }
  const height = place.id === 0 ? 1 : subtreeHeight(tree, place.id);
  if (tree.depth(place.parentId) + height > limits.mailboxDepth) {
    throw new CoreError('invalidProperties', `Folders may be nested ${limits.mailboxDepth} deep.`, { properties: ['parentId'] });
  }
  const name = place.role === 'inbox' ? place.name.normalize('NFC') : mailboxName(place.name, limits.mailboxNameBytes, place.parentId === 0);
  const twin = tree.children(place.parentId).find((row) => row.id !== place.id && row.name === name);
  if (twin) throw new CoreError('alreadyExists', `There is a folder ${JSON.stringify(name)} here already.`, { existingId: toId('mailbox', twin.id), properties: ['name'] });
  if (place.role !== null) {
    const holder = [...tree.rows.values()].find((row) => row.role === place.role && row.id !== place.id);
    if (holder) {
      throw new CoreError('invalidProperties', `The folder ${JSON.stringify(holder.name)} has the role ${place.role}; only one can.`, { properties: ['role'] });
    }
  }
  return name;
}

function subtreeHeight(tree: MailboxTree, id: number): number {
  const base = tree.depth(id);
  return Math.max(...tree.subtree(id).map((row: MailboxRow) => tree.depth(row.id) - base + 1));
}

/** A person's own subscription (design §5: per person). */
export async function setSubscribed(tx: Unit, accountId: number, principalId: number, mailboxId: number, subscribed: boolean): Promise<void> {
  await tx.run(sql`
    INSERT INTO mailbox_subscription (principal_id, mailbox_id, account_id, subscribed) VALUES (${principalId}, ${mailboxId}, ${accountId}, ${subscribed})
    ${onConflictUpdate(['principal_id', 'mailbox_id'], ['subscribed'])}`);
}
