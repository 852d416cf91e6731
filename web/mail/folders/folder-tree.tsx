/** A tree of folders: one stop of the Tab key, arrows inside, everything that the mouse does by keys too. */
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useLocation, useRoute } from 'wouter';
import { useShortcuts } from '../../app/keys.ts';
import { mailPath } from '../../app/paths.ts';
import { type Folder, useStore } from '../../store/index.ts';
import { useLanguage, useText } from '../../text/index.ts';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { heirOf } from '../list/heir.ts';
import type { FolderWish } from './folder-menu.tsx';
import type { FolderNode } from './folder-nodes.ts';
import { FolderRow } from './folder-row.tsx';
import styles from './folder-tree.module.css';
import { NameEditor } from './name-editor.tsx';

const idsOf = (nodes: readonly FolderNode[]): string[] => nodes.map(({ folder }) => folder.id);

const folderActions = () => import('./folder-actions.ts');
const FolderMenu = lazy(() => import('./folder-menu.tsx').then(({ FolderMenu }) => ({ default: FolderMenu })));

export interface FolderTreeProps {
  readonly label: string;
  readonly accountId: string;
  readonly nodes: readonly FolderNode[];
  /** All folders of the account. */
  readonly folders: readonly Folder[];
  /** These are the ones that are hidden. */
  readonly areHidden?: boolean;
  readonly onUnfold: (id: string, isOpen: boolean) => void;
  readonly onPicked?: (() => void) | undefined;
  /** A folder is being made at the top of this tree. */
  readonly isCreating?: boolean;
  readonly onCreated?: () => void;
  /** It was given up by Escape. */
  readonly onCreateEscaped?: () => void;
  /** What needs a dialog. */
  readonly onWish: (wish: FolderWish, folder: Folder) => void;
}

