import { existsSync } from 'node:fs';
import type { Check, CheckResult, DoctorContext } from '../doctor/check.ts';
import { exitCodes } from '../exit-codes.ts';
import { printable } from '../output.ts';
import type { AddCommands, CommandContext } from './context.ts';

/** Loaded where they are wanted: no other command needs them. */
async function loadChecks(): Promise<readonly Check[]> {
  const [{ blobs, database, server }, { clock, dataFolder, diskSpace, nodeVersion }, { certificate, ports, smarthost }] = await Promise.all([
    import('../doctor/store.ts'), import('../doctor/machine.ts'), import('../doctor/network.ts'),
  ]);
  return [nodeVersion, dataFolder, server, database, blobs, ports, certificate, clock, diskSpace, smarthost];
}


const marks = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' } as const;

/** `messagerie doctor`: looks at everything that the server stands on, and says how to mend what is wrong. */
export const addDoctorCommand: AddCommands = (program, context) => {
  program
    .command('doctor')
    .description('look at what the server stands on, and say how to mend what is wrong')
    .action(async () => {
      const results: CheckResult[] = [];
      const shared = await prepare(context);
      for (const check of await loadChecks()) results.push(...(await check(shared)));
      const isFailed = results.some((result) => result.status === 'failed');
      if (isFailed) context.end(exitCodes.refused);
      context.output().value(results, () =>
        results.map(({ name, status, detail, mend }) => `${marks[status]}  ${name}: ${printable(detail)}${mend === undefined ? '' : `\n         ${printable(mend)}`}`).join('\n'),
      );
    });
};

async function prepare(context: CommandContext): Promise<DoctorContext> {
  const config = await context.config();
  // Looking must not make a data folder, least of all one that belongs to whoever looks.
  if (!existsSync(config.data)) return { config, connection: null, unreachable: 'There is no data folder yet, so there is no server either.', now: Date.now() };
  try {
    return { config, connection: await context.connection(), unreachable: null, now: Date.now() };
  } catch (error) {
    return { config, connection: null, unreachable: (error as Error).message, now: Date.now() };
  }
}
