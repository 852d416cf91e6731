import type { components } from '../../openapi/index.ts';
import { fields } from '../output.ts';
import { type AddCommands, allPages } from './context.ts';

type Alias = components['schemas']['Alias'];

/** `messagerie alias …`: addresses whose mail goes to others. */
export const addAliasCommands: AddCommands = (program, context) => {
  const alias = program.command('alias').description('addresses whose mail goes to others');

  alias
    .command('add <address> <targets...>')
    .description('make an alias that leads to one or more addresses, here or elsewhere')
    .action(async (address: string, targets: string[]) => {
      const client = await context.client();
      const added = await client.call('createAlias', { body: { address, targets } });
      context.output().value(added, () => `Mail for ${added.address} goes to ${added.targets.join(', ')}.`);
    });

  alias
    .command('list')
    .description('list aliases')
    .option('--domain <domain>', 'only addresses of this domain')
    .option('--target <address>', 'only those that lead straight to this address')
    .action(async (options: { domain?: string; target?: string }) => {
      const client = await context.client();
      const aliases = await allPages((cursor) => client.call('listAliases', { query: { ...options, limit: 500, ...(cursor === undefined ? {} : { cursor }) } }));
      context.output().table<Alias>(aliases, { ALIAS: (row) => row.address, TARGETS: (row) => row.targets.join(', ') }, 'There are no aliases.');
    });

  alias
    .command('show <address>')
    .description('show an alias')
    .action(async (address: string) => {
      const client = await context.client();
      context.output().value(await client.call('getAlias', { path: { address } }), describe);
    });

  alias
    .command('set <address> <targets...>')
    .description('lead an alias elsewhere; the targets replace those before')
    .action(async (address: string, targets: string[]) => {
      const client = await context.client();
      context.output().value(await client.call('updateAlias', { path: { address }, body: { targets } }), describe);
    });

  alias
    .command('delete <address>')
    .description('delete an alias')
    .action(async (address: string) => {
      const client = await context.client();
      await client.call('deleteAlias', { path: { address } });
      context.output().value({ deleted: address }, () => `${address} is gone.`);
    });
};

function describe(alias: Alias): string {
  return fields({ alias: alias.address, targets: alias.targets.join(', '), created: alias.createdAt });
}
