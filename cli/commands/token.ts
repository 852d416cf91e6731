import { Option } from 'commander';
import type { components } from '../../openapi/index.ts';
import { collect, parseExpiry } from '../arguments.ts';
import { type AddCommands, allPages } from './context.ts';

type Token = components['schemas']['Token'];
type Scope = components['schemas']['TokenScope'];

const scopes = ['mail', 'mail:read', 'account', 'admin'] as const;

/** `messagerie token …`: bearer tokens of a person, for scripts and other programs. */
export const addTokenCommands: AddCommands = (program, context) => {
  const token = program.command('token').description('bearer tokens, for scripts and other programs');

  token
    .command('create <address>')
    .description('make a token that acts as this person; it is shown this once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(
      new Option('--scope <scope>', `what it opens, one option each: ${scopes.join(', ')} (admin: for administrators)`)
        .argParser((value: string, earlier: Scope[] | undefined) => collect<Scope>(value, earlier))
        .makeOptionMandatory(),
    )
    .addOption(new Option('--expires <when>', 'when it ends: 90d, 12h, 2027-01-31; never if not given').argParser(parseExpiry))
    .action(async (address: string, options: { name: string; scope: Scope[]; expires?: string }) => {
      const client = await context.client();
      const body = { name: options.name, scopes: options.scope, ...(options.expires === undefined ? {} : { expiresAt: options.expires }) };
      const created = await client.call('createToken', { person: address, body });
      context.output().value(created, () => created.token);
    });

  token
    .command('list <address>')
    .description("list a person's tokens")
    .action(async (address: string) => {
      const client = await context.client();
      const tokens = await allPages((cursor) => client.call('listTokens', { person: address, query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) } }));
      context.output().table<Token>(
        tokens,
        {
          ID: (row) => row.id, NAME: (row) => row.name, SCOPES: (row) => row.scopes.join(' '), CREATED: (row) => row.createdAt, EXPIRES: (row) => row.expiresAt ?? 'never', USED: (row) => row.lastUsedAt,
        },
        `${address} has no tokens.`,
      );
    });

  token
    .command('delete <address> <id>')
    .description('end a token')
    .action(async (address: string, id: string) => {
      const client = await context.client();
      await client.call('deleteToken', { person: address, path: { tokenId: id } });
      context.output().value({ deleted: id }, () => `The token ${id} is gone.`);
    });
};
