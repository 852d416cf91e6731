import type { Preferences } from '../../app/preferences.tsx';
import type { Folder } from '../../store/index.ts';
import { subtreeOf } from '../actions/folder-choices.ts';

/** Preferences that this browser kept under an earlier release do not have all of them. */
export type ChosenFolders = Partial<Pick<Preferences, 'chosenFolders' | 'chosenAccounts'>>;

/**
 * The folders of somebody else's account that are hidden. What others share is subscribed to by nobody at first (RFC 8621 §2), which is no choice: only of
 * folders that were there when this person last chose in the account does it say that they are not wanted, whichever program it was said in.
 */
export function hiddenOf({ chosenFolders, chosenAccounts }: ChosenFolders, accountId: string, folders: readonly Folder[]): ReadonlySet<string> {
  // Earlier releases noted the account alone, and hid what lies in a hidden folder with it.
  const isAnyChosen = chosenAccounts?.includes(accountId);
  const chosen = new Set(chosenFolders?.[accountId]);
  const hidden = folders.filter(({ id, isSubscribed }) => !isSubscribed && (isAnyChosen || chosen.has(id)));
  return new Set((isAnyChosen ? hidden.flatMap(({ id }) => subtreeOf(folders, id)) : hidden).map(({ id }) => id));
}
