export { backupBytes, type BackupState, findDamage, refuseDamage } from './check.ts';
export { loadBackup, type LoadProgress } from './load.ts';
export { BackupUnusable, type Manifest, readManifest } from './manifest.ts';
export { markRestore, RestoreUnfinished, unfinishedRestore, unmarkRestore } from './marker.ts';
export { type BackupMailbox, type BackupMessage, openBackup, type OpenBackup } from './read.ts';
export { clearTarget, putAside, type RestoreTarget, whatIsThere } from './target.ts';
export { ThreadStopped } from './thread.ts';
export { type BackupOutcome, type BackupProgress, type BackupSource, refuseForeignFolder, writeBackup } from './write.ts';
