import type { Manifest } from './manifest.ts';
import { BackupUnusable } from './manifest.ts';
import { runThread } from './thread.ts';

/** What a backup holds in bytes, as its manifest says. */
export const backupBytes = (manifest: Manifest): number => [manifest.database, ...manifest.segments].reduce((sum, { bytes }) => sum + bytes, 0);

/** What is wrong with a backup, in sentences. */
export interface BackupState {
  /** Files that are not as they were written. */
  readonly damage: readonly string[];
  /** What the store itself had lost when the backup was made. */
  readonly flaws: readonly string[];
}

/**
 * Reads a whole backup and holds it against its manifest.
 * @param options.only `database`: the messages' bytes are left out
 */
export function findDamage(folder: string, manifest: Manifest, options: { only?: 'database'; progress?: (bytes: number) => void; signal?: AbortSignal } = {}): Promise<BackupState> {
  return runThread<BackupState>('./check-thread.mjs', { folder, manifest, only: options.only ?? null }, options.progress ?? (() => undefined), options.signal);
}

/** @throws BackupUnusable with the first of what is damaged, where anything is */
export function refuseDamage(folder: string, { damage }: BackupState): void {
  const [first] = damage;
  if (first === undefined) return;
  const more = damage.length === 1 ? '' : ` (and ${damage.length - 1} more; messagerie backup ${folder} --check lists them)`;
  throw new BackupUnusable('damaged', `The backup in ${folder} is damaged: ${first}${more}.`);
}
