import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CoreError } from '../client/errors.ts';
import { acquireLock, type DataLock } from '../shared/lock.ts';

const busy = (folder: string): CoreError => new CoreError('inUse', `Another process is using the backup in ${folder}. Wait for it to end.`);

/** Keeps other backups out of a folder, which is made where it is missing. @throws CoreError inUse */
export async function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = await acquireLock(folder, 0);
  if (!lock) throw busy(folder);
  return release(lock, work);
}

/** The same for one who only reads: from a folder that cannot be written to, nobody takes anything away. @throws CoreError inUse, notFound */
export async function readable<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (!existsSync(folder)) throw new CoreError('notFound', `There is no folder ${folder}.`);
  if (!existsSync(join(folder, 'lock.db'))) return work();
  let lock: DataLock | null;
  try {
    lock = await acquireLock(folder, 0);
  } catch {
    return work();
  }
  if (!lock) throw busy(folder);
  return release(lock, work);
}

async function release<T>(lock: DataLock, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    lock.release();
  }
}
