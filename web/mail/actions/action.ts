/** The things that are done to messages, as data: what changes in each Email, and in which words it is told. */
import type { EmailPatch, EmailRow, Folder, Store } from '../../store/index.ts';

export type Action =
  | { readonly kind: 'archive' | 'trash' | 'junk' | 'notJunk' }
  | { readonly kind: 'move' | 'copy'; readonly accountId: string; readonly mailboxId: string }
  | { readonly kind: 'destroy' }
  | { readonly kind: 'keyword'; readonly keyword: string; readonly on: boolean };

/** What a patch is made from: a row, or what the server says of an Email that has none here. */
export type Patchable = Pick<EmailRow, 'id' | 'keywords' | 'mailboxIds'>;

const roleOf = { archive: 'archive', trash: 'trash', junk: 'junk', notJunk: 'inbox' } as const;

/** The folder of the Emails' own account that an action puts them into. */
export function destinationOf(store: Store, accountId: string, action: Action): Folder | undefined {
  const replica = store.replica(accountId);
  switch (action.kind) {
    case 'archive':
    case 'trash':
    case 'junk':
    case 'notJunk':
      return replica.folderByRole(roleOf[action.kind]);
    case 'move':
    case 'copy':
      return store.replica(action.accountId).folder(action.mailboxId);
    default:
      return undefined;
  }
}

/**
 * What an action within one account changes in an Email; undefined where it leaves it alone.
 * @param mailboxId the folder that it is taken out of; undefined where it is not looked at in one
 * @param to the folder that it is put into
 */
export function patchOf(action: Action, email: Patchable, mailboxId: string | undefined, to: Folder | undefined): EmailPatch | undefined {
  // A copy in another folder stays: to whoever made it, and to every other program, it is another message.
  const isElsewhereToo = mailboxId !== undefined && mailboxId in email.mailboxIds && Object.keys(email.mailboxIds).length > 1;
  if (action.kind === 'destroy') return isElsewhereToo ? { mailboxIds: { [mailboxId]: false } } : { destroy: true };
  if (action.kind === 'keyword') return { keywords: { [action.keyword]: action.on } };
  if (!to) return undefined;
  if (action.kind === 'copy') return { mailboxIds: { [to.id]: true } };
  const isWhole = mailboxId === undefined || !(mailboxId in email.mailboxIds);
  const from = isWhole ? Object.keys(email.mailboxIds) : [mailboxId];
  const mailboxIds = { ...Object.fromEntries(from.map((id) => [id, false])), [to.id]: true };
  if (action.kind === 'junk') return { mailboxIds, keywords: { $junk: true, $notjunk: false } };
  if (action.kind === 'notJunk') return { mailboxIds, keywords: { $junk: false, $notjunk: true } };
  return { mailboxIds };
}

/** What takes a patch back, from what the server said before it. */
export function takenBack(email: Patchable, { keywords = {}, mailboxIds = {} }: EmailPatch): EmailPatch {
  const before = (present: Readonly<Record<string, true>>, change: Readonly<Record<string, boolean>>) =>
    Object.fromEntries(Object.keys(change).map((key) => [key, key in present]));
  return { keywords: before(email.keywords, keywords), mailboxIds: before(email.mailboxIds, mailboxIds) };
}

/** The key below `list.done` of what was done. */
export function doneWord(action: Action): 'moved' | 'copied' | 'read' | 'unread' | 'flagged' | 'unflagged' | 'labelled' | 'unlabelled' | 'destroyed' {
  switch (action.kind) {
    case 'copy':
      return 'copied';
    case 'destroy':
      return 'destroyed';
    case 'keyword':
      if (action.keyword === '$seen') return action.on ? 'read' : 'unread';
      if (action.keyword === '$flagged') return action.on ? 'flagged' : 'unflagged';
      return action.on ? 'labelled' : 'unlabelled';
    default:
      return 'moved';
  }
}
