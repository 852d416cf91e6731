import type { BackupTools } from '../../api/client/backup.ts';
import { CoreError, isCoreError } from '../../api/client/errors.ts';
import type { RestClient } from '../../api/client/http.ts';
import type { Config } from '../../config.ts';
import type { components } from '../../openapi/index.ts';
import type { LoadServer } from '../connect.ts';
import type { Io } from '../io.ts';
import { formatBytes, printable } from '../output.ts';

type BackupJob = components['schemas']['BackupJob'];
type Step = BackupJob['step'];

const firstWaitMs = 20;
const mostWaitMs = 500;

export interface Progress {
  tell(progress: { readonly step: Step; readonly done: number; readonly total: number | null }): void;
  /** The next line begins anew. */
  end(): void;
}

const names: Record<Step, string> = { checking: 'Reading the backup', database: 'Database', messages: 'Messages' };

/** Tells on standard error how far it is: a line that changes where somebody watches, else one a step; nothing beside JSON. */
export function progressOn(io: Io, isJson: boolean): Progress {
  let step: Step | undefined;
  let open = false;
  return {
    tell(progress) {
      if (isJson) return;
      const { done, total } = progress;
      if (io.isTerminal) {
        const far = total === null ? String(done) : total > 100_000 ? `${formatBytes(Math.min(done, total))} of ${formatBytes(total)}` : `${Math.min(done, total)} of ${total}`;
        io.err(`\r\u001b[K${names[progress.step]}: ${far}`);
        open = true;
      } else if (step !== progress.step) {
        io.err(`${names[progress.step]} …\n`);
      }
      step = progress.step;
    },
    end() {
      if (open) io.err('\r\u001b[K');
      open = false;
    },
  };
}

/** Waits for a job's end. @throws CoreError with the sentence of its failure */
export async function followJob(client: RestClient, started: BackupJob, progress: Progress): Promise<NonNullable<BackupJob['result']>> {
  let job = started;
  for (let waitMs = firstWaitMs; job.status === 'running'; waitMs = Math.min(mostWaitMs, waitMs * 1.5)) {
    progress.tell(job);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    job = await client.call('getBackupJob', { path: { jobId: job.id } }).catch((error: unknown) => {
      throw isCoreError(error) ? error : new CoreError('unavailable', `The server went away before the ${job.kind} was complete. What was in ${printable(job.folder)} before is as it was.`);
    });
  }
  progress.end();
  if (job.result) return job.result;
  throw new CoreError('invalidArguments', printable(job.problem ?? 'It failed.'));
}

/** @throws CoreError where the program was put together without them */
export async function backupTools(load: LoadServer): Promise<BackupTools<Config>> {
  const tools = await (await load()).backupTools?.();
  if (!tools) throw new CoreError('unavailable', 'This program cannot deal with backups.');
  return tools;
}
