import { exitCodes } from '../exit-codes.ts';
import { printable } from '../output.ts';
import type { AddCommands } from './context.ts';

/** `messagerie verify`: recomputes what is stored. */
export const addVerifyCommand: AddCommands = (program, context) => {
  program
    .command('verify [account]')
    .description('recompute what is stored (structure, counters, threads, blobs) and report differences; one account, or all')
    .action(async (account: string | undefined) => {
      const client = await context.client();
      const report = await client.call('verify', { body: account === undefined ? {} : { accountId: account } });
      if (report.differences.length > 0) context.end(exitCodes.refused);
      context.output().value(report, () => {
        const looked = `${report.accounts} accounts, ${report.emails} messages, ${report.blobs} blobs`;
        if (report.differences.length === 0) return `All is well: ${looked}.`;
        const lines = report.differences.map(({ kind, accountId, object, expected, found }) =>
          printable(`${kind}  ${accountId ?? '-'}  ${object}  expected ${expected}, found ${found}`),
        );
        return [...lines, `${report.differences.length} differences in ${looked}.`].join('\n');
      });
    });
};
