/** What may be dropped on a folder, and what happens then. */
import { type DragEvent, useRef, useState } from 'react';
import { type Folder, useStore } from '../../store/index.ts';
import { laterRoom, useText } from '../../text/index.ts';
import { toast } from '../../ui/toast-queue.ts';
import { folderDragType } from '../actions/drag.ts';
import { type Dragged, draggedNow, emailsDragType, useMailActions } from '../actions/index.ts';
import { subtreeOf } from '../actions/folder-choices.ts';

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
  const actions = useMailActions();
  const [isOver, setOver] = useState(false);
  const linger = useRef<ReturnType<typeof setTimeout>>(undefined);

  /** 2: it is taken. 1: it is not, and whoever drops it here is told why. 0: nobody means to drop it here. */
  const mayTake = (event: DragEvent): 0 | 1 | 2 => {
    const dragged = draggedNow();
    if (dragged?.kind === 'folder') return mayMoveFolder(dragged.accountId, dragged.mailboxId) ? 2 : 0;
    if (!folder || folder.id === dragged?.target.mailboxId) return 0;
    // From another window nothing is known but the kind: the server decides.
    if (!dragged) return event.dataTransfer.types.includes(emailsDragType) ? 2 : 0;
    return actions.whyNot(dragged.target, { kind: event.ctrlKey ? 'copy' : 'move', accountId, mailboxId: folder.id }) === undefined ? 2 : 1;
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

  return {
    isOver,
    handlers: {
      onDragOver(event: DragEvent) {
        const may = mayTake(event);
        if (!may) return;
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = may === 1 || (event.ctrlKey && event.dataTransfer.types.includes(emailsDragType)) ? 'copy' : 'move';
        setOver(may === 2);
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
        if (!dragged || (dragged.kind === 'folder' && !mayMoveFolder(dragged.accountId, dragged.mailboxId))) return;
        const isCopy = event.ctrlKey;
        laterRoom(import('./take-drop.ts')).then(
          ({ takeDrop }) => takeDrop({ store, t, actions, accountId, folder, onDelete }, dragged, isCopy),
          () => toast(t('errors.part'), { kind: 'failed' }),
        );
      },
    },
  };
}
