import { ChevronRight, Ellipsis, Users } from 'lucide-react';
import type { DragEvent, KeyboardEvent, MouseEvent } from 'react';
import { mailPath } from '../../app/paths.ts';
import { usePreferences } from '../../app/preferences.tsx';
import type { Folder } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { folderIcon, isShared } from '../actions/folder-icon.ts';
import { endDrag, startDrag } from '../actions/index.ts';
import type { FolderNode } from './folder-nodes.ts';
import styles from './folder-tree.module.css';
import { NameEditor } from './name-editor.tsx';
import { useFolderDrop } from './use-folder-drop.ts';

export interface FolderRowProps {
  readonly accountId: string;
  readonly node: FolderNode;
  readonly isCurrent: boolean;
  readonly isFocusable: boolean;
  readonly siblings: readonly Folder[];
  readonly isRenaming: boolean;
  readonly onOpen: () => void;
  readonly onUnfold: (isOpen: boolean) => void;
  readonly onMenu: (place: { readonly x: number; readonly y: number }) => void;
  readonly onRename: (name: string) => Promise<unknown>;
  readonly onRenamed: () => void;
  /** Another folder is to be deleted: it was dropped here. */
  readonly onDelete: (folder: Folder) => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

export function FolderRow({ accountId, node, isCurrent, isFocusable, siblings, isRenaming, onOpen, onUnfold, onMenu, onRename, onRenamed, onDelete, onFocus, onKeyDown }: FolderRowProps) {
  const t = useText();
  const format = useFormat();
  const { folder, name, level, place, siblings: setSize, hasChildren, isOpen } = node;
  const { conversations } = usePreferences().preferences;
  const drop = useFolderDrop(accountId, folder, { onLinger: hasChildren && !isOpen ? () => onUnfold(true) : undefined, onDelete });
  // In there all counts, and nothing is news.
  const isQuiet = folder.role === 'drafts' || folder.role === 'scheduled';
  const unread = conversations ? folder.unreadThreads : folder.unreadEmails;
  const count = isQuiet ? folder.totalEmails : folder.role === 'sent' ? 0 : unread;
  const isLoud = !isQuiet && folder.role !== 'junk' && folder.role !== 'trash' && count > 0;
  const canDrag = folder.role === null && folder.myRights.mayRename && !isRenaming;
  const spoken = [name, ...(count === 0 ? [] : [t(isQuiet ? 'folders.total' : 'folders.unread', { count })]), ...(isShared(folder) ? [t('folders.isShared')] : [])].join(t('ui.separator'));
  const onClick = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
    event.preventDefault();
    // The keys of the tree are its rows': they go on from what was clicked.
    event.currentTarget.closest<HTMLElement>('[role="treeitem"]')?.focus({ preventScroll: true });
    if (folder.myRights.mayReadItems) onOpen();
    else onUnfold(!isOpen);
  };
  return (
    <div
      role="treeitem"
      data-folder={folder.id}
      tabIndex={isFocusable ? 0 : -1}
      aria-label={spoken}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={setSize}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-current={isCurrent ? 'page' : undefined}
      aria-selected={isCurrent}
      className={styles.row}
      data-over={drop.isOver || undefined}
      data-loud={isLoud || undefined}
      style={{ '--level': level }}
      draggable={canDrag}
      onDragStart={(event: DragEvent) => {
        startDrag(event.dataTransfer, { kind: 'folder', accountId, mailboxId: folder.id }, name);
        addEventListener('dragend', endDrag, { once: true });
      }}
      {...drop.handlers}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        const isByKey = event.clientX === 0 && event.clientY === 0;
        onMenu(isByKey ? { x: box.left + 40, y: box.bottom } : { x: event.clientX, y: event.clientY });
      }}
    >
      <button type="button" tabIndex={-1} className={styles.chevron} data-empty={!hasChildren || undefined} aria-label={t(isOpen ? 'folders.collapse' : 'folders.expand', { name })} onClick={() => onUnfold(!isOpen)}>
        <Icon of={ChevronRight} size={16} className={isOpen ? styles.down : undefined} />
      </button>
      {isRenaming ? (
        <NameEditor initial={name} siblings={siblings} onCommit={onRename} onEnd={onRenamed} />
      ) : (
        <a tabIndex={-1} draggable={false} className={styles.link} href={mailPath({ accountId, mailboxId: folder.id })} onClick={onClick}>
          <Icon of={folderIcon(folder)} size={18} className={styles.icon} />
          <span className={styles.name} dir="auto">
            {name}
          </span>
          {isShared(folder) && <Icon of={Users} size={14} className={styles.icon} />}
          {count > 0 && <span className={styles.count} data-count={format.number(count)} />}
        </a>
      )}
      <button
        type="button"
        tabIndex={-1}
        className={styles.menu}
        aria-label={t('folders.actionsOf', { name })}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onMenu({ x: box.left, y: box.bottom });
        }}
      >
        <Icon of={Ellipsis} size={16} />
      </button>
    </div>
  );
}
