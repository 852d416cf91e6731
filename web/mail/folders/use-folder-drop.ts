/** What may be dropped on a folder, and what happens then. */
import { type DragEvent, useRef, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { type Folder, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { toast } from '../../ui/toast.tsx';
import { folderDragType } from '../actions/drag.ts';
import { type Dragged, draggedNow, emailsDragType, folderName, useMailActions } from '../actions/index.ts';
import { inRoles, subtreeOf } from '../actions/folder-choices.ts';

const unfoldAfterMs = 700;

export interface FolderDropWishes {
  /** Unfolds what is dragged over for a while. */
  readonly onLinger?: (() => void) | undefined;
  /** A folder was dropped into Trash: that deletes it, and is asked first. */
  readonly onDelete?: (folder: Folder) => void;
}

/** @param folder undefined: the top of the account's tree */
export function useFolderDrop(accountId: string, folder: Folder | undefined, { onLinger, onDelete }: FolderDropWishes = {}) {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const actions = useMailActions();
  const [isOver, setOver] = useState(false);
  const linger = useRef<ReturnType<typeof setTimeout>>(undefined);

  const mayTake = (event: DragEvent): boolean => {
    const dragged = draggedNow();
    // From another window nothing is known but the kind: the server decides.
    if (!dragged) return folder !== undefined && event.dataTransfer.types.includes(emailsDragType);
    if (dragged.kind === 'folder') return mayMoveFolder(dragged.accountId, dragged.mailboxId);
    return folder !== undefined && actions.whyNot(dragged.target, { kind: event.ctrlKey ? 'copy' : 'move', accountId, mailboxId: folder.id }) === undefined;
  };
  const mayMoveFolder = (from: string, id: string): boolean => {
    const folders = store.replica(accountId).folders() ?? [];
    const moved = folders.find((one) => one.id === id);
    if (from !== accountId || !moved || moved.parentId === (folder?.id ?? null)) return false;
    const isInside = folder !== undefined && subtreeOf(folders, id).some((one) => one.id === folder.id);
    return !isInside && moved.myRights.mayRename && (folder?.myRights.mayCreateChild ?? accountId === store.ownAccountId);
  };
  const end = (): void => {
    clearTimeout(linger.current);
    linger.current = undefined;
    setOver(false);
  };
  const take = (dragged: Dragged, isCopy: boolean): void => {
    if (dragged.kind === 'emails') {
      if (!folder) return;
      const place = { accountId, mailboxId: folder.id };
      if (isCopy) actions.copy(dragged.target, place);
      else actions.move(dragged.target, place);
      return;
    }
    const moved = store.replica(accountId).folder(dragged.mailboxId);
    if (!moved) return;
    const trash = inRoles(store.replica(accountId).folders() ?? [], ['trash']);
    if (onDelete && folder && trash.has(folder.id) && !trash.has(moved.id)) return void onDelete(moved);
    const move = async () => {
      const { moveFolder } = await import('./move-folder.ts');
      await moveFolder(store, accountId, moved, folder?.id ?? null, t('folders.moved', { name: folderName(t, moved) }));
    };
    move().catch((error: unknown) => {
      const { what, why } = errorText(error);
      toast(why ?? what, { kind: 'failed' });
    });
  };

  return {
    isOver,
    handlers: {
      onDragOver(event: DragEvent) {
        if (!mayTake(event)) return;
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = event.ctrlKey && event.dataTransfer.types.includes(emailsDragType) ? 'copy' : 'move';
        setOver(true);
        if (onLinger) linger.current ??= setTimeout(onLinger, unfoldAfterMs);
      },
      onDragLeave(event: DragEvent) {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) end();
      },
      onDrop(event: DragEvent) {
        event.preventDefault();
        event.stopPropagation();
        end();
        const text = event.dataTransfer.getData(emailsDragType) || event.dataTransfer.getData(folderDragType);
        const dragged = draggedNow() ?? (text === '' ? undefined : (JSON.parse(text) as Dragged));
        if (dragged && (dragged.kind === 'emails' || mayMoveFolder(dragged.accountId, dragged.mailboxId))) take(dragged, event.ctrlKey);
      },
    },
  };
}
