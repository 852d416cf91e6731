import { resolve } from 'node:path';
import { loadServer, type LoadServer } from '../connect.ts';
import { usageError } from '../exit-codes.ts';
import { formatBytes, printable } from '../output.ts';
import { shown } from './backup.ts';
import { backupTools, followJob, progressOn } from './backup-progress.ts';
import type { AddCommands } from './context.ts';

interface Options {
  replace?: true;
  account?: string;
  folder?: string;
  messageId?: string;
  to?: string;
}

const after = `
Without --account everything comes back, into an empty data folder and database of either kind; the server must not run.
With it one account comes back beside what is there, under a new folder such as "Restored 2026-11-25", while the server runs.

Examples:
  messagerie restore /mnt/backup/messagerie
  messagerie restore /mnt/backup/messagerie --account claire@example.org --folder Projects/2026`;

/** `messagerie restore`: a whole backup, or one account, folder or message beside what is there. */
export const addRestoreCommand = (load: LoadServer = loadServer): AddCommands => (program, context) => {
  program
    .command('restore <backup>')
    .description('bring back what a backup holds: everything, or one account, folder or message')
    .option('--replace', 'everything: move aside what is there')
    .option('--account <address>', 'only this account')
    .option('--folder <path>', 'only this folder of the account, with those below it: INBOX, Projects/2026')
    .option('--message-id <id>', 'only the message with this Message-ID')
    .option('--to <address>', 'put it into another account')
    .addHelpText('after', after)
    .action(async (given: string, options: Options) => {
      const folder = resolve(context.io.cwd, given);
      const { account } = options;
      if (account === undefined) {
        const needless = (['folder', 'messageId', 'to'] as const).find((name) => options[name] !== undefined);
        if (needless !== undefined) throw usageError(`--${needless === 'messageId' ? 'message-id' : needless} goes with --account.`);
        await everything(folder, options.replace === true);
      } else {
        if (options.replace) throw usageError('--replace is for a whole backup: with --account nothing is replaced.');
        await beside(folder, account, options);
      }
    });

  async function everything(folder: string, replace: boolean): Promise<void> {
    const progress = progressOn(context.io, context.output().isJson);
    const config = await context.config();
    const restored = await (await backupTools(load)).restore(config, folder, { replace }, progress.tell);
    progress.end();
    context.output().value(restored, () => [
      ...restored.flaws.map((flaw) => `${flaw} (already so when the backup was made)`),
      ...restored.replaced.map((path) => `What was there is now ${path}.`),
      `Restored: ${shown(restored)}.`,
      'Passwords, app passwords, tokens, group members and shares are as they were then: what was taken back since counts again.',
      'Messages that waited to be sent then will be sent now: look at messagerie queue list before you start the server.',
    ].map(printable).join('\n'));
  }

  async function beside(folder: string, account: string, options: Options): Promise<void> {
    const progress = progressOn(context.io, context.output().isJson);
    const client = await context.client();
    const job = await client.call('startRestore', {
      body: {
        folder, account,
        ...(options.folder === undefined ? {} : { mailbox: options.folder }),
        ...(options.messageId === undefined ? {} : { messageId: options.messageId }),
        ...(options.to === undefined ? {} : { to: options.to }),
      },
    });
    const result = await followJob(client, job, progress);
    const to = options.to ?? account;
    context.output().value({ folder, account, to, ...result }, () =>
      printable(`${result.emails} message${result.emails === 1 ? '' : 's'} (${formatBytes(result.bytes)}) of ${account}, as of ${result.takenAt}, are in the folder ${JSON.stringify(result.mailbox)} of ${to}.`));
  }
};
