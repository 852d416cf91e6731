/** Puts a folder elsewhere, with Undo. */
import type { Folder, Store } from '../../store/index.ts';
import { subtreeOf } from '../actions/folder-choices.ts';
import { changeFolders, type FolderChange } from './change-folder.ts';
import { type Shares, sharesOf } from './folder-shares.ts';

/** @param parentId null at the top. @param label for the toast. @throws as {@link changeFolders} */
export async function moveFolder(store: Store, accountId: string, folder: Folder, parentId: string | null, label: string): Promise<void> {
  await change(store, accountId, new Map([[folder.id, { parentId }]]), new Map([[folder.id, { parentId: folder.parentId }]]), label);
}

/**
 * Puts a folder with all that lies in it into Trash. One's own is no longer shared there: others would go on filing into what is destroyed when Trash is
 * emptied. Undo gives it back its place and its grants. In an account of somebody else's the grants are the owner's, and stay.
 * @throws as {@link changeFolders}; nothing is moved then
 */
export async function throwAway(store: Store, accountId: string, folder: Folder, trashId: string, label: string): Promise<void> {
  const folders = store.replica(accountId).folders() ?? [];
  const shares: Shares = accountId === store.ownAccountId ? await sharesOf(store, accountId, subtreeOf(folders, folder.id).map(({ id }) => id)) : new Map();
  const { id: thrown, parentId, name } = folder;
  const to = new Map<string, FolderChange>([[thrown, { parentId: trashId, name: freeName(name, folders, trashId) }]]);
  const back = new Map<string, FolderChange>([[thrown, { parentId, name }]]);
  for (const [id, shareWith] of shares) {
    to.set(id, { ...to.get(id), shareWith: null });
    back.set(id, { ...back.get(id), shareWith });
  }
  await change(store, accountId, to, back, label);
}

async function change(store: Store, accountId: string, to: ReadonlyMap<string, FolderChange>, back: ReadonlyMap<string, FolderChange>, label: string): Promise<void> {
  await changeFolders(store, accountId, to);
  const action = { label, undo: () => changeFolders(store, accountId, back) };
  store.undo.push(action);
  store.onNotice({ kind: 'done', action });
}

/** A name that is free among the children of a folder. */
function freeName(name: string, folders: readonly Folder[], parentId: string): string {
  const taken = new Set(folders.filter((folder) => folder.parentId === parentId).map((folder) => folder.name));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`;
  return free;
}
