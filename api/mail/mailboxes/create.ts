import { countMailboxes, insertMailbox, mailboxById, mailboxByName, mailboxByRole, type MailboxRow } from '../../../db/repositories/mailboxes.ts';
import { onConflictUpdate, type Read, sql, type Unit } from '../../../db/index.ts';
import { inheritGrants } from '../../access/grants.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { mailboxName } from './names.ts';
import type { MailboxTree } from './tree.ts';

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
 * Makes a mailbox, shared as the one that it lies in. Rights are checked by who calls. @returns its number
 * @param principalId who makes it; `subscribed` is theirs
 * @throws CoreError invalidProperties, mailboxNotFound (parent), alreadyExists
 */
export async function createMailbox(tx: Unit, accountId: number, principalId: number, mailbox: NewMailbox, limits: MailboxLimits, now: number): Promise<number> {
  const account = tx.account(accountId);
  const counts = countsOf(tx);
  const count = counts.get(accountId) ?? (await countMailboxes(tx, accountId));
  if (count >= limits.mailboxesPerAccount) {
    throw new CoreError('requestTooLarge', `An account has at most ${limits.mailboxesPerAccount} folders.`);
  }
  const name = await checkNewPlace(tx, accountId, mailbox, limits);
  const id = account.newId();
  await insertMailbox(tx, {
    id, account_id: accountId, parent_id: mailbox.parentId, name, role: mailbox.role, sort_order: mailbox.sortOrder, uid_validity: account.newUidValidity(),
    created_at: now, modseq: account.modseq,
  });
  counts.set(accountId, count + 1);
  await inheritGrants(tx, accountId, mailbox.parentId, id, now);
  await setSubscribed(tx, accountId, principalId, id, mailbox.subscribed);
  // What others make in a shared folder is a folder of its owner like any other.
  if (principalId !== accountId) await setSubscribed(tx, accountId, accountId, id, true);
  account.touchMailbox(id);
  account.mailboxProperties = true;
  return id;
}

/** How many mailboxes accounts have in this unit: counted once, also where it makes a thousand. What it destroys, it destroys after that. */
function countsOf(tx: Unit): Map<number, number> {
  let counts = counted.get(tx);
  if (!counts) counted.set(tx, (counts = new Map()));
  return counts;
}

const counted = new WeakMap<Unit, Map<number, number>>();

/**
 * Where a new mailbox is to be, looked up row by row: an account may have ten thousand, and a program that makes a thousand reads none of them.
 * @returns the name as stored
 */
async function checkNewPlace(read: Read, accountId: number, { parentId, name: wanted, role }: NewMailbox, limits: MailboxLimits): Promise<string> {
  // The depth limit ends the walk in a damaged tree too.
  let depth = 1;
  for (let at = parentId; at !== 0; depth++) {
    if (depth >= limits.mailboxDepth) throw tooDeep(limits);
    const above = await mailboxById(read, accountId, at);
    if (!above) throw noParent(at);
    at = above.parent_id;
  }
  const name = storedName(wanted, role, parentId, limits);
  const twin = await mailboxByName(read, accountId, parentId, name);
  if (twin) throw taken(twin);
  const holder = role === null ? undefined : await mailboxByRole(read, accountId, role);
  if (holder) throw roleTaken(holder);
  return name;
}

/** What a mailbox that is there is to be. @returns the name as stored */
export function checkPlace(
  tree: MailboxTree, place: { id: number; parentId: number; name: string; role: string | null }, limits: MailboxLimits,
): string {
  if (place.parentId !== 0 && !tree.rows.has(place.parentId)) throw noParent(place.parentId);
  if (tree.isBelow(place.parentId, place.id)) {
    throw new CoreError('invalidProperties', 'A folder cannot lie inside itself.', { properties: ['parentId'] });
  }
  if (tree.depth(place.parentId) + subtreeHeight(tree, place.id) > limits.mailboxDepth) throw tooDeep(limits);
  const name = storedName(place.name, place.role, place.parentId, limits);
  const twin = tree.children(place.parentId).find((row) => row.id !== place.id && row.name === name);
  if (twin) throw taken(twin);
  const holder = place.role === null ? undefined : [...tree.rows.values()].find((row) => row.role === place.role && row.id !== place.id);
  if (holder) throw roleTaken(holder);
  return name;
}

const storedName = (name: string, role: string | null, parentId: number, limits: MailboxLimits): string =>
  role === 'inbox' ? name.normalize('NFC') : mailboxName(name, limits.mailboxNameBytes, parentId === 0);

const noParent = (id: number): CoreError =>
  new CoreError('invalidProperties', `There is no folder ${toId('mailbox', id)} to put this one in.`, { properties: ['parentId'] });

const tooDeep = (limits: MailboxLimits): CoreError =>
  new CoreError('invalidProperties', `Folders may be nested ${limits.mailboxDepth} deep.`, { properties: ['parentId'] });

const taken = ({ id, name }: MailboxRow): CoreError =>
  new CoreError('alreadyExists', `There is a folder ${JSON.stringify(name)} here already.`, { existingId: toId('mailbox', id), properties: ['name'] });

const roleTaken = ({ name, role }: MailboxRow): CoreError =>
  new CoreError('invalidProperties', `The folder ${JSON.stringify(name)} has the role ${role}; only one can.`, { properties: ['role'] });

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
