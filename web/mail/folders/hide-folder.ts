import type { usePreferences } from '../../app/preferences.tsx';
import type { Store } from '../../store/index.ts';
import { changeFolders } from './change-folder.ts';
import { chosenAmong } from './chosen-accounts.ts';

/** As many as the preference takes. */
const mostChosenAccounts = 1000;

/**
 * Shows a folder in the tree, or hides it (RFC 8621 section 2, `isSubscribed`).
 *
 * The first choice in somebody else's account makes all that was shown there subscribed: from then on subscriptions decide what is seen of it.
 * @throws SetFailed with the server's reason, and what the client throws: nothing has changed then
 */
export async function showFolder(store: Store, { preferences, change }: ReturnType<typeof usePreferences>, accountId: string, id: string, isShown: boolean): Promise<void> {
  const chosenAccounts = chosenAmong(preferences);
  const isChosen = accountId === store.ownAccountId || chosenAccounts.includes(accountId);
  const changes = new Map([[id, { isSubscribed: isShown }]]);
  if (isChosen) return changeFolders(store, accountId, changes);
  for (const other of store.replica(accountId).folders() ?? []) if (other.id !== id && !other.isSubscribed) changes.set(other.id, { isSubscribed: true });
  const changed = changeFolders(store, accountId, changes);
  // That was chosen: it holds even where nothing is left to be seen.
  const noted = change({ chosenAccounts: [...chosenAccounts, accountId].slice(-mostChosenAccounts) });
  changed.catch(() => change({ chosenAccounts }).catch(() => {}));
  await Promise.all([changed, noted]);
}
