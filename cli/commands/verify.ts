import { exitCodes } from '../exit-codes.ts';
import { printable } from '../output.ts';
import type { AddCommands } from './context.ts';

/** `messagerie verify`: recomputes what is stored. */
export const addVerifyCommand: AddCommands = (program, context) => {
  program
    .command('verify [account]')
    .description('recompute what is stored (structure, counters, threads, blobs, search index) and report differences; one account, or all')
    .option('--rebuild-search', 'make the search index anew first, beside the old one')
    .action(async (account: string | undefined, { rebuildSearch = false }: { rebuildSearch?: boolean }) => {
      const client = await context.client();
      const report = await client.call('verify', { body: { ...(account === undefined ? {} : { accountId: account }), ...(rebuildSearch ? { rebuildSearch } : {}) } });
      if (report.differences.length > 0) context.end(exitCodes.refused);
      context.output().value(report, () => {
        const looked = [counted(report.accounts, 'account'), counted(report.emails, 'message'), counted(report.blobs, 'blob')].join(', ');
        if (report.differences.length === 0) return `All is well: ${looked}.`;
        const lines = report.differences.map(({ kind, accountId, object, expected, found }) =>
          printable(`${kind}  ${accountId ?? '-'}  ${object}  expected ${expected}, found ${found}`),
        );
        return [...lines, `${counted(report.differences.length, 'difference')} in ${looked}.`].join('\n');
      });
    });
};

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
