/** What is asked about a folder before it is done: where to, whether for good, with whom. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { dropKeys } from '../../app/held-keys.ts';
import { type Folder, useFolders, useSession, useStore } from '../../store/index.ts';
import { type Translate, useFormat, useText } from '../../text/index.ts';
import { Button } from '../../ui/button.tsx';
import { AlertDialog, Dialog } from '../../ui/dialog.tsx';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { toast } from '../../ui/toast.tsx';
import { FolderPicker } from '../actions/folder-picker.tsx';
import { folderName } from '../actions/index.ts';
import { inRoles, subtreeOf } from '../actions/folder-choices.ts';
import { tellFinal } from '../actions/tell-final.ts';
import { destroyFolders, FolderStays } from './change-folder.ts';
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

function stayInWords(t: Translate, tree: readonly Folder[], { id, type }: FolderStays, why: string): string {
  const staying = tree.find((folder) => folder.id === id);
  if (!staying) return why;
  const name = folderName(t, staying);
  // All that this person sees in it went before it: what it still holds is not shared with them.
  if (type === 'mailboxHasChild') return t(tree.length > 1 ? 'folderDialogs.holdsUnseenAndSeen' : 'folderDialogs.holdsUnseen', { name });
  return t('folderDialogs.refusedIn', { name, why });
}

/** @param tree folders that are destroyed together: which of them stays is said */
function useTelling(tree: readonly Folder[] = []): (work: Promise<unknown>) => void {
  const t = useText();
  const errorText = useErrorText();
  return (work) => {
    work.catch((error: unknown) => {
      const { what, why = what } = errorText(error);
      toast(error instanceof FolderStays ? stayInWords(t, tree, error, why) : why, { kind: 'failed' });
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
      title={t('folderDialogs.moveTitle', { name })}
      accountId={accountId}
      whyNot={(other) => {
        if (inside.has(other.id)) return '—';
        if (other.id === folder.parentId) return t('list.alreadyThere', { folder: folderName(t, other) });
        return other.myRights.mayCreateChild ? undefined : t('folders.mayNotCreate');
      }}
      {...(accountId === store.ownAccountId && folder.parentId !== null ? { top: { name: t('folderDialogs.top'), onPick: () => to(null) } } : {})}
      onPick={({ mailboxId }) => to(mailboxId)}
      onClose={onClose}
    />
  );
}

function DeleteFolder({ accountId, folder, onClose }: About) {
  const t = useText();
  const store = useStore();
  const folders = useFolders(accountId) ?? [];
  const { isPersonal = true, name: address = '' } = useSession().accounts[accountId] ?? {};
  const tree = subtreeOf(folders, folder.id);
  const tell = useTelling(tree);
  const name = folderName(t, folder);
  const count = tree.reduce((sum, { totalEmails }) => sum + totalEmails, 0);
  const trash = folders.find(({ role }) => role === 'trash');
  const isInTrash = inRoles(folders, ['trash']).has(folder.id);
  const sharees = useSharees(accountId, tree.map(({ id }) => id));
  // What goes to Trash can come back: the folder goes there as it is, with its subfolders.
  const goesToTrash = trash?.myRights.mayCreateChild === true && !isInTrash && folder.myRights.mayRename;
  // Nobody but its owner destroys mail with a folder.
  const owner = isPersonal ? undefined : store.owners.nameOf(accountId) || address;
  const kept = tree.filter(({ myRights }) => !myRights.mayDelete);
  const unemptied = tree.filter(({ myRights, totalEmails }) => totalEmails > 0 && !myRights.mayRemoveItems);
  // One that stays keeps those that it lies in: the others are not deleted for nothing.
  if (owner !== undefined && !goesToTrash && kept.length + unemptied.length > 0) return <CannotDelete name={name} owner={owner} kept={kept} unemptied={unemptied} onClose={onClose} />;
  const confirm = (): void => {
    onClose();
    const label = t('folderDialogs.deleted', { name });
    const work = goesToTrash ? throwAway(store, t, accountId, folder, trash.id, label) : destroyFolders(store, accountId, tree.map(({ id }) => id)).then(() => tellFinal(store, label));
    // The tree gives the focus to a neighbour. The last folder goes with its tree, maybe a moment later.
    const ownTree = document.querySelector(`[data-folder="${CSS.escape(folder.id)}"]`)?.closest('[role="tree"]');
    const toFirst = () => ownTree?.isConnected || document.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
    tell(work.then(() => bringFocusHome(() => bringFocusHome(toFirst))));
  };
  return (
    <AlertDialog title={t('folderDialogs.deleteTitle', { name })} isOpen danger isPending={sharees === undefined} confirm={t('folderDialogs.deleteConfirm')} onConfirm={confirm} onCancel={onClose}>
      <p>{count === 0 ? t('folderDialogs.deleteEmpty') : owner === undefined ? t(goesToTrash ? 'folderDialogs.deleteIntoTrash' : 'folderDialogs.deleteForEver', { count }) : t('folderDialogs.deleteIntoOwners', { count, owner })}</p>
      {tree.length > 1 && <p>{t('folderDialogs.deleteHasChildren', { count: tree.length - 1 })}</p>}
      <WhoLosesIt accountId={accountId} sharees={sharees} />
      {!goesToTrash && (count === 0 || owner !== undefined) && <p>{t('folderDialogs.noWayBack')}</p>}
    </AlertDialog>
  );
}

interface CannotDeleteProps {
  readonly name: string;
  readonly owner: string;
  readonly kept: readonly Folder[];
  /** Their messages may not be deleted. */
  readonly unemptied: readonly Folder[];
  readonly onClose: () => void;
}

function CannotDelete({ name, owner, kept, unemptied, onClose }: CannotDeleteProps) {
  const t = useText();
  const format = useFormat();
  const named = (folders: readonly Folder[]) => format.list(folders.map((folder) => t('sharing.folder', { name: folderName(t, folder) })));
  return (
    <Dialog title={t('folderDialogs.cannotTitle', { name })} size="small" isOpen onClose={onClose} actions={<Button onPress={onClose}>{t('ui.close')}</Button>}>
      {kept.length > 0 && <p>{t('folderDialogs.holdsKept', { folders: named(kept) })}</p>}
      {unemptied.length > 0 && <p>{t('folderDialogs.holdsMessages', { folders: named(unemptied) })}</p>}
      <p>{t('folderDialogs.whoMay', { owner })}</p>
    </Dialog>
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
      {isPersonal === false && <p>{t('folderDialogs.deleteOfOthers', { owner: owner ?? '' })}</p>}
      {sharees.length > 0 && <p>{sharees.length > mostNames ? t('folderDialogs.deleteSharedWithMany', { count: sharees.length }) : t('folderDialogs.deleteSharedWith', { names: format.list(sharees) })}</p>}
    </>
  );
}

function EmptyIt({ accountId, folder, onClose }: About) {
  const t = useText();
  const store = useStore();
  const folders = useFolders(accountId) ?? [];
  const tree = subtreeOf(folders, folder.id);
  const tell = useTelling(tree);
  const count = tree.reduce((sum, { totalEmails }) => sum + totalEmails, 0);
  const [isPending, setPending] = useState(false);
  // Folders that were thrown away by other programs are shared still.
  const sharees = useSharees(accountId, tree.map(({ id }) => id));
  return (
    <AlertDialog
      title={t('folderDialogs.emptyTitle', { name: folderName(t, folder) })}
      isOpen
      danger
      isPending={isPending || sharees === undefined}
      confirm={t('folderDialogs.emptyConfirm')}
      onConfirm={() => {
        setPending(true);
        onClose();
        tell(emptyFolder(store, t, accountId, folder, tree.slice(1)));
      }}
      onCancel={onClose}
    >
      <p>{t('folderDialogs.emptyText', { count })}</p>
      {tree.length > 1 && <p>{t('folderDialogs.deleteHasChildren', { count: tree.length - 1 })}</p>}
      <WhoLosesIt accountId={accountId} sharees={sharees} />
    </AlertDialog>
  );
}
