import type { usePreferences } from '../../app/preferences.tsx';
import type { Store } from '../../store/index.ts';
import { subtreeOf } from '../actions/folder-choices.ts';
import { changeFolders } from './change-folder.ts';
import { type ChosenFolders, hiddenOf } from './hidden-of.ts';

/** As many as the preference takes. */
const mostAccounts = 1000;
const mostFolders = 10_000;

/**
 * Shows a folder in the tree, or hides it (RFC 8621 section 2, `isSubscribed`).
 *
 * In somebody else's account all that lies in it goes with it; whatever else is shown there becomes subscribed, so that other programs show the same, and
 * from then on its subscription decides. What comes later is nobody's choice yet (`hidden-of.ts`).
 * @throws SetFailed with the server's reason, and what the client throws: nothing has changed then
 */
export async function showFolder(store: Store, { preferences, change }: ReturnType<typeof usePreferences>, accountId: string, id: string, isShown: boolean): Promise<void> {
  const changes = new Map([[id, { isSubscribed: isShown }]]);
  if (accountId === store.ownAccountId) return changeFolders(store, accountId, changes);
  const folders = store.replica(accountId).folders() ?? [];
  const hidden = hiddenOf(preferences, accountId, folders);
  const concerned = new Set(subtreeOf(folders, id).map((folder) => folder.id));
  for (const folder of folders) {
    const isSubscribed = concerned.has(folder.id) ? isShown : !hidden.has(folder.id);
    if (isSubscribed !== folder.isSubscribed) changes.set(folder.id, { isSubscribed });
  }
  const changed = changeFolders(store, accountId, changes);
  const before = chosenBefore(preferences);
  const chosen = [...new Set([...concerned, ...folders.map((folder) => folder.id)])].slice(0, mostFolders);
  // That was chosen: it holds even where nothing is left to be seen.
  const noted = change(withChosen(before, accountId, chosen));
  changed.catch(() => change(before).catch(() => {}));
  await Promise.all([changed, noted]);
}

const chosenBefore = ({ chosenFolders = {}, chosenAccounts = [] }: ChosenFolders): Required<ChosenFolders> => ({ chosenFolders, chosenAccounts });

/** What an earlier release noted of the account is no longer needed. */
function withChosen({ chosenFolders, chosenAccounts }: Required<ChosenFolders>, accountId: string, ids: string[]): Required<ChosenFolders> {
  const others = Object.entries(chosenFolders).filter(([account]) => account !== accountId);
  return {
    chosenFolders: Object.fromEntries([...others, [accountId, ids] as const].slice(-mostAccounts)),
    chosenAccounts: chosenAccounts.filter((account) => account !== accountId),
  };
}
