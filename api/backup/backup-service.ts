import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { BackupSource } from '../../db/backup/index.ts';
import type { components } from '../../openapi/index.ts';
import type { Actor } from '../access/actor.ts';
import { CoreError, isCoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import type { RestoreRequest } from './restore-account.ts';

export type BackupJob = components['schemas']['BackupJob'];
type Result = components['schemas']['BackupJobResult'];

/** Backups of a running system, and the return of what they hold; one job at a time. */
export interface BackupService {
  /** @param folder an absolute path @throws CoreError inUse while a job runs, invalidArguments */
  startBackup(folder: string, by: Actor): BackupJob;
  /** @throws CoreError inUse while a job runs, invalidArguments */
  startRestore(request: RestoreRequest, by: Actor): BackupJob;
  /** @throws CoreError notFound */
  job(id: string): BackupJob;
  /** Gives up a job that runs; what it has written does not count. */
  stop(): Promise<void>;
}

interface Work {
  job: BackupJob;
  readonly ended: Promise<void>;
}

/** @param source where the backup's own connections lead, and the data folder, which no backup may lie on top of */
export function createBackupService(core: Core, source: Omit<BackupSource, 'db'> & { readonly dataFolder: string }): BackupService {
  const stopping = new AbortController();
  let current: Work | undefined;

  const start = (kind: BackupJob['kind'], folder: string, run: (tell: (progress: Pick<BackupJob, 'step' | 'done' | 'total'>) => void) => Promise<Result>): BackupJob => {
    if (stopping.signal.aborted) throw new CoreError('unavailable', 'The server is stopping.');
    if (current?.job.status === 'running') throw new CoreError('inUse', `A ${current.job.kind} (${current.job.folder}) is under way; wait for it to end.`);
    if (!isAbsolute(folder) || folder.includes('\0')) throw new CoreError('invalidArguments', 'The folder of a backup is an absolute path.', { properties: ['folder'] });
    const work: { job: BackupJob; ended: Promise<void> } = {
      job: {
        id: `bj${randomBytes(8).toString('hex')}`, kind, status: 'running', folder, step: kind === 'backup' ? 'database' : 'checking', done: 0, total: null,
        startedAt: instant(core.clock.now()), finishedAt: null, result: null, problem: null,
      },
      ended: Promise.resolve(),
    };
    const end = (outcome: Pick<BackupJob, 'status' | 'result' | 'problem'>): void => {
      work.job = { ...work.job, ...outcome, finishedAt: instant(core.clock.now()) };
    };
    work.ended = run((progress) => {
      work.job = { ...work.job, ...progress };
    }).then(
      (result) => end({ status: 'done', result, problem: null }),
      async (error: unknown) => {
        const { sentenceOf } = await import('./work.ts');
        const problem = sentenceOf(error);
        core.log.warn({ err: isCoreError(error) ? undefined : error, kind, folder, problem }, 'a backup or restore failed');
        end({ status: 'failed', result: null, problem });
      },
    );
    current = work;
    return work.job;
  };

  return {
    startBackup: (folder, by) => start('backup', folder, async (tell) => (await import('./work.ts')).backUp(core, source, folder, by, tell, stopping.signal)),
    startRestore: (request, by) => start('restore', request.folder, async (tell) => (await import('./work.ts')).bringBack(core, request, by, tell, stopping.signal)),
    job(id) {
      if (current?.job.id !== id) throw new CoreError('notFound', 'There is no such job; the server may have been started anew.');
      return current.job;
    },
    async stop() {
      stopping.abort();
      await current?.ended;
    },
  };
}

const instant = (at: number): string => new Date(at).toISOString();
