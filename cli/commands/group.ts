import { Option } from 'commander';
import type { components } from '../../openapi/index.ts';
import { usageError } from '../exit-codes.ts';
import { fields } from '../output.ts';
import { type AddCommands, allPages } from './context.ts';

type Group = components['schemas']['Group'];
type Delivery = Group['delivery'];

const deliveryOption = () =>
  new Option('--delivery <where>', "where mail to its address goes: to everybody in it, or into a folder of the group's own that all of them work in").choices(['members', 'mailbox']);

/** `messagerie group …`: people, and groups of them, under one address. */
export const addGroupCommands: AddCommands = (program, context) => {
  const group = program.command('group').description('people under one address, to write to and to share with');

  group
    .command('add <address>')
    .description('make a group')
    .requiredOption('--name <name>', 'the name that others see')
    .option('--description <text>', 'more about it')
    .option('--member <address...>', 'people and groups that are in it')
    .addOption(deliveryOption())
    .addHelpText('after', "\nExample:\n  messagerie group add sales@example.org --name Sales --member ali@example.org lea@example.org")
    .action(async (address: string, options: { name: string; description?: string; member?: string[]; delivery?: Delivery }) => {
      const client = await context.client();
      const body = {
        address, name: options.name,
        ...(options.description === undefined ? {} : { description: options.description }),
        ...(options.member === undefined ? {} : { members: options.member }),
        ...(options.delivery === undefined ? {} : { delivery: options.delivery }),
      } as components['schemas']['GroupCreate'];
      const added = await client.call('createGroup', { body });
      context.output().value(added, () => `${added.address} is there, with ${countOf(added)}.`);
    });

  group
    .command('list')
    .description('list groups')
    .action(async () => {
      const client = await context.client();
      const groups = await allPages((cursor) => client.call('listGroups', { query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) } }));
      context.output().table<Group>(
        groups, { ADDRESS: (row) => row.address, NAME: (row) => row.name, MEMBERS: (row) => row.members.length, MAIL: (row) => row.delivery }, 'There are no groups.',
      );
    });

  group
    .command('show <address>')
    .description('show a group and who is in it')
    .action(async (address: string) => {
      const client = await context.client();
      context.output().value(await client.call('getGroup', { path: { group: address } }), describe);
    });

  group
    .command('set <address>')
    .description('change a group')
    .option('--name <name>', 'the name that others see')
    .option('--description <text>', 'more about it; empty for none')
    .addOption(deliveryOption())
    .action(async (address: string, options: { name?: string; description?: string; delivery?: Delivery }) => {
      if (Object.keys(options).length === 0) throw usageError('Say what to change: --name, --description, --delivery.');
      const client = await context.client();
      const body: components['schemas']['GroupUpdate'] = { ...options, ...(options.description === '' ? { description: null } : {}) };
      context.output().value(await client.call('updateGroup', { path: { group: address }, body }), describe);
    });

  for (const [verb, operation, done] of [['join', 'addGroupMembers', 'in'], ['leave', 'removeGroupMembers', 'out of']] as const) {
    group
      .command(`${verb} <address> <members...>`)
      .description(verb === 'join' ? 'put people and groups into a group' : 'take people and groups out of a group')
      .action(async (address: string, members: string[]) => {
        const client = await context.client();
        const changed = await client.call(operation, { path: { group: address }, body: { members } });
        context.output().value(changed, () => `${members.join(', ')}: ${done} ${changed.address}, which has ${countOf(changed)} now.`);
      });
  }

  group
    .command('delete <address>')
    .description('delete a group with its folders; what was shared with it is shared with nobody')
    .action(async (address: string) => {
      const client = await context.client();
      await client.call('deleteGroup', { path: { group: address } });
      context.output().value({ deleted: address }, () => `${address} is gone.`);
    });
};

const countOf = ({ members }: Group): string => `${members.length} ${members.length === 1 ? 'member' : 'members'}`;

function describe(group: Group): string {
  return fields({
    address: group.address,
    name: group.name,
    description: group.description,
    mail: group.delivery === 'mailbox' ? "into the group's own folder" : 'to everybody in it',
    members: group.members.map((member) => member.address).join(', ') || '-',
    created: group.createdAt,
    id: group.id,
  });
}
