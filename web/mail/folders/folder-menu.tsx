import { CheckCheck, Eye, EyeOff, FolderInput, FolderPlus, Pencil, Trash2, UserPlus, Eraser } from 'lucide-react';
import { useRef } from 'react';
import type { Folder } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { folderName } from '../actions/index.ts';
import styles from './folder-tree.module.css';

export type FolderWish = 'newSubfolder' | 'rename' | 'move' | 'delete' | 'markAllRead' | 'empty' | 'share' | 'hide' | 'show';

interface FolderMenuProps {
  /** In pixels of the window. */
  readonly place: { readonly x: number; readonly y: number };
  readonly folder: Folder;
  readonly isOwn: boolean;
  readonly isHidden: boolean;
  readonly onWish: (wish: FolderWish) => void;
  readonly onClose: () => void;
}

export function FolderMenu({ place, folder, isOwn, isHidden, onWish, onClose }: FolderMenuProps) {
  const t = useText();
  const anchor = useRef<HTMLSpanElement>(null);
  const { role, myRights } = folder;
  const isPlain = role === null;
  const canEmpty = role === 'trash' || role === 'junk';
  return (
    <>
      <span ref={anchor} className={styles.anchor} style={{ insetBlockStart: place.y, left: place.x }} />
      <Menu
        aria-label={t('folders.actionsOf', { name: folderName(t, folder) })}
        autoFocus="first"
        onAction={(key) => onWish(key as FolderWish)}
        onClose={onClose}
        popover={{ isOpen: true, onOpenChange: (isOpen) => isOpen || onClose(), triggerRef: anchor, offset: 0 }}
      >
        <MenuItem id="newSubfolder" icon={FolderPlus} unavailable={myRights.mayCreateChild ? undefined : t('folders.mayNotCreate')}>
          {t('folders.newSubfolder')}
        </MenuItem>
        {isPlain && (
          <MenuItem id="rename" icon={Pencil} shortcut="F2" unavailable={myRights.mayRename ? undefined : t('folders.mayNotRename')}>
            {t('folders.rename')}
          </MenuItem>
        )}
        {isPlain && (
          <MenuItem id="move" icon={FolderInput} shortcut="V" unavailable={myRights.mayRename ? undefined : t('folders.mayNotRename')}>
            {t('folders.move')}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem id="markAllRead" icon={CheckCheck} unavailable={myRights.maySetSeen ? undefined : t('list.mayNotSetSeen', { folder: folder.name })}>
          {t('folders.markAllRead')}
        </MenuItem>
        <MenuItem id="share" icon={UserPlus}>
          {t((myRights.mayShare ?? isOwn) ? 'folders.share' : 'folders.myRights')}
        </MenuItem>
        {(isPlain || !isOwn) && (
          <MenuItem id={isHidden ? 'show' : 'hide'} icon={isHidden ? Eye : EyeOff}>
            {t(isHidden ? 'folders.show' : 'folders.hide')}
          </MenuItem>
        )}
        {(canEmpty || isPlain) && <MenuSeparator />}
        {canEmpty && (
          <MenuItem id="empty" icon={Eraser} danger unavailable={myRights.mayRemoveItems ? undefined : t('list.mayNotRemove', { folder: folder.name })}>
            {t('folders.empty')}
          </MenuItem>
        )}
        {isPlain && (
          <MenuItem id="delete" icon={Trash2} danger unavailable={myRights.mayDelete ? undefined : t('folders.mayNotDelete')}>
            {t('folders.delete')}
          </MenuItem>
        )}
      </Menu>
    </>
  );
}
