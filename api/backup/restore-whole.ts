import {
  backupBytes, BackupUnusable, clearTarget, findDamage, loadBackup, type Manifest, markRestore, putAside, readManifest, refuseDamage, type RestoreTarget, unfinishedRestore, unmarkRestore,
  whatIsThere,
} from '../../db/backup/index.ts';
import { CoreError } from '../client/errors.ts';
import type { BackupCheck, BackupToolsProgress, RestoredWhole } from '../client/backup.ts';
import { readable } from './locked.ts';
import { refused, shownManifest } from './shown.ts';

/**
 * Reads a backup through and tells what it holds and what is wrong with it.
 * @throws CoreError notFound, unavailable
 */
export async function checkBackup(folder: string, progress: BackupToolsProgress): Promise<BackupCheck> {
  return readable(folder, async () => {
    const manifest = refused(() => readManifest(folder));
    const total = backupBytes(manifest);
    const { damage, flaws } = await findDamage(folder, manifest, { progress: (done) => progress({ step: 'checking', done, total }) });
    return { ...shownManifest(folder, manifest), damage: [...damage], flaws: [...flaws] };
  });
}

/**
 * Restores a whole backup into an empty database and data folder of either kind. Nothing is changed before the backup was found whole; from the first change
 * to the last the server refuses to start on it, and the restore may be run again.
 *
 * The caller holds the data folder's lock.
 * @param options.replace what is there is moved aside
 * @throws CoreError notFound, unavailable, inUse (the target is not empty)
 */
export async function restoreWhole(target: RestoreTarget, folder: string, options: { replace: boolean; now: number }, progress: BackupToolsProgress): Promise<RestoredWhole> {
  return readable(folder, async () => {
    const manifest = refused(() => readManifest(folder));
    await refuseNewer(folder, manifest);
    const putAsideFirst = await checkTarget(target, options.replace);
    const total = backupBytes(manifest);
    const state = await findDamage(folder, manifest, { progress: (done) => progress({ step: 'checking', done, total }) });
    refused(() => refuseDamage(folder, state));
    let replaced: string[] = [];
    if (putAsideFirst) {
      markRestore(target.dataFolder, { folder, step: 'aside' });
      replaced = putAside(target, options.now);
    }
    markRestore(target.dataFolder, { folder, step: 'load' });
    await clearTarget(target);
    await loadBackup(target, folder, manifest, options.now, progress);
    unmarkRestore(target.dataFolder);
    return { ...shownManifest(folder, manifest), flaws: [...state.flaws], replaced };
  });
}

/** @returns whether what is there is to be moved aside @throws CoreError inUse */
async function checkTarget(target: RestoreTarget, replace: boolean): Promise<boolean> {
  const unfinished = unfinishedRestore(target.dataFolder);
  // What an unfinished restore has left is nobody's; what it had not yet moved aside is somebody's.
  if (unfinished) return unfinished.step === 'aside';
  const there = await whatIsThere(target);
  if (there === null) return false;
  if (target.address.kind === 'mariadb' && there.startsWith('a database')) {
    throw new CoreError('inUse', `There is ${there} already. Make an empty database, name it in database.url, and restore into that.`);
  }
  if (!replace) throw new CoreError('inUse', `There is ${there} already. Restore into an empty data folder, or with --replace, which moves aside what is there.`);
  return true;
}

async function refuseNewer(folder: string, manifest: Manifest): Promise<void> {
  const { migrationNames } = await import('../../db/schema/migrate.ts');
  const known = migrationNames();
  const unknown = manifest.migrations.find((name) => !known.includes(name));
  if (unknown === undefined && manifest.migrations.every((name, i) => name === known[i])) return;
  refused(() => {
    throw new BackupUnusable('newer', `The backup in ${folder} was made by a newer Messagerie (${unknown ?? 'other tables'} is not known here). Bring this one up to date first.`);
  });
}
