import { actorOf, type Context } from '../../access/index.ts';
import type { BackupService } from '../../backup/backup-service.ts';
import { CoreError } from '../../client/errors.ts';
import type { RestHandlers, RestServices } from '../call.ts';

/** Backups name folders of the server's machine: for whoever sits there. */
export const backupOperations: RestHandlers<'startBackup' | 'startRestore' | 'getBackupJob'> = {
  startBackup: async ({ ctx, services, body }) => backupsOf(ctx, services).startBackup(body.folder, actorOf(ctx)),
  startRestore: async ({ ctx, services, body }) => backupsOf(ctx, services).startRestore(body, actorOf(ctx)),
  getBackupJob: async ({ ctx, services, path }) => backupsOf(ctx, services).job(path.jobId),
};

/** @throws CoreError notPermitted, unavailable */
function backupsOf(ctx: Context, services: RestServices): BackupService {
  if (ctx.caller.protocol !== 'console') throw new CoreError('notPermitted', 'Backups are made and restored at the console: messagerie backup, messagerie restore.');
  if (!services.backups) throw new CoreError('unavailable', 'This process makes no backups.');
  return services.backups;
}
