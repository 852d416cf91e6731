/** What somebody may do in a folder, and through which grant: for people to read (design §7, explain). */
import type { components } from '../../openapi/index.ts';
import { type MailboxRow, mailboxesOf } from '../../db/repositories/mailboxes.ts';
import { principalByAddress } from '../../db/repositories/people.ts';
import { ANYONE, grantsOn } from '../../db/repositories/grants.ts';
import { principalsById } from '../../db/repositories/principals.ts';
import type { Read } from '../../db/index.ts';
import { type Context, hasScope } from '../access/context.ts';
import { explainRights, setGrants } from '../access/grants.ts';
import { mayIn, type Reach, reachOfAccount } from '../access/reach.ts';
import { fromRightLetters, toRightLetters } from '../access/rights.ts';
import { CoreError } from '../client/errors.ts';
import { fromId, toId } from '../ids.ts';
import { MailboxTree } from '../mail/mailboxes/tree.ts';
import { normalizeAddress } from './recipients.ts';

export type RightsExplanation = components['schemas']['RightsExplanation'];
export type FolderGrant = components['schemas']['FolderGrant'];

interface Folder {
  readonly owner: { readonly id: number; readonly address: string };
  readonly row: MailboxRow;
  readonly path: string;
  readonly reach: Reach | undefined;
}

/**
 * Owners, those who may share the folder, administrators, and everybody about themselves.
 * @param account address or id of whose folder it is
 * @param folder its id or path @param person address or principal id
 * @throws CoreError notFound, notPermitted
 */
export async function explainFolderRights(ctx: Context, account: string, folder: string, person: string): Promise<RightsExplanation> {
  return ctx.core.db.read(async (read) => {
    const found = await findFolder(ctx, read, account, folder);
    const id = await personNamed(read, person);
    if (!mayAsk(ctx, found) && !(id === ctx.principal.id && found.reach?.mailboxes.has(found.row.id))) throw notThere(folder);
    const { rights, sources } = await explainRights(read, id, found.row.id);
    const addresses = await addressesOf(read, [id, ...sources.flatMap((source) => [source.principalId, ...source.path])]);
    return {
      mailboxId: toId('mailbox', found.row.id),
      path: found.path,
      owner: found.owner.address,
      address: addresses(id),
      rights: toRightLetters(rights),
      grants: sources.map((source) => ({
        kind: source.kind === 'direct' ? ('person' as const) : source.kind,
        grantee: addresses(source.principalId),
        via: source.path.map(addresses),
        rights: toRightLetters(source.rights),
      })),
    };
  });
}

/** Everybody whom a folder is shared with. @throws CoreError notFound */
export async function getFolderGrants(ctx: Context, account: string, folder: string): Promise<{ grants: FolderGrant[] }> {
  return ctx.core.db.read(async (read) => {
    const found = await findFolder(ctx, read, account, folder);
    if (!mayAsk(ctx, found)) throw notThere(folder);
    return { grants: await grantViews(read, found.row.id) };
  });
}

/**
 * Gives a person, a group or everybody these rights in a folder, in the place of those before; no letters take the grant away.
 * @param rights letters of RFC 4314
 * @throws CoreError notFound, notPermitted, invalidProperties
 */
export async function setFolderGrant(ctx: Context, account: string, input: { folder: string; grantee: string; rights: string }): Promise<FolderGrant[]> {
  const rights = fromRightLetters(input.rights);
  if (rights === undefined) throw new CoreError('invalidProperties', 'Rights are letters of lrswipkxtea.', { properties: ['rights'] });
  // Before the unit: a stranger makes none begin in others' accounts.
  const { owner } = await ctx.core.db.read(async (read) => {
    const found = await findFolder(ctx, read, account, input.folder);
    if (!mayAsk(ctx, found)) throw notThere(input.folder);
    return found;
  });
  return ctx.core.db.write([owner.id], async (tx) => {
    const found = await findFolder(ctx, tx, account, input.folder);
    if (!mayAsk(ctx, found)) throw notThere(input.folder);
    const principalId = input.grantee === 'anyone' ? ANYONE : await personNamed(tx, input.grantee);
    // An administrator acts in the owner's place here.
    const reach: Reach = found.reach ?? { account: owner.id, principal: ctx.principal.id, isOwner: true, mailboxes: new Map(), readable: [] };
    const acting = mayIn(reach, found.row.id, 'a') ? reach : { ...reach, isOwner: true };
    await setGrants(tx, ctx, acting, found.row.id, [{ principalId, rights }]);
    return grantViews(tx, found.row.id);
  });
}

async function grantViews(read: Read, mailboxId: number): Promise<FolderGrant[]> {
  const grants = await grantsOn(read, [mailboxId]);
  const addresses = await addressesOf(read, grants.map((grant) => grant.principal_id));
  return grants.map((grant) => ({ principalId: toId('principal', grant.principal_id), grantee: addresses(grant.principal_id), rights: toRightLetters(grant.rights) }));
}

function mayAsk(ctx: Context, { reach, row }: Folder): boolean {
  return (reach !== undefined && mayIn(reach, row.id, 'a')) || isAdministering(ctx);
}

const isAdministering = (ctx: Context): boolean => ctx.principal.administrator && hasScope(ctx, 'admin');

/** Folders as the caller sees them: what a sharee does not see has no name, and what lies in it stands at the top. */
function treeFor(ctx: Context, reach: Reach | undefined, rows: readonly MailboxRow[]): MailboxTree {
  if (reach?.isOwner || isAdministering(ctx)) return new MailboxTree(rows);
  const seen = rows.filter((row) => reach?.mailboxes.has(row.id));
  return new MailboxTree(seen.map((row) => (reach?.mailboxes.has(row.parent_id) ? row : { ...row, parent_id: 0 })));
}

async function findFolder(ctx: Context, read: Read, account: string, folder: string): Promise<Folder> {
  const number = fromId('account', account);
  const owner = number === undefined ? await principalByAddress(read, normalizeAddress(account)) : (await principalsById(read, [number]))[0];
  if (!owner || owner.address === null) throw new CoreError('notFound', `There is no account ${account.slice(0, 320)}.`);
  const reach = await reachOfAccount(ctx, read, owner.id);
  const tree = treeFor(ctx, reach, await mailboxesOf(read, owner.id));
  const row = tree.rows.get(fromId('mailbox', folder) ?? -1) ?? tree.find(folder);
  if (!row) throw notThere(folder);
  return { owner: { id: owner.id, address: owner.address }, row, path: tree.path(row), reach };
}

/** Also where it may not be asked about: what others have is nobody's business. */
const notThere = (folder: string): CoreError => new CoreError('notFound', `There is no folder ${JSON.stringify(folder.slice(0, 255))} that you can look into.`);

async function personNamed(read: Read, name: string): Promise<number> {
  const id = fromId('principal', name);
  const row = id === undefined ? await principalByAddress(read, normalizeAddress(name)) : (await principalsById(read, [id]))[0];
  if (!row) throw new CoreError('notFound', `There is nobody ${name.slice(0, 320)} here.`);
  return row.id;
}

async function addressesOf(read: Read, ids: readonly number[]): Promise<(id: number) => string> {
  const rows = new Map((await principalsById(read, [...new Set(ids)])).map((row) => [row.id, row.address ?? row.name]));
  return (id) => (id === ANYONE ? 'anyone' : (rows.get(id) ?? toId('principal', id)));
}