export function FolderTree({ label, accountId, nodes, folders, areHidden = false, onUnfold, onPicked, isCreating = false, onCreated, onCreateEscaped, onWish }: FolderTreeProps) {
  const store = useStore();
  const { direction } = useLanguage();
  const [, navigate] = useLocation();
  const [, mail] = useRoute<{ account: string; mailbox: string; thread?: string }>('/mail/:account/:mailbox/:thread?');
  const current = mail?.account === accountId ? mail.mailbox : undefined;
  const t = useText();
  const tree = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  const [renaming, setRenaming] = useState<string>();
  const [creatingIn, setCreatingIn] = useState<string>();
  const [menu, setMenu] = useState<{ readonly folder: Folder; readonly x: number; readonly y: number }>();
  const stop = [focused, current].find((id) => nodes.some(({ folder }) => folder.id === id)) ?? nodes[0]?.folder.id;

  const focusRow = (id: string | undefined) => id !== undefined && tree.current?.querySelector<HTMLElement>(`[data-folder="${CSS.escape(id)}"]`)?.focus();
  // The row that had the focus has gone: its neighbour has it, else the folder that it lay in.
  const drawn = useRef(nodes);
  useEffect(() => {
    const before = drawn.current;
    drawn.current = nodes;
    const gone = before.find(({ folder }) => folder.id === focused)?.folder;
    if (!gone || nodes.some(({ folder }) => folder.id === focused)) return;
    const siblings = before.filter(({ folder }) => folder.parentId === gone.parentId);
    const heir = heirOf(gone.id, idsOf(siblings), idsOf(nodes)) ?? gone.parentId ?? undefined;
    bringFocusHome(() => focusRow(heir));
  });
  const open = (folder: Folder): void => {
    navigate(mailPath({ accountId, mailboxId: folder.id }));
    onPicked?.();
  };
  const wish = (kind: FolderWish, folder: Folder): void => {
    if (kind === 'rename') setRenaming(folder.id);
    else if (kind === 'newSubfolder') {
      onUnfold(folder.id, true);
      setCreatingIn(folder.id);
    } else onWish(kind, folder);
  };
  const onKeyDown = (node: FolderNode, index: number) => (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const { folder } = node;
    const into = direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const outOf = direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const parent = nodes.slice(0, index).findLast(({ level }) => level < node.level)?.folder.id;
    const act = new Map<string, () => unknown>([
      ['ArrowDown', () => focusRow(nodes[index + 1]?.folder.id)],
      ['ArrowUp', () => focusRow(nodes[index - 1]?.folder.id)],
      ['Home', () => focusRow(nodes[0]?.folder.id)],
      ['End', () => focusRow(nodes.at(-1)?.folder.id)],
      [into, () => (node.hasChildren && !node.isOpen ? onUnfold(folder.id, true) : node.isOpen && focusRow(nodes[index + 1]?.folder.id))],
      [outOf, () => (node.isOpen ? onUnfold(folder.id, false) : focusRow(parent))],
      ['Enter', () => open(folder)],
      [' ', () => open(folder)],
    ]);
    if (folder.role === null && folder.myRights.mayRename) act.set('F2', () => setRenaming(folder.id));
    if (folder.role === null && folder.myRights.mayDelete) act.set('Delete', () => onWish('delete', folder));
    const work = act.get(event.key);
    if (!work) return;
    event.preventDefault();
    work();
  };
  const focusedFolder = () => {
    const id = (document.activeElement as HTMLElement | null)?.dataset['folder'];
    return tree.current?.contains(document.activeElement) ? folders.find((folder) => folder.id === id) : undefined;
  };
  useShortcuts(
    {
      move: () => {
        const folder = focusedFolder();
        if (!folder) return false;
        if (folder.role === null && folder.myRights.mayRename) onWish('move', folder);
        return true;
      },
      trash: () => focusedFolder() !== undefined,
    },
    tree,
  );

  /** Whoever has gone elsewhere meanwhile stays there. */
  const focusMade = (id: string): void => {
    if (tree.current?.querySelector('input') === document.activeElement) requestAnimationFrame(() => focusRow(id));
  };
  const siblingsIn = (parentId: string | null) => folders.filter((folder) => folder.parentId === parentId);
  const newRow = (parentId: string | null, level: number, onEnd: () => void, onEscaped: (() => void) | undefined) => (
    <div role="treeitem" aria-level={level} aria-selected={false} tabIndex={-1} className={styles.row} style={{ '--level': level }}>
      <span className={styles.chevron} data-empty />
      <NameEditor initial="" siblings={siblingsIn(parentId)} onCommit={(name) => folderActions().then(({ makeFolder }) => makeFolder(store, t, accountId, name, parentId)).then(focusMade)} onEnd={onEnd} onEscaped={onEscaped} />
    </div>
  );
  return (
    <>
      <div ref={tree} role="tree" aria-label={label} className={styles.tree}>
        {nodes.map((node, index) => {
          const { folder } = node;
          return [
            <FolderRow
              key={folder.id}
              accountId={accountId}
              node={node}
              isCurrent={folder.id === current}
              isFocusable={folder.id === stop}
              siblings={siblingsIn(folder.parentId).filter(({ id }) => id !== folder.id)}
              isRenaming={folder.id === renaming}
              onOpen={() => open(folder)}
              onUnfold={(isOpen) => onUnfold(folder.id, isOpen)}
              onMenu={({ x, y }) => setMenu({ folder, x, y })}
              onRename={(name) => folderActions().then(({ renameFolder }) => renameFolder(store, t, accountId, folder, name))}
              onRenamed={() => {
                setRenaming(undefined);
                requestAnimationFrame(() => focusRow(folder.id));
              }}
              onDelete={(dropped) => onWish('delete', dropped)}
              onFocus={() => setFocused(folder.id)}
              onKeyDown={onKeyDown(node, index)}
            />,
            folder.id === creatingIn && <div key="new" role="presentation">{newRow(folder.id, node.level + 1, () => setCreatingIn(undefined), () => focusRow(folder.id))}</div>,
          ];
        })}
        {isCreating && onCreated && newRow(null, 1, onCreated, onCreateEscaped)}
      </div>
      {menu && (
        <Suspense>
          <FolderMenu place={menu} folder={menu.folder} isOwn={accountId === store.ownAccountId} isHidden={areHidden} onWish={(kind) => wish(kind, menu.folder)} onClose={() => setMenu(undefined)} />
        </Suspense>
      )}
    </>
  );
}
