import { Option } from 'commander';
import type { components } from '../../openapi/index.ts';
import { collect, parseExpiry } from '../arguments.ts';
import { type AddCommands, allPages } from './context.ts';

type AppPassword = components['schemas']['AppPassword'];
type Scope = components['schemas']['TokenScope'];

const scopes = ['mail', 'mail:read', 'account', 'admin'] as const;

/** `messagerie app-password …`: passwords of a person for single programs. */
export const addAppPasswordCommands: AddCommands = (program, context) => {
  const appPassword = program.command('app-password').description('passwords of a person for single mail programs');

  appPassword
    .command('add <address>')
    .description('make a password for one program of this person; it is shown this once')
    .requiredOption('--label <label>', 'what it is for, such as a program and a machine')
    .addOption(
      new Option('--scope <scope>', `what it opens, one option each: ${scopes.join(', ')} (admin: for administrators); mail if not given`)
        .argParser((value: string, earlier: Scope[] | undefined) => collect<Scope>(value, earlier)),
    )
    .addOption(new Option('--expires <when>', 'when it ends: 90d, 12h, 2027-01-31; never if not given').argParser(parseExpiry))
    .action(async (address: string, options: { label: string; scope?: Scope[]; expires?: string }) => {
      const client = await context.client();
      const body = {
        label: options.label, ...(options.scope === undefined ? {} : { scopes: options.scope }), ...(options.expires === undefined ? {} : { expiresAt: options.expires }),
      };
      const created = await client.call('createAppPassword', { person: address, body });
      context.output().value(created, () => created.password);
    });

  appPassword
    .command('list <address>')
    .description("list a person's app passwords")
    .action(async (address: string) => {
      const client = await context.client();
      const all = await allPages((cursor) => client.call('listAppPasswords', { person: address, query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) } }));
      context.output().table<AppPassword>(
        all,
        {
          ID: (row) => row.id, LABEL: (row) => row.label, SCOPES: (row) => row.scopes.join(' '), CREATED: (row) => row.createdAt, EXPIRES: (row) => row.expiresAt ?? 'never',
          USED: (row) => row.lastUsedAt,
        },
        `${address} has no app passwords.`,
      );
    });

  appPassword
    .command('revoke <address> <id>')
    .description('end an app password, with the connections that it has open')
    .action(async (address: string, id: string) => {
      const client = await context.client();
      await client.call('deleteAppPassword', { person: address, path: { appPasswordId: id } });
      context.output().value({ revoked: id }, () => `The app password ${id} is gone.`);
    });
};
