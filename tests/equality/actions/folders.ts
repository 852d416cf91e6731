/** Folders: made, renamed, moved, deleted, subscribed to, by IMAP and by JMAP. */
import { quoted } from '../drivers/imap.ts';
import { becomeTrash, created, mayCreate, remove, rename, renamedInbox, subscribe } from '../model/folders.ts';
import type { Mailbox, Who } from '../model/parts.ts';
import type { World } from '../world.ts';
import { imapOutcome, jmapOutcome, settle } from './outcome.ts';
import { expectSessionsEnded } from './sessions.ts';

export type Way = 'imap' | 'jmap';

/** @param parent undefined: at the top of the account */
export async function createFolder(world: World, who: Who, way: Way, owner: Who, parent: Mailbox | undefined, name: string): Promise<void> {
  const { model } = world;
  const { imap, jmap } = world.person(who);
  const expected = mayCreate(model, who, owner, parent, name);
  const what = `makes ${name} in ${parent ? world.show(parent) : world.person(owner).name} by ${way}`;
  let id: string | undefined;
  if (way === 'imap') {
    const path = parent ? `${world.path(who, parent)}/${name}` : who === owner ? name : `Other Users/${world.person(owner).address}/${name}`;
    const answer = await imap.attempt(`CREATE ${quoted(path)}`);
    settle(world, who, what, imapOutcome(answer, 'CREATE'), expected, answer.tagged);
    id = /MAILBOXID \(([^)]*)\)/.exec(answer.tagged ?? '')?.[1];
  } else {
    const answer = await jmap.ask('Mailbox/set', { accountId: world.person(owner).accountId, create: { k: { name, parentId: parent?.id ?? null } } });
    settle(world, who, what, jmapOutcome(answer, 'created', 'k'), expected, answer);
    id = (answer['created'] as { k?: { id: string } } | null | undefined)?.k?.id;
  }
  if (expected === 'done') created(model, who, owner, parent, name, id ?? '');
}

/** @param parent undefined: to the top; null: where it is */
export async function renameFolder(world: World, who: Who, way: Way, mailbox: Mailbox, name: string, parent: Mailbox | undefined | null): Promise<void> {
  const { imap, jmap } = world.person(who);
  const what = `renames ${world.show(mailbox)} to ${parent === null ? '' : `${parent ? world.show(parent) : ''}/`}${name} by ${way}`;
  if (way === 'imap') {
    const from = world.path(who, mailbox);
    const above = parent === null ? from.slice(0, from.lastIndexOf('/') + 1) : parent ? `${world.path(who, parent)}/` : '';
    const answer = await imap.attempt(`RENAME ${quoted(from)} ${quoted(above + name)}`);
    settle(world, who, what, imapOutcome(answer, 'RENAME'), rename(world.model, who, mailbox, name, parent), answer.tagged);
    return;
  }
  const patch = { name, ...(parent === null ? {} : { parentId: parent?.id ?? null }) };
  const answer = await jmap.ask('Mailbox/set', { accountId: world.person(mailbox.owner).accountId, update: { [mailbox.id]: patch } });
  settle(world, who, what, jmapOutcome(answer, 'updated', mailbox.id), rename(world.model, who, mailbox, name, parent), answer);
}

export async function deleteFolder(world: World, who: Who, way: Way, mailbox: Mailbox, removesEmails: boolean): Promise<void> {
  const { imap, jmap } = world.person(who);
  const { name } = mailbox;
  const what = `deletes ${world.show(mailbox)} by ${way}${removesEmails ? ' with its messages' : ''}`;
  if (way === 'imap') {
    const answer = await imap.attempt(`DELETE ${quoted(world.path(who, mailbox))}`);
    settle(world, who, what, imapOutcome(answer, 'DELETE'), remove(world.model, who, mailbox, true), answer.tagged);
  } else {
    const answer = await jmap.ask('Mailbox/set', { accountId: world.person(mailbox.owner).accountId, destroy: [mailbox.id], onDestroyRemoveEmails: removesEmails });
    settle(world, who, what, jmapOutcome(answer, 'destroyed', mailbox.id), remove(world.model, who, mailbox, removesEmails), answer);
  }
  if (!world.model.mailboxes.includes(mailbox)) world.freeNames.push(name);
  await expectSessionsEnded(world);
}

export async function renameInbox(world: World, who: Who, name: string): Promise<void> {
  const { imap } = world.person(who);
  const inbox = world.model.withRole(who, 'inbox');
  if (!inbox) return;
  await imap.run(`RENAME INBOX ${quoted(name)}`);
  const [status] = await imap.run(`STATUS ${quoted(name)} (MAILBOXID)`);
  renamedInbox(world.model, inbox, name, /MAILBOXID \(([^)]*)\)/.exec(status?.text ?? '')?.[1] ?? '');
  settle(world, who, `renames INBOX to ${name}`, 'done', 'done');
}

export async function makeTrash(world: World, who: Who, mailbox: Mailbox): Promise<void> {
  const { accountId } = world.person(mailbox.owner);
  const before = world.model.withRole(mailbox.owner, 'trash');
  // The roles of what has one already stay as they are.
  if (mailbox.role !== null) return;
  const update = { ...(before ? { [before.id]: { role: null } } : {}), [mailbox.id]: { role: 'trash' } };
  const answer = await world.person(who).jmap.ask('Mailbox/set', { accountId, update });
  settle(world, who, `makes ${world.show(mailbox)} the Trash`, jmapOutcome(answer, 'updated', mailbox.id), becomeTrash(world.model, who, mailbox), answer);
}

export async function subscribeTo(world: World, who: Who, way: Way, mailbox: Mailbox, isSubscribed: boolean): Promise<void> {
  const { imap, jmap } = world.person(who);
  const what = `${isSubscribed ? 'subscribes to' : 'unsubscribes from'} ${world.show(mailbox)} by ${way}`;
  if (way === 'imap') {
    // What has gone, or was taken away, can always be unsubscribed from.
    if (!isSubscribed && world.model.rights(who, mailbox) === '') return;
    const answer = await imap.attempt(`${isSubscribed ? '' : 'UN'}SUBSCRIBE ${quoted(world.path(who, mailbox))}`);
    settle(world, who, what, imapOutcome(answer, 'SUBSCRIBE'), subscribe(world.model, who, mailbox, isSubscribed), answer.tagged);
    return;
  }
  const answer = await jmap.ask('Mailbox/set', { accountId: world.person(mailbox.owner).accountId, update: { [mailbox.id]: { isSubscribed } } });
  settle(world, who, what, jmapOutcome(answer, 'updated', mailbox.id), subscribe(world.model, who, mailbox, isSubscribed), answer);
}
