/** What somebody drops or pastes. A folder comes as a file, too, but nothing of it can be read. */
export interface DroppedFiles {
  readonly files: readonly File[];
  /** Names of folders. */
  readonly folders: readonly string[];
}

/** @param transfer holds nothing any more once its event is over */
export function droppedFiles({ items }: Pick<DataTransfer, 'items'>): DroppedFiles {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of items) {
    if (item.kind !== 'file') continue;
    const file = item.getAsFile();
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) folders.push(entry.name);
    else if (file) files.push(file);
  }
  return { files, folders };
}
