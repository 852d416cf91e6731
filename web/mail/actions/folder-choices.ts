/** Folders to choose from, with the way to each in words. */
import type { Folder } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { folderName } from './folder-name.ts';

export interface FolderChoice {
  readonly folder: Folder;
  readonly name: string;
  /** Names of the folders that it lies in, the outermost first. */
  readonly path: readonly string[];
}

/** Null stands for folders without a role, and for those of a role that is not named here. */
const treeOrder = ['inbox', 'drafts', 'scheduled', 'sent', 'archive', 'junk', 'trash', null];
/** Where things are put, the likeliest first: hardly anybody moves a message to Drafts. */
const destinationOrder = ['archive', 'inbox', null, 'junk', 'trash', 'sent', 'drafts'];

/** The order of siblings: folders of a role in their usual order, then the owner's order, then names. */
export function inFolderOrder(t: Translate, locale: string, roles: readonly (string | null)[] = treeOrder): (a: Folder, b: Folder) => number {
  const names = new Intl.Collator(locale, { numeric: true });
  const rank = ({ role }: Folder) => roles.indexOf(roles.includes(role) ? role : null);
  return (a, b) => rank(a) - rank(b) || a.sortOrder - b.sortOrder || names.compare(folderName(t, a), folderName(t, b));
}

/** Folders by the one that they lie in; null holds those at the top, and those whose parent is not shown to this person. */
export function childrenOf(folders: readonly Folder[]): Map<string | null, Folder[]> {
  const known = new Set(folders.map(({ id }) => id));
  const children = new Map<string | null, Folder[]>();
  for (const folder of folders) {
    const parent = folder.parentId !== null && known.has(folder.parentId) ? folder.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), folder]);
  }
  return children;
}

/** A folder and all that lie in it, the outermost first. */
export function subtreeOf(folders: readonly Folder[], id: string): Folder[] {
  const children = childrenOf(folders);
  const root = folders.find((folder) => folder.id === id);
  const walk = (folder: Folder): Folder[] => [folder, ...(children.get(folder.id) ?? []).flatMap(walk)];
  return root ? walk(root) : [];
}

/** Ids of the folders of these roles, with all that lie in them. */
export function inRoles(folders: readonly Folder[], roles: readonly string[]): ReadonlySet<string> {
  return new Set(folders.filter(({ role }) => role !== null && roles.includes(role)).flatMap(({ id }) => subtreeOf(folders, id).map((folder) => folder.id)));
}

/** Folders to put something into, each followed by those that lie in it. What waits to be sent is put where it waits by its sending alone. */
export function folderChoices(t: Translate, locale: string, folders: readonly Folder[]): FolderChoice[] {
  const children = childrenOf(folders);
  const order = inFolderOrder(t, locale, destinationOrder);
  const choices: FolderChoice[] = [];
  const walk = (parent: string | null, path: readonly string[]): void => {
    for (const folder of (children.get(parent) ?? []).filter(({ role }) => role !== 'scheduled').sort(order)) {
      const name = folderName(t, folder);
      choices.push({ folder, name, path });
      walk(folder.id, [...path, name]);
    }
  };
  walk(null, []);
  return choices;
}

/** For comparing what somebody types with names: "éleves" finds "Élèves", and Arabic is found without its vowel marks. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\u0640]/gu, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .toLocaleLowerCase();
}
