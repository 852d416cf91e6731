import type { usePreferences } from '../../app/preferences.tsx';
import type { Folder, Store } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { subtreeOf } from '../actions/folder-choices.ts';
import { folderName } from '../actions/folder-name.ts';
import { changeFolders } from './change-folder.ts';
import { type ChosenFolders, hiddenOf } from './hidden-of.ts';

/** As many as the preference takes. */
const mostAccounts = 1000;
const mostFolders = 10_000;

/**
 * Shows a folder in the tree, or hides it (RFC 8621 section 2, `isSubscribed`), and says so, with Undo.
 *
 * In somebody else's account all that lies in it goes with it; whatever else is shown there becomes subscribed, so that other programs show the same, and
 * from then on its subscription decides. What comes later is nobody's choice yet (`hidden-of.ts`).
 * @throws SetFailed with the server's reason, and what the client throws: nothing has changed then
 */
export async function showFolder(store: Store, t: Translate, { preferences, change }: ReturnType<typeof usePreferences>, accountId: string, folder: Folder, isShown: boolean): Promise<void> {
  const { id } = folder;
  const folders = store.replica(accountId).folders() ?? [];
  const changes = new Map([[id, { isSubscribed: isShown }]]);
  const done = (undoChoice: () => Promise<unknown>): void => {
    const before = new Map(folders.flatMap((one) => (changes.has(one.id) ? [[one.id, { isSubscribed: one.isSubscribed }] as const] : [])));
    const action = {
      label: t(isShown ? 'folderDialogs.isShown' : 'folderDialogs.isHidden', { name: folderName(t, folder) }),
      undo: async () => {
        await Promise.all([changeFolders(store, accountId, before), undoChoice()]);
      },
    };
    store.undo.push(action);
    store.onNotice({ kind: 'done', action });
  };
  if (accountId === store.ownAccountId) {
    await changeFolders(store, accountId, changes);
    return done(async () => {});
  }
  const hidden = hiddenOf(preferences, accountId, folders);
  const concerned = new Set(subtreeOf(folders, id).map((one) => one.id));
  for (const one of folders) {
    const isSubscribed = concerned.has(one.id) ? isShown : !hidden.has(one.id);
    if (isSubscribed !== one.isSubscribed) changes.set(one.id, { isSubscribed });
  }
  const changed = changeFolders(store, accountId, changes);
  const before = chosenBefore(preferences);
  const chosen = [...new Set([...concerned, ...folders.map((one) => one.id)])].slice(0, mostFolders);
  // That was chosen: it holds even where nothing is left to be seen.
  const noted = change(withChosen(before, accountId, chosen));
  changed.catch(() => change(before).catch(() => {}));
  await Promise.all([changed, noted]);
  done(() => change(before));
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
