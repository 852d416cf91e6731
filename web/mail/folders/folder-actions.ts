/** Makes, renames and moves folders, with Undo. */
import type { EmailPatch, Folder, Store } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { toast } from '../../ui/toast-queue.ts';
import { inRoles, subtreeOf } from '../actions/folder-choices.ts';
import { changeFolders, createFolder, destroyEmptyFolder, type FolderChange } from './change-folder.ts';
import { type Shares, sharesOf } from './folder-shares.ts';

/** @param parentId null at the top. @param label for the toast. @throws as {@link changeFolders}, {@link cancelSendingIn} */
export async function moveFolder(store: Store, t: Translate, accountId: string, folder: Folder, parentId: string | null, label: string): Promise<void> {
  const folders = store.replica(accountId).folders() ?? [];
  const junk = inRoles(folders, ['junk']);
  const isJunk = parentId !== null && junk.has(parentId) && !junk.has(folder.id);
  const away = isJunk ? subtreeOf(folders, folder.id).map(({ id }) => id) : [];
  await change(store, t, accountId, { to: new Map([[folder.id, { parentId }]]), back: new Map([[folder.id, { parentId: folder.parentId }]]), away }, label);
}

/** Gives a folder another name, with Undo. @throws as {@link changeFolders} */
export async function renameFolder(store: Store, t: Translate, accountId: string, { id, name: before }: Folder, name: string): Promise<void> {
  await change(store, t, accountId, { to: new Map([[id, { name }]]), back: new Map([[id, { name: before }]]), away: [] }, t('folders.renamed', { name }));
}

/** Makes a folder. Undo takes it away again as long as nothing is in it. @throws as {@link createFolder} */
export async function makeFolder(store: Store, t: Translate, accountId: string, name: string, parentId: string | null): Promise<string> {
  const id = await createFolder(store, accountId, name, parentId);
  store.undo.push({ label: t('folders.made', { name }), undo: () => destroyEmptyFolder(store, accountId, id) });
  return id;
}

/**
 * Puts a folder with all that lies in it into Trash. One's own is no longer shared there: others would go on filing into what is destroyed when Trash is
 * emptied. Undo gives it back its place and its grants. In an account of somebody else's the grants are the owner's, and stay. What waits in it for its time is not
 * sent: it is with messages as with one.
 * @throws as {@link moveFolder}; nothing is moved then
 */
export async function throwAway(store: Store, t: Translate, accountId: string, folder: Folder, trashId: string, label: string): Promise<void> {
  const folders = store.replica(accountId).folders() ?? [];
  const away = subtreeOf(folders, folder.id).map(({ id }) => id);
  const shares: Shares = accountId === store.ownAccountId ? await sharesOf(store, accountId, away) : new Map();
  const { id: thrown, parentId, name } = folder;
  const to = new Map<string, FolderChange>([[thrown, { parentId: trashId, name: freeName(name, folders, trashId) }]]);
  const back = new Map<string, FolderChange>([[thrown, { parentId, name }]]);
  for (const [id, shareWith] of shares) {
    to.set(id, { ...to.get(id), shareWith: null });
    back.set(id, { ...back.get(id), shareWith });
  }
  await change(store, t, accountId, { to, back, away }, label);
}

interface Move {
  readonly to: ReadonlyMap<string, FolderChange>;
  readonly back: ReadonlyMap<string, FolderChange>;
  /** Folders whose messages are thrown away with them. */
  readonly away: readonly string[];
}

async function change(store: Store, t: Translate, accountId: string, { to, back, away }: Move, done: string): Promise<void> {
  const unsent = await unsentIn(store, accountId, away);
  await changeFolders(store, accountId, to);
  const undo = async (): Promise<void> => {
    await changeFolders(store, accountId, back);
    if (unsent.size > 0) await intoDrafts(store, t, accountId, unsent, away);
  };
  const action = { label: unsent.size === 0 ? done : t('list.unsentSome', { done, count: unsent.size }), undo };
  store.undo.push(action);
  store.onNotice({ kind: 'done', action });
}

async function unsentIn(store: Store, accountId: string, away: readonly string[]): Promise<ReadonlySet<string>> {
  if (away.length === 0) return new Set();
  const { cancelSendingIn } = await import('../actions/cancel-sending.ts');
  return cancelSendingIn(store, accountId, away);
}

/** A message that was not sent is a draft, wherever it was before. */
async function intoDrafts(store: Store, t: Translate, accountId: string, unsent: ReadonlySet<string>, away: readonly string[]): Promise<void> {
  const drafts = store.replica(accountId).folderByRole('drafts');
  if (!drafts) return;
  const patch: EmailPatch = { mailboxIds: { ...Object.fromEntries(away.map((id) => [id, false])), [drafts.id]: true } };
  toast(t('list.unsentBack', { count: unsent.size }));
  await store.change(accountId, new Map([...unsent].map((id) => [id, patch])));
}

/** A name that is free among the children of a folder. */
function freeName(name: string, folders: readonly Folder[], parentId: string): string {
  const taken = new Set(folders.filter((folder) => folder.parentId === parentId).map((folder) => folder.name));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`;
  return free;
}
