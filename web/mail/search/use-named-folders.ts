/** Folders by the names that the page shows them under: that is what people type behind `in:`. */
import { useMemo } from 'react';
import { type Folder, useFolders } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { folderName } from '../actions/folder-name.ts';

export function useNamedFolders(accountId: string): readonly Folder[] | undefined {
  const t = useText();
  const folders = useFolders(accountId);
  // Counts change with every message: what is searched does not.
  const key = folders && JSON.stringify(folders.map(({ id, role, name, parentId }) => [id, role, name, parentId]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters of the folders
  return useMemo(() => folders?.map((folder) => ({ ...folder, name: folderName(t, folder) })), [t, key]);
}
