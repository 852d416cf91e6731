/** The rows of a tree of folders that are seen: those whose parents are all unfolded. Pure. */
import type { Folder } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { childrenOf, inFolderOrder } from '../actions/folder-choices.ts';
import { folderName } from '../actions/index.ts';

export interface FolderNode {
  readonly folder: Folder;
  readonly name: string;
  /** 1 at the top of the tree. */
  readonly level: number;
  readonly place: number;
  readonly siblings: number;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
}

/** @param isShown what to leave out, with all that lies in it. @param isRoot which of the folders at the top belong to this tree */
export function folderNodes(t: Translate, locale: string, folders: readonly Folder[], isOpen: (id: string) => boolean, isShown: (folder: Folder) => boolean = () => true, isRoot: (folder: Folder) => boolean = () => true): FolderNode[] {
  const children = childrenOf(folders);
  const order = inFolderOrder(t, locale);
  const nodes: FolderNode[] = [];
  const walk = (parent: string | null, level: number): void => {
    const level1 = level === 1;
    const these = (children.get(parent) ?? []).filter((folder) => isShown(folder) && (!level1 || isRoot(folder))).sort(order);
    these.forEach((folder, index) => {
      const hasChildren = (children.get(folder.id) ?? []).some(isShown);
      const isUnfolded = hasChildren && isOpen(folder.id);
      nodes.push({ folder, name: folderName(t, folder), level, place: index + 1, siblings: these.length, hasChildren, isOpen: isUnfolded });
      if (isUnfolded) walk(folder.id, level + 1);
    });
  };
  walk(null, 1);
  return nodes;
}

/** Folders of one's own that are hidden: those of a role never are. */
export const hiddenOwn = (folders: readonly Folder[]): ReadonlySet<string> => new Set(folders.filter(({ isSubscribed, role }) => !isSubscribed && role === null).map(({ id }) => id));
