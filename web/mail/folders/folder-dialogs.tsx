/** What is asked about a folder before it is done: where to, whether for good, with whom. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { dropKeys } from '../../app/held-keys.ts';
import { type Folder, useFolders, useSession, useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { AlertDialog } from '../../ui/dialog.tsx';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { toast } from '../../ui/toast.tsx';
import { FolderPicker } from '../actions/folder-picker.tsx';
import { folderName } from '../actions/index.ts';
import { inRoles, subtreeOf } from '../actions/folder-choices.ts';
import { tellFinal } from '../actions/tell-final.ts';
import { destroyFolders } from './change-folder.ts';
import { emptyFolder } from './empty-folder.ts';
import { moveFolder, throwAway } from './folder-actions.ts';
import { useSharees } from './use-sharees.ts';

const ShareDialog = lazy(() => import('../../sharing/share-dialog.tsx').then((room) => ({ default: room.ShareDialog })));

export interface FolderQuestion {
  readonly kind: 'move' | 'delete' | 'empty' | 'share';
  readonly accountId: string;
  readonly folder: Folder;
}

export function FolderDialog({ question, onClose }: { readonly question: FolderQuestion; readonly onClose: () => void }) {
  // What was typed meanwhile is for the field of those that have one.
  const hasField = question.kind === 'move' || question.kind === 'share';
  useEffect(() => {
    if (!hasField) dropKeys();
    return dropKeys;
  }, [hasField]);
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
  const [isDeleted, setDeleted] = useState(false);
  if (isDeleted) return <DeleteFolder accountId={accountId} folder={folder} onClose={onClose} />;
  const to = (parentId: string | null) => {
    // Into Trash is deleted, whichever way it went: that is asked.
    const trash = inRoles(folders, ['trash']);
    if (parentId !== null && trash.has(parentId) && !trash.has(folder.id)) return setDeleted(true);
    onClose();
    tell(moveFolder(store, t, accountId, folder, parentId, t('folders.moved', { name })));
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

function DeleteFolder({ accountId, folder, onClose }: About) {
  const t = useText();
  const store = useStore();
  const tell = useTelling();
  const folders = useFolders(accountId) ?? [];
  const { isPersonal = true, name: address = '' } = useSession().accounts[accountId] ?? {};
  const tree = subtreeOf(folders, folder.id);
  const name = folderName(t, folder);
  const count = tree.reduce((sum, { totalEmails }) => sum + totalEmails, 0);
  const trash = folders.find(({ role }) => role === 'trash');
  const isInTrash = inRoles(folders, ['trash']).has(folder.id);
  const sharees = useSharees(accountId, tree.map(({ id }) => id));
  // What goes to Trash can come back: the folder goes there as it is, with its subfolders.
  const goesToTrash = trash?.myRights.mayCreateChild === true && !isInTrash && folder.myRights.mayRename;
  // Nobody but its owner destroys mail with a folder.
  const owner = isPersonal ? undefined : store.owners.nameOf(accountId) || address;
  const confirm = (): void => {
    onClose();
    const label = t('folders.deleted', { name });
    const work = goesToTrash ? throwAway(store, t, accountId, folder, trash.id, label) : destroyFolders(store, accountId, tree.map(({ id }) => id)).then(() => tellFinal(store, label));
    // The tree gives the focus to a neighbour. The last folder goes with its tree, maybe a moment later.
    const ownTree = document.querySelector(`[data-folder="${CSS.escape(folder.id)}"]`)?.closest('[role="tree"]');
    const toFirst = () => ownTree?.isConnected || document.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
    tell(work.then(() => bringFocusHome(() => bringFocusHome(toFirst))));
  };
  return (
    <AlertDialog title={t('folders.deleteTitle', { name })} isOpen danger isPending={sharees === undefined} confirm={t('folders.deleteConfirm')} onConfirm={confirm} onCancel={onClose}>
      <p>{count === 0 ? t('folders.deleteEmpty') : owner === undefined ? t(goesToTrash ? 'folders.deleteIntoTrash' : 'folders.deleteForEver', { count }) : t('folders.deleteIntoOwners', { count, owner })}</p>
      {tree.length > 1 && <p>{t('folders.deleteHasChildren', { count: tree.length - 1 })}</p>}
      <WhoLosesIt accountId={accountId} sharees={sharees} />
    </AlertDialog>
  );
}

const mostNames = 4;

/** Others for whom the folders are gone, too. */
function WhoLosesIt({ accountId, sharees = [] }: { readonly accountId: string; readonly sharees: readonly string[] | undefined }) {
  const t = useText();
  const format = useFormat();
  const { isPersonal, name: owner } = useSession().accounts[accountId] ?? {};
  return (
    <>
      {isPersonal === false && <p>{t('folders.deleteOfOthers', { owner: owner ?? '' })}</p>}
      {sharees.length > 0 && <p>{sharees.length > mostNames ? t('folders.deleteSharedWithMany', { count: sharees.length }) : t('folders.deleteSharedWith', { names: format.list(sharees) })}</p>}
    </>
  );
}

function EmptyIt({ accountId, folder, onClose }: About) {
  const t = useText();
  const store = useStore();
  const tell = useTelling();
  const folders = useFolders(accountId) ?? [];
  const tree = subtreeOf(folders, folder.id);
  const count = tree.reduce((sum, { totalEmails }) => sum + totalEmails, 0);
  const [isPending, setPending] = useState(false);
  // Folders that were thrown away by other programs are shared still.
  const sharees = useSharees(accountId, tree.map(({ id }) => id));
  return (
    <AlertDialog
      title={t('folders.emptyTitle', { name: folderName(t, folder) })}
      isOpen
      danger
      isPending={isPending || sharees === undefined}
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
      <WhoLosesIt accountId={accountId} sharees={sharees} />
    </AlertDialog>
  );
}
