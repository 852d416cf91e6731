/** What is asked about a folder before it is done: where to, whether for good, with whom. */
import { lazy, Suspense, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { type Folder, type Store, useFolders, useStore } from '../../store/index.ts';
import { type Translate, useText } from '../../text/index.ts';
import { AlertDialog } from '../../ui/dialog.tsx';
import { toast } from '../../ui/toast.tsx';
import { FolderPicker } from '../actions/folder-picker.tsx';
import { folderName } from '../actions/index.ts';
import { changeFolders, destroyFolders } from './change-folder.ts';
import { emptyFolder } from './empty-folder.ts';
import { subtreeOf } from './folder-nodes.ts';

const ShareDialog = lazy(() => import('../../sharing/share-dialog.tsx').then((room) => ({ default: room.ShareDialog })));

export interface FolderQuestion {
  readonly kind: 'move' | 'delete' | 'empty' | 'share';
  readonly accountId: string;
  readonly folder: Folder;
}

export function FolderDialog({ question, onClose }: { readonly question: FolderQuestion; readonly onClose: () => void }) {
  switch (question.kind) {
    case 'move':
      return <MoveFolder {...question} onClose={onClose} />;
    case 'delete':
      return <DeleteFolder {...question} onClose={onClose} />;
    case 'empty':
      return <EmptyIt {...question} onClose={onClose} />;
    case 'share':
      return (
        <Suspense>
          <ShareDialog accountId={question.accountId} mailboxId={question.folder.id} onClose={onClose} />
        </Suspense>
      );
  }
}

interface About {
  readonly accountId: string;
  readonly folder: Folder;
  readonly onClose: () => void;
}

/** Moves a folder, with Undo. */
async function moveFolder(store: Store, accountId: string, folder: Folder, change: { readonly parentId: string | null; readonly name?: string }, label: string): Promise<void> {
  const { id, parentId, name } = folder;
  await changeFolders(store, accountId, new Map([[id, change]]));
  const action = { label, undo: () => changeFolders(store, accountId, new Map([[id, { parentId, ...(change.name === undefined ? {} : { name }) }]])) };
  store.undo.push(action);
  store.onNotice({ kind: 'done', action });
}

function useTelling(): (work: Promise<unknown>) => void {
  const errorText = useErrorText();
  return (work) => {
    work.catch((error: unknown) => {
      const { what, why } = errorText(error);
      toast(why ?? what, { kind: 'failed' });
    });
  };
}

function MoveFolder({ accountId, folder, onClose }: About) {
  const t = useText();
  const store = useStore();
  const tell = useTelling();
  const folders = useFolders(accountId) ?? [];
  const inside = new Set(subtreeOf(folders, folder.id).map(({ id }) => id));
  const name = folderName(t, folder);
  const to = (parentId: string | null) => {
    onClose();
    tell(moveFolder(store, accountId, folder, { parentId }, t('folders.moved', { name })));
  };
  return (
    <FolderPicker
      title={t('folders.moveTitle', { name })}
      accountId={accountId}
      whyNot={(other) => {
        if (inside.has(other.id)) return '—';
        if (other.id === folder.parentId) return t('list.alreadyThere', { folder: folderName(t, other) });
        return other.myRights.mayCreateChild ? undefined : t('folders.mayNotCreate');
      }}
      {...(accountId === store.ownAccountId && folder.parentId !== null ? { top: { name: t('folders.top'), onPick: () => to(null) } } : {})}
      onPick={({ mailboxId }) => to(mailboxId)}
      onClose={onClose}
    />
  );
}

/** A name that is free among the children of a folder. */
function freeName(name: string, folders: readonly Folder[], parentId: string): string {
  const taken = new Set(folders.filter((folder) => folder.parentId === parentId).map((folder) => folder.name));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`;
  return free;
}

function DeleteFolder({ accountId, folder, onClose }: About) {
  const t = useText();
  const store = useStore();
  const tell = useTelling();
  const folders = useFolders(accountId) ?? [];
  const tree = subtreeOf(folders, folder.id);
  const name = folderName(t, folder);
  const count = tree.reduce((sum, { totalEmails }) => sum + totalEmails, 0);
  const trash = folders.find(({ role }) => role === 'trash');
  const isInTrash = trash !== undefined && subtreeOf(folders, trash.id).some(({ id }) => id === folder.id);
  // What goes to Trash can come back: the folder goes there as it is, with its subfolders.
  const goesToTrash = trash?.myRights.mayCreateChild === true && !isInTrash && folder.myRights.mayRename;
  const confirm = (): void => {
    onClose();
    const label = t('folders.deleted', { name });
    if (goesToTrash) tell(moveFolder(store, accountId, folder, { parentId: trash.id, name: freeName(folder.name, folders, trash.id) }, label));
    else tell(destroyFolders(store, accountId, tree.map(({ id }) => id)).then(() => toast(label)));
  };
  return (
    <AlertDialog title={t('folders.deleteTitle', { name })} isOpen danger confirm={t('folders.deleteConfirm')} onConfirm={confirm} onCancel={onClose}>
      <p>{count === 0 ? t('folders.deleteEmpty') : t(goesToTrash ? 'folders.deleteIntoTrash' : 'folders.deleteForEver', { count })}</p>
      {tree.length > 1 && <p>{t('folders.deleteHasChildren', { count: tree.length - 1 })}</p>}
    </AlertDialog>
  );
}

function EmptyIt({ accountId, folder, onClose }: About) {
  const t: Translate = useText();
  const store = useStore();
  const tell = useTelling();
  const folders = useFolders(accountId) ?? [];
  const tree = subtreeOf(folders, folder.id);
  const count = tree.reduce((sum, { totalEmails }) => sum + totalEmails, 0);
  const [isPending, setPending] = useState(false);
  return (
    <AlertDialog
      title={t('folders.emptyTitle', { name: folderName(t, folder) })}
      isOpen
      danger
      isPending={isPending}
      confirm={t('folders.emptyConfirm')}
      onConfirm={() => {
        setPending(true);
        onClose();
        tell(emptyFolder(store, t, accountId, folder, tree.slice(1)));
      }}
      onCancel={onClose}
    >
      <p>{t('folders.emptyText', { count })}</p>
      {tree.length > 1 && <p>{t('folders.deleteHasChildren', { count: tree.length - 1 })}</p>}
    </AlertDialog>
  );
}
