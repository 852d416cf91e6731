/** One owner of the data folder at a time: an exclusive lock on `lock.db`, which the kernel lets go of even at `kill -9`. */
import path from 'node:path';
// biome-ignore lint/style/noRestrictedImports: no data is kept here; SQLite is used for its file lock alone, by the server and by the command without one.
import Database from 'better-sqlite3';
import { makeFolder } from '../../db/folders.ts';
import { systemClock, type Clock } from './clock.ts';

export interface DataLock {
  /** Lets others in. May be called twice. */
  release(): void;
}

const retryMs = 100;

/** Makes the data folder for the owner alone (0700) where it is missing, and its name durable; one that exists is left as it is. */
export function createDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
  } catch (error) {
    throw new Error(`The data folder ${dataDir} cannot be made (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}); make it and give it to this user, or set MESSAGERIE_DATA`, { cause: error });
  }
}

/**
 * Takes the data folder for this process.
 * @param waitMs how long to try while another process has it
 * @returns null where another process still has it
 * @throws Error where the folder cannot be written
 */
export async function acquireLock(dataDir: string, waitMs: number, clock: Clock = systemClock): Promise<DataLock | null> {
  createDataDir(dataDir);
  const deadline = clock.monotonicMs() + waitMs;
  for (;;) {
    const lock = tryLock(path.join(dataDir, 'lock.db'));
    if (lock !== null) return lock;
    const restMs = deadline - clock.monotonicMs();
    if (restMs <= 0) return null;
    await clock.sleep(Math.min(retryMs, restMs));
  }
}

function tryLock(file: string): DataLock | null {
  let connection: Database.Database | null = null;
  try {
    // No busy timeout: SQLite would wait inside the call and hold the event loop.
    connection = new Database(file, { timeout: 0 });
    connection.pragma('journal_mode = DELETE');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection?.close();
    const code = (error as { code?: string }).code ?? '';
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return null;
    throw new Error(`The data folder cannot be locked: ${file}: ${(error as Error).message}`, { cause: error });
  }
  const held = connection;
  return {
    release() {
      // Closing rolls back and drops the lock. The file stays: removing it would let two owners in.
      if (held.open) held.close();
    },
  };
}
