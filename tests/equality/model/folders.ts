/** Folders and who may use them: CREATE, RENAME, DELETE, Mailbox/set, SETACL, `shareWith` (RFC 9051, RFC 8621 §2.5, RFC 4314). */
import { ALL_RIGHTS, type Model } from './model.ts';
import type { Grantee, Mailbox, Outcome, Who } from './parts.ts';

const isTaken = (model: Model, owner: Who, parent: Mailbox | undefined, name: string, but?: Mailbox): boolean =>
  [...model.account(owner).mailboxes].some((each) => each !== but && each.parent === parent && each.name === name);

/** At the top only the owner makes folders; below another one, `k` is needed there. */
export function mayCreate(model: Model, who: Who, owner: Who, parent: Mailbox | undefined, name: string): Outcome {
  if (parent ? !model.may(who, parent, 'k') : who !== owner) return 'refused';
  return isTaken(model, owner, parent, name) ? 'refused' : 'done';
}

/** @param id from the server's answer */
export function created(model: Model, who: Who, owner: Who, parent: Mailbox | undefined, name: string, id: string): Mailbox {
  const mailbox = model.addMailbox(owner, id, name, parent);
  mailbox.subscribed.add(who);
  return mailbox;
}

/** A new name takes `x`, a new place `k` there as well. @param parent undefined: the top; null: where it is */
export function rename(model: Model, who: Who, mailbox: Mailbox, name: string, parent: Mailbox | undefined | null): Outcome {
  const place = parent === null ? mailbox.parent : parent;
  const isMoved = place !== mailbox.parent;
  if (!model.may(who, mailbox, 'x')) return 'refused';
  if (isMoved && (place ? place.owner !== mailbox.owner || !model.may(who, place, 'k') : who !== mailbox.owner)) return 'refused';
  if (model.isInside(place, mailbox) || isTaken(model, mailbox.owner, place, name, mailbox)) return 'refused';
  mailbox.name = name;
  mailbox.parent = place;
  return 'done';
}

/** `x`, and `t` and `e` where messages are in it; never the inbox, and nothing with folders in it. */
export function remove(model: Model, who: Who, mailbox: Mailbox, removesEmails: boolean): Outcome {
  if (!model.may(who, mailbox, 'x') || mailbox.role === 'inbox' || model.children(mailbox).length > 0) return 'refused';
  const visible = mailbox.messages.filter((each) => !each.deleted).length;
  if (visible > 0 && !removesEmails) return 'refused';
  if (mailbox.messages.length > 0 && !model.may(who, mailbox, 'te')) return 'refused';
  model.removeMailbox(mailbox);
  return 'done';
}

/** RENAME of INBOX: its messages go to the new folder, INBOX stays (RFC 9051 §6.3.6). */
export function renamedInbox(model: Model, inbox: Mailbox, name: string, id: string): void {
  const mailbox = model.addMailbox(inbox.owner, id, name, undefined);
  for (const { email } of [...inbox.messages]) {
    model.put(email, mailbox);
    model.take(email, inbox);
  }
}

/** Another folder is Trash from now on: only the owner gives roles, and one that has one keeps it. */
export function becomeTrash(model: Model, who: Who, mailbox: Mailbox): Outcome {
  if (who !== mailbox.owner || mailbox.role !== null) return 'refused';
  const before = model.withRole(who, 'trash');
  if (before) before.role = null;
  mailbox.role = 'trash';
  return 'done';
}

export function subscribe(model: Model, who: Who, mailbox: Mailbox, isSubscribed: boolean): Outcome {
  if (model.rights(who, mailbox) === '') return 'refused';
  mailbox.subscribed[isSubscribed ? 'add' : 'delete'](who);
  return 'done';
}

/**
 * Takes `a`. Nobody gives rights to themselves, to the owner, or such as they do not have themselves; giving up some is always allowed.
 * @param letters what they are to have, in the place of what they had
 */
export function grant(model: Model, who: Who, mailbox: Mailbox, to: Grantee, letters: string): Outcome {
  if (!model.may(who, mailbox, 'a')) return 'refused';
  const before = mailbox.grants.get(to) ?? '';
  const given = [...letters].filter((letter) => !before.includes(letter));
  if (to === mailbox.owner) return 'refused';
  if (given.length > 0 && (to === who || !given.every((letter) => model.rights(who, mailbox).includes(letter)))) return 'refused';
  const ordered = [...ALL_RIGHTS].filter((letter) => letters.includes(letter)).join('');
  if (ordered === '') mailbox.grants.delete(to);
  else mailbox.grants.set(to, ordered);
  return 'done';
}
