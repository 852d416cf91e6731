import { backupBytes, BackupUnusable, type Manifest } from '../../db/backup/index.ts';
import type { BackupShown } from '../client/backup.ts';
import { CoreError } from '../client/errors.ts';

export function shownManifest(folder: string, manifest: Manifest): BackupShown {
  const { accounts, emails, blobs } = manifest.counts;
  return { folder, takenAt: new Date(manifest.takenAt).toISOString(), accounts, emails, blobs, bytes: backupBytes(manifest) };
}

/** Runs what may find a backup unusable. @throws CoreError with its sentence */
export function refused<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asRefusal(error);
  }
}

/** A backup that cannot be used, as a refusal. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof BackupUnusable)) return error;
  return new CoreError(error.reason === 'missing' ? 'notFound' : 'invalidArguments', error.message);
}
