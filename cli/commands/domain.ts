import type { components } from '../../openapi/index.ts';
import { usageError } from '../exit-codes.ts';
import { fields } from '../output.ts';
import { type AddCommands, allPages } from './context.ts';

type Domain = components['schemas']['Domain'];

/** `messagerie domain …`: domains that mail is received for. */
export const addDomainCommands: AddCommands = (program, context) => {
  const domain = program.command('domain').description('domains that mail is received for');

  domain
    .command('add <domain>')
    .description('receive mail for a domain')
    .option('--catch-all <address>', 'who gets mail for addresses that do not exist')
    .action(async (name: string, options: { catchAll?: string }) => {
      const client = await context.client();
      const body = { name, ...(options.catchAll === undefined ? {} : { catchAll: options.catchAll }) };
      const added = await client.call('createDomain', { body });
      context.output().value(added, () => `Mail for ${added.name} is received.`);
    });

  domain
    .command('list')
    .description('list domains')
    .action(async () => {
      const client = await context.client();
      const domains = await allPages((cursor) => client.call('listDomains', { query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) } }));
      context.output().table<Domain>(
        domains, { DOMAIN: (row) => row.name, ACCOUNTS: (row) => row.accounts, 'CATCH-ALL': (row) => row.catchAll }, 'There are no domains. Add one: messagerie domain add example.org',
      );
    });

  domain
    .command('show <domain>')
    .description('show a domain')
    .action(async (name: string) => {
      const client = await context.client();
      context.output().value(await client.call('getDomain', { path: { domain: name } }), describe);
    });

  domain
    .command('set <domain>')
    .description('change a domain')
    .option('--catch-all <address>', 'who gets mail for addresses that do not exist')
    .option('--no-catch-all', 'refuse mail for addresses that do not exist')
    .action(async (name: string, options: { catchAll?: string | boolean }, command: { getOptionValueSource(name: string): string | undefined }) => {
      if (command.getOptionValueSource('catchAll') !== 'cli') throw usageError('Say what to change: --catch-all ADDRESS or --no-catch-all.');
      const client = await context.client();
      const catchAll = typeof options.catchAll === 'string' ? options.catchAll : null;
      context.output().value(await client.call('updateDomain', { path: { domain: name }, body: { catchAll } }), describe);
    });

  domain
    .command('delete <domain>')
    .description('stop receiving mail for a domain that has no accounts or aliases')
    .action(async (name: string) => {
      const client = await context.client();
      await client.call('deleteDomain', { path: { domain: name } });
      context.output().value({ deleted: name }, () => `Mail for ${name} is no longer received.`);
    });
};

function describe(domain: Domain): string {
  return fields({ domain: domain.name, accounts: domain.accounts, 'catch-all': domain.catchAll, created: domain.createdAt });
}
