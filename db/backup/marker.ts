import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../folders.ts';

/** A restore was begun here and did not come to its end: what is there is half of something. */
export class RestoreUnfinished extends Error {
  override name = 'RestoreUnfinished';
}

/** The row of `meta` that says the same to other nodes on one MariaDB. */
export const RESTORE_META = 'restore under way';

const markerFile = (dataFolder: string): string => join(dataFolder, 'restore-under-way');

/** How far a restore has come. */
export interface UnfinishedRestore {
  /** The backup's folder. */
  readonly folder: string;
  /** `aside`: what was there before is being moved out of the way; `load`: what is there now is of the restore, and worth nothing. */
  readonly step: 'aside' | 'load';
}

/** Says, durably, how far a restore has come. */
export function markRestore(dataFolder: string, restore: UnfinishedRestore): void {
  const fresh = `${markerFile(dataFolder)}.new`;
  writeFileSync(fresh, `${JSON.stringify(restore)}\n`, { mode: 0o600 });
  const fd = openSync(fresh, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(fresh, markerFile(dataFolder));
  syncFolder(dataFolder);
}

export function unmarkRestore(dataFolder: string): void {
  rmSync(markerFile(dataFolder), { force: true });
  syncFolder(dataFolder);
}

/** The restore that was begun in this data folder and not ended; null: none was. */
export function unfinishedRestore(dataFolder: string): UnfinishedRestore | null {
  return existsSync(markerFile(dataFolder)) ? (JSON.parse(readFileSync(markerFile(dataFolder), 'utf8')) as UnfinishedRestore) : null;
}

const sentence = (folder: string): string => `A restore from ${folder} was begun here and not finished. Run it again: messagerie restore ${folder}`;

/** @throws RestoreUnfinished before anything is opened */
export function refuseHalfRestoredFolder(dataFolder: string): void {
  const restore = unfinishedRestore(dataFolder);
  if (restore !== null) throw new RestoreUnfinished(sentence(restore.folder));
}

/** The same for a database that another node restores. @param folder what `meta` says of it @throws RestoreUnfinished */
export function refuseHalfRestored(folder: string | undefined): void {
  if (folder !== undefined) throw new RestoreUnfinished(sentence(folder));
}
