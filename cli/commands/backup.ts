import { resolve } from 'node:path';
import type { BackupShown } from '../../api/client/backup.ts';
import { loadServer, type LoadServer } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatBytes, printable } from '../output.ts';
import { backupTools, followJob, progressOn } from './backup-progress.ts';
import type { AddCommands } from './context.ts';

/** `messagerie backup`: everything into one folder, beside a running server or without one. */
export const addBackupCommand = (load: LoadServer = loadServer): AddCommands => (program, context) => {
  program
    .command('backup <folder>')
    .description('write a backup into a folder of its own; another one into the same folder copies only what is new')
    .option('--check', 'write nothing: read the backup that is there, and say whether it is whole')
    .addHelpText('after', '\nExample:\n  messagerie backup /mnt/backup/messagerie')
    .action(async (given: string, options: { check?: true }) => {
      const folder = resolve(context.io.cwd, given);
      const progress = progressOn(context.io, context.output().isJson);
      if (options.check) {
        const check = await (await backupTools(load)).check(folder, progress.tell);
        progress.end();
        const wrong = [...check.damage, ...check.flaws.map((flaw) => `${flaw} (already so when the backup was made)`)];
        if (wrong.length > 0) context.end(exitCodes.refused);
        context.output().value(check, () => (wrong.length === 0 ? `The backup is whole: ${shown(check)}.` : [...wrong, `${wrong.length} problem${wrong.length === 1 ? '' : 's'} in the backup: ${shown(check)}.`].map(printable).join('\n')));
        return;
      }
      const client = await context.client();
      const job = await client.call('startBackup', { body: { folder } });
      const result = await followJob(client, job, progress);
      context.output().value({ folder, ...result }, () => {
        const lines = result.warnings.map(printable);
        const copied = `${formatBytes(result.copiedBytes)} of messages copied, ${formatBytes(result.reusedBytes)} there already`;
        return [...lines, `Backed up to ${printable(folder)}: ${shown({ folder, blobs: 0, ...result, accounts: result.accounts ?? 0 })}; ${copied}.`].join('\n');
      });
    });
};

/** A backup in a few words. */
export function shown({ takenAt, accounts, emails, bytes }: BackupShown): string {
  return `taken ${takenAt}, ${accounts} account${accounts === 1 ? '' : 's'}, ${emails} message${emails === 1 ? '' : 's'}, ${formatBytes(bytes)}`;
}
