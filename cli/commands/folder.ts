import type { components } from '../../openapi/index.ts';
import { usageError } from '../exit-codes.ts';
import { printable } from '../output.ts';
import type { AddCommands } from './context.ts';

type Grant = components['schemas']['FolderGrant'];
type Explanation = components['schemas']['RightsExplanation'];

const letters = `
Rights are letters of RFC 4314:
  l see it   r read   s keep read and unread   w other flags   i put messages in   p post
  k make folders in it   x rename, delete it   t mark messages deleted   e expunge   a change who may

Example:
  messagerie folder share ali@example.org Projects lea@example.org lrs
  messagerie folder rights ali@example.org Projects --explain lea@example.org`;

/** `messagerie folder …`: who may do what in which folder. */
export const addFolderCommands: AddCommands = (program, context) => {
  const folder = program.command('folder').description('who may do what in which folder');

  folder
    .command('rights <owner> <folder>')
    .description('list whom a folder is shared with, or explain what somebody may do there')
    .option('--explain <address>', 'say what this person may do, and through which grant')
    .addHelpText('after', letters)
    .action(async (owner: string, name: string, options: { explain?: string }) => {
      const client = await context.client();
      if (options.explain !== undefined) {
        const explained = await client.call('explainRights', { path: { accountId: owner }, query: { folder: name, person: options.explain } });
        context.output().value(explained, describe);
        return;
      }
      const { grants } = await client.call('getFolderGrants', { path: { accountId: owner }, query: { folder: name } });
      context.output().table<Grant>(grants, { WHO: (row) => row.grantee, RIGHTS: (row) => row.rights }, `${name} of ${owner} is shared with nobody.`);
    });

  folder
    .command('share <owner> <folder> <who> [rights]')
    .description('give a person, a group or anyone these rights in a folder, in the place of those before')
    .option('--end', 'take all rights away')
    .addHelpText('after', letters)
    .action(async (owner: string, name: string, who: string, rights: string | undefined, options: { end?: true }) => {
      if ((rights === undefined) === (options.end === undefined)) throw usageError('Say which rights, or --end.');
      const client = await context.client();
      const { grants } = await client.call('setFolderGrant', { path: { accountId: owner }, body: { folder: name, grantee: who, rights: rights ?? '' } });
      context.output().table<Grant>(grants, { WHO: (row) => row.grantee, RIGHTS: (row) => row.rights }, `${name} of ${owner} is shared with nobody.`);
    });
};

function describe({ address, path, owner, rights, grants }: Explanation): string {
  const what = printable(`${path} of ${owner}`);
  if (grants.length === 0) return `${address} may do nothing in ${what}: no grant names them, a group of theirs, or anyone.`;
  const lines = grants.map((grant) => {
    if (grant.kind === 'owner') return `  ${grant.rights}  the folder is theirs`;
    if (grant.kind === 'person') return `  ${grant.rights}  granted to them`;
    if (grant.kind === 'anyone') return `  ${grant.rights}  granted to anyone`;
    if (grant.via.length === 1) return `  ${grant.rights}  granted to ${grant.grantee}, where they are a member`;
    return `  ${grant.rights}  granted to ${grant.grantee}, where they are by way of ${grant.via.slice(0, -1).join(', then ')}`;
  });
  return [`${address} has ${rights || 'no rights'} in ${what}:`, ...lines].join('\n');
}
