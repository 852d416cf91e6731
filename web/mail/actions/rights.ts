/** Why an action cannot be done to some messages, in words; what the server would refuse is not offered. */
import type { Folder, Store } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { type Action, destinationOf } from './action.ts';
import { folderName } from './folder-name.ts';
import { isDeletion } from './scheduled.ts';
import { isWholeList, rowsOf, type Target } from './selection.ts';

/** @returns a sentence, or undefined where it can be done */
export function whyNot(store: Store, t: Translate, target: Target, action: Action): string | undefined {
  const folders = foldersOf(store, target);
  const lacking = (may: (folder: Folder) => boolean) => folders.find((folder) => !may(folder));
  if (action.kind === 'keyword') {
    const isSeen = action.keyword === '$seen';
    const folder = lacking(({ myRights }) => (isSeen ? myRights.maySetSeen : myRights.maySetKeywords));
    return folder && t(isSeen ? 'list.mayNotSetSeen' : 'list.mayNotSetKeywords', { folder: folderName(t, folder) });
  }
  if (action.kind !== 'copy') {
    const folder = lacking(({ myRights }) => myRights.mayRemoveItems);
    if (folder) return t('list.mayNotRemove', { folder: folderName(t, folder) });
  }
  if (action.kind === 'destroy') return undefined;
  const to = destinationOf(store, target.accountId, action);
  if (!to) {
    // Without a Trash, deleting is for ever: it asks first.
    if (action.kind === 'trash' || !store.replica(target.accountId).folders()) return undefined;
    const role = action.kind === 'notJunk' ? 'inbox' : action.kind === 'junk' ? 'junk' : 'archive';
    return t('list.noFolderOfRole', { folder: t(`folders.${role}`) });
  }
  if (to.role === 'scheduled') return t('list.scheduledByTime');
  // Elsewhere it would go out at its time all the same, and nobody would look for it there.
  if (action.kind !== 'copy' && folders.length > 0 && folders.every(({ role }) => role === 'scheduled') && !isDeletion(store, target.accountId, action)) return t('list.waitsToBeSent');
  if (!to.myRights.mayAddItems) return t('list.mayNotAdd', { folder: folderName(t, to) });
  if (to.id === target.mailboxId && action.kind !== 'trash') return t('list.alreadyThere', { folder: folderName(t, to) });
  return undefined;
}

/** Whether nothing can be put into a folder, taken out of it, or marked in it, but as read. */
export function isReadOnly({ myRights: { mayAddItems, mayRemoveItems, maySetKeywords } }: Folder): boolean {
  return !mayAddItems && !mayRemoveItems && !maySetKeywords;
}

function foldersOf(store: Store, target: Target): Folder[] {
  const replica = store.replica(target.accountId);
  if (target.mailboxId !== undefined) return [replica.folder(target.mailboxId) ?? []].flat();
  if (isWholeList(target)) return [];
  const ids = new Set(rowsOf(store, target).flatMap((row) => Object.keys(row.mailboxIds)));
  return [...ids].flatMap((id) => replica.folder(id) ?? []);
}
