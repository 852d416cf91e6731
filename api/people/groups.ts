/** Groups: principals that have members, people and groups in their turn (RFC 9670 §2). */
import type { components } from '../../openapi/index.ts';
import { addMember, removeMember } from '../../db/repositories/groups.ts';
import { insertMailbox, mailboxesOf } from '../../db/repositories/mailboxes.ts';
import { principalByAddress, principalById } from '../../db/repositories/people.ts';
import {
  groupByAddress, groupById, type GroupRow, insertGroup, listGroupRows, memberRows, stampPrincipal, updateGroupRow,
} from '../../db/repositories/principals.ts';
import { putGrant } from '../../db/repositories/grants.ts';
import { SYSTEM_ACCOUNT, type Read, type Unit, type UnitAccount } from '../../db/index.ts';
import { type Actor, serverActor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { groupsOf } from '../access/groups.ts';
import { ALL_RIGHTS, rightBits } from '../access/rights.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { fromId, toId } from '../ids.ts';
import { roleNames } from '../mail/mailboxes/role-names.ts';
import { checkedName, checkFree } from './accounts.ts';
import { checkedAddress } from './addresses.ts';
import { deleteAccountById } from './delete-account.ts';
import { tellOfMembership } from './membership.ts';
import { type Page, pageOf, type PageOptions } from './page.ts';
import { normalizeAddress } from './recipients.ts';

export type Group = components['schemas']['Group'];
type Delivery = Group['delivery'];

export interface NewGroup {
  readonly address: string;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly delivery?: Delivery | undefined;
  /** Addresses or principal ids. */
  readonly members?: readonly string[] | undefined;
}

export interface GroupChange {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly delivery?: Delivery | undefined;
  /** In the place of those before. */
  readonly members?: readonly string[] | undefined;
}

/** Members of a group's own folders: everything but changing who may. */
const MEMBERS_RIGHTS = ALL_RIGHTS & ~rightBits.a;
const mostMembers = 20_000;

async function groupView(read: Read, row: GroupRow): Promise<Group> {
  const members = await memberRows(read, row.id);
  return {
    id: toId('principal', row.id),
    address: row.address,
    name: row.name,
    description: row.description,
    delivery: row.delivery === 'mailbox' ? 'mailbox' : 'members',
    members: members.map((member) => ({ id: toId('principal', member.id), address: member.address, name: member.name, type: member.type === 'group' ? 'group' : 'individual' })),
    createdAt: new Date(row.created_at).toISOString(),
  };
}

/** @throws CoreError domainUnknown, alreadyExists, invalidProperties */
export async function createGroup(core: Core, input: NewGroup, by: Actor = serverActor): Promise<Group> {
  const { address, domain } = checkedAddress(input.address, 'address');
  const now = core.clock.now();
  const delivery = input.delivery ?? 'members';
  const row: Omit<GroupRow, 'id'> = { address, name: checkedName(input.name), description: checkedDescription(input.description ?? null), delivery, created_at: now };
  return core.db.write([SYSTEM_ACCOUNT], async (tx) => {
    await checkFree(tx, address, domain);
    const members = await memberIds(tx, input.members ?? []);
    const id = tx.account(SYSTEM_ACCOUNT).newId();
    const group = { ...row, id };
    await insertGroup(tx, { ...group, language: core.settings.language });
    await stampPrincipal(tx, id, true);
    const account = await tx.adopt(id);
    for (const member of members) await addMember(tx, id, member);
    if (delivery === 'mailbox') await makeInbox(tx, core, account, now);
    await audit(tx, id, now, by, { action: 'groupCreate', subject: address, detail: `${members.length} members` });
    return groupView(tx, group);
  });
}

/** @param name address or principal id @throws CoreError notFound */
export async function getGroup(core: Core, name: string): Promise<Group> {
  return core.db.read(async (read) => groupView(read, await findGroup(read, name)));
}

export async function listGroups(core: Core, options: PageOptions = {}): Promise<Page<Group>> {
  return core.db.read(async (read) => {
    const page = await pageOf(options, (after, limit) => listGroupRows(read, after, limit), (row) => row.address, (row) => row);
    const items: Group[] = [];
    for (const row of page.items) items.push(await groupView(read, row));
    return { items, next: page.next };
  });
}

async function findGroup(read: Read, name: string): Promise<GroupRow> {
  const id = fromId('principal', name);
  const row = (id === undefined ? undefined : await groupById(read, id)) ?? (await groupByAddress(read, normalizeAddress(name)));
  if (!row) throw new CoreError('notFound', `There is no group ${name.slice(0, 320)}.`);
  return row;
}

/**
 * Changes a group. Who comes in or goes out gains or loses what is shared with it at once.
 * @throws CoreError notFound, invalidProperties
 */
export async function updateGroup(core: Core, name: string, change: GroupChange, by: Actor = serverActor): Promise<Group> {
  const { id } = await core.db.read((read) => findGroup(read, name));
  const now = core.clock.now();
  return core.db.write([SYSTEM_ACCOUNT, id], async (tx) => {
    const before = await findGroup(tx, name);
    const after: GroupRow = {
      ...before,
      name: change.name === undefined ? before.name : checkedName(change.name),
      description: change.description === undefined ? before.description : checkedDescription(change.description),
      delivery: change.delivery ?? before.delivery,
    };
    const members = change.members === undefined ? undefined : await memberIds(tx, change.members);
    await updateGroupRow(tx, id, after);
    if (after.name !== before.name || after.description !== before.description) await stampPrincipal(tx, id);
    if (after.delivery === 'mailbox' && !(await mailboxesOf(tx, id)).some((row) => row.role === 'inbox')) await makeInbox(tx, core, tx.account(id), now);
    if (members) await replaceMembers(tx, core, before, members);
    await audit(tx, id, now, by, { action: 'groupUpdate', subject: before.address, detail: Object.keys(change).join(' ') });
    return groupView(tx, after);
  });
}

/** Adds members. @param names addresses or principal ids @throws CoreError notFound, invalidProperties */
export function addGroupMembers(core: Core, name: string, names: readonly string[], by: Actor = serverActor): Promise<Group> {
  return changeMembers(core, name, names, by, 'groupMemberAdd', (members, ids) => new Set([...members, ...ids]));
}

/** Takes members out; those who are none are refused. @throws CoreError notFound, invalidProperties */
export function removeGroupMembers(core: Core, name: string, names: readonly string[], by: Actor = serverActor): Promise<Group> {
  return changeMembers(core, name, names, by, 'groupMemberRemove', (members, ids, group) => {
    const strange = ids.findIndex((id) => !members.has(id));
    if (strange >= 0) throw new CoreError('notFound', `${names[strange]?.slice(0, 320)} is not in ${group.address}.`);
    return new Set([...members].filter((id) => !ids.includes(id)));
  });
}

async function changeMembers(
  core: Core, name: string, names: readonly string[], by: Actor, action: 'groupMemberAdd' | 'groupMemberRemove',
  change: (members: ReadonlySet<number>, ids: readonly number[], group: GroupRow) => ReadonlySet<number>,
): Promise<Group> {
  const { id } = await core.db.read((read) => findGroup(read, name));
  return core.db.write([SYSTEM_ACCOUNT, id], async (tx) => {
    const group = await findGroup(tx, name);
    const ids = await memberIds(tx, names);
    const members = new Set((await memberRows(tx, id)).map((row) => row.id));
    await replaceMembers(tx, core, group, [...change(members, ids, group)]);
    await audit(tx, id, core.clock.now(), by, { action, subject: group.address, detail: names.join(' ') });
    return groupView(tx, group);
  });
}

/** Deletes a group with its mailboxes; what was shared with it is shared with nobody. @throws CoreError notFound */
export async function deleteGroup(core: Core, name: string, by: Actor = serverActor): Promise<void> {
  const { id } = await core.db.read((read) => findGroup(read, name));
  await deleteAccountById(core, id, 'groupDelete', by);
}

async function replaceMembers(tx: Unit, core: Core, group: GroupRow, wanted: readonly number[]): Promise<void> {
  if (wanted.length > mostMembers) throw new CoreError('invalidProperties', `A group has at most ${mostMembers} members.`, { properties: ['members'] });
  const before = new Set((await memberRows(tx, group.id)).map((row) => row.id));
  const after = new Set(wanted);
  const changed = [...after].filter((id) => !before.has(id));
  const above = new Set([group.id, ...(await groupsOf(tx, group.id))]);
  // Only of those who come: that somebody goes is never refused.
  for (const id of changed) {
    if (above.has(id)) {
      throw new CoreError('invalidProperties', id === group.id ? 'A group cannot be a member of itself.' : 'This group is in the one that is to be its member.', { properties: ['members'] });
    }
  }
  const gone = [...before].filter((id) => !after.has(id));
  for (const id of changed) await addMember(tx, group.id, id);
  for (const id of gone) await removeMember(tx, group.id, id);
  await tellOfMembership(tx, core, group.id, [...changed, ...gone]);
}

/** @throws CoreError invalidProperties for one that is nobody here */
async function memberIds(read: Read, names: readonly string[]): Promise<number[]> {
  const ids = new Set<number>();
  for (const name of names) {
    const id = fromId('principal', name);
    const row = id === undefined ? await principalByAddress(read, normalizeAddress(name)) : await principalById(read, id);
    if (!row || (row.type !== 'individual' && row.type !== 'group')) {
      throw new CoreError('invalidProperties', `${name.slice(0, 320)} is no person and no group here; external addresses go into an alias.`, { properties: ['members'] });
    }
    ids.add(row.id);
  }
  return [...ids];
}

/** Where mail to the group's address is kept; all members may work in it. */
async function makeInbox(tx: Unit, core: Core, account: UnitAccount, now: number): Promise<void> {
  const id = account.newId();
  await insertMailbox(tx, {
    id, account_id: account.id, parent_id: 0, name: roleNames[core.settings.language].inbox, role: 'inbox', sort_order: 1, uid_validity: account.newUidValidity(),
    created_at: now, modseq: account.modseq,
  });
  await putGrant(tx, { object_id: id, principal_id: account.id, account_id: account.id, rights: MEMBERS_RIGHTS, modseq: account.modseq, created_at: now });
  account.touchMailbox(id);
  account.mailboxProperties = true;
  tx.afterCommit(() => core.bus.publish({ kind: 'grants', accountId: account.id, principalIds: null }));
}

function checkedDescription(description: string | null): string | null {
  const clean = description?.normalize('NFC').trim() ?? '';
  if (clean.length > 1000 || /\p{Cc}/u.test(clean.replace(/[\n\t]/g, ' '))) throw new CoreError('invalidProperties', 'A description has at most 1000 characters.', { properties: ['description'] });
  return clean === '' ? null : clean;
}
