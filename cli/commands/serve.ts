import { loadServer, type LoadServer } from '../connect.ts';
import type { AddCommands } from './context.ts';

/** `messagerie serve`: the server itself, until it is told to stop. */
export const addServeCommand = (load: LoadServer = loadServer): AddCommands => (program, context) => {
  program
    .command('serve')
    .description('run the server until it is told to stop (Ctrl-C, SIGTERM)')
    .action(async () => {
      const server = await load();
      context.end(await server.serve({ file: context.configFile() }));
    });
};
