/** Whole backups as the command deals with them where no server is needed; the composition root supplies the functions (contract, Commands). */

export interface BackupShown {
  readonly folder: string;
  /** When it was taken: everything acknowledged before is in it. */
  readonly takenAt: string;
  readonly accounts: number;
  readonly emails: number;
  readonly blobs: number;
  readonly bytes: number;
}

export interface BackupCheck extends BackupShown {
  /** Files that are not as they were written. */
  readonly damage: readonly string[];
  /** What the store itself had lost when the backup was made. */
  readonly flaws: readonly string[];
}

export interface RestoredWhole extends BackupShown {
  readonly flaws: readonly string[];
  /** Where what was there before lies now. */
  readonly replaced: readonly string[];
}

/** Steps in the order in which they come: bytes, tables, bytes. */
export type BackupToolsProgress = (progress: { readonly step: 'checking' | 'database' | 'messages'; readonly done: number; readonly total: number }) => void;

/** @template C the configuration */
export interface BackupTools<C> {
  /** @throws CoreError notFound, unavailable */
  check(folder: string, progress: BackupToolsProgress): Promise<BackupCheck>;
  /** Takes the lock of the data folder. @throws CoreError notFound, unavailable, inUse */
  restore(config: C, folder: string, options: { readonly replace: boolean }, progress: BackupToolsProgress): Promise<RestoredWhole>;
}
