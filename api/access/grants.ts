/** Grants on mailboxes: the one place that gives and takes them, for every protocol, and that explains them (design §5, §7). */
import type { Read, Unit } from '../../db/index.ts';
import { ANYONE, deleteGrant, type GrantRow, grantsOn, putGrant } from '../../db/repositories/grants.ts';
import { groupEdges, membersIn } from '../../db/repositories/groups.ts';
import { mailboxById, stampMailboxProperties } from '../../db/repositories/mailboxes.ts';
import { principalsById } from '../../db/repositories/principals.ts';
import { CoreError } from '../client/errors.ts';
import { accountOf, toId } from '../ids.ts';
import { rememberShareChange } from '../people/share-changes.ts';
import { actorOf } from './actor.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { countGrantChange } from './grant-rate.ts';
import { needRights } from './need-rights.ts';
import { type Reach, rightsIn } from './reach.ts';
import { ALL_RIGHTS, READ, toRightLetters } from './rights.ts';

/** What somebody is to have in a mailbox. */
export interface GrantChange {
  /** A person, a group, or {@link ANYONE}. */
  readonly principalId: number;
  /** Bits of `rights.ts`, in the place of those before; 0 takes the grant away. */
  readonly rights: number;
}

/** A change of grants that nothing speaks against. */
export interface GrantPlan {
  /** Rights by principal. */
  readonly before: ReadonlyMap<number, number>;
  readonly after: ReadonlyMap<number, number>;
  /** Those that differ; nothing to do where there are none. */
  readonly changed: readonly GrantChange[];
}

/**
 * Gives and takes rights in a mailbox; what is not named stays. Everything is checked before anything is written. Once durable, those concerned are told:
 * open connections at once, people by a ShareNotification.
 * @param reach the caller's, read in this unit
 * @returns whether anything changed
 * @throws CoreError mailboxNotFound where it may not be seen; notPermitted without the right `a`, by the administrator's limit, for oneself or the owner, for
 * rights that one does not have oneself;
 * rateLimit; invalidProperties for somebody who is not there and for too many. Its `principalIds` say whom it is about
 */
export async function setGrants(tx: Unit, ctx: Context, reach: Reach, mailboxId: number, changes: readonly GrantChange[]): Promise<boolean> {
  const plan = await planGrants(tx, ctx, reach, mailboxId, changes);
  await carryOutGrants(tx, ctx, reach.account, mailboxId, plan);
  return plan.changed.length > 0;
}

/** Only checks, for what has to be refused as a whole. @throws CoreError as {@link setGrants} */
export async function planGrants(tx: Read, ctx: Context, reach: Reach, mailboxId: number, changes: readonly GrantChange[]): Promise<GrantPlan> {
  needRights(reach, mailboxId, 'You may not change who may use this folder.', 'a');
  if (!(await mailboxById(tx, reach.account, mailboxId))) throw new CoreError('mailboxNotFound', `There is no folder ${toId('mailbox', mailboxId)} here.`);
  return planFrom(tx, ctx, reach, mailboxId, rightsByPrincipal(await grantsOn(tx, [mailboxId])), changes);
}

/**
 * The same for a mailbox that is to be made below another one, whose grants it takes over.
 * @param parentId 0 at the top
 */
export async function planInheritedGrants(tx: Read, ctx: Context, reach: Reach, parentId: number, changes: readonly GrantChange[]): Promise<GrantPlan> {
  if (parentId !== 0) needRights(reach, parentId, 'You may not say who may use what lies in this folder.', 'a');
  return planFrom(tx, ctx, reach, parentId, rightsByPrincipal(parentId === 0 ? [] : await grantsOn(tx, [parentId])), changes);
}

/** @param mailboxId where the caller's own rights are looked at */
async function planFrom(
  tx: Read, ctx: Context, reach: Reach, mailboxId: number, before: ReadonlyMap<number, number>, changes: readonly GrantChange[],
): Promise<GrantPlan> {
  const changed = changes.filter(({ principalId, rights }) => (before.get(principalId) ?? 0) !== rights);
  const after = new Map(before);
  for (const { principalId, rights } of changed) {
    if (rights === 0) after.delete(principalId);
    else after.set(principalId, rights);
  }
  if (changed.length > 0) {
    await refuse(tx, ctx, reach, mailboxId, before, after, changed);
    await countGrantChange(ctx);
  }
  return { before, after, changed };
}

/** Writes what a plan of the same unit says. */
export async function carryOutGrants(tx: Unit, ctx: Context, accountId: number, mailboxId: number, { before, changed }: GrantPlan): Promise<void> {
  if (changed.length === 0) return;
  const { core, principal } = ctx;
  const account = tx.account(accountId);
  const now = core.clock.now();
  for (const { principalId, rights } of changed) {
    if (rights === 0) await deleteGrant(tx, mailboxId, principalId);
    else await putGrant(tx, { object_id: mailboxId, principal_id: principalId, account_id: account.id, rights, modseq: account.modseq, created_at: now });
  }
  await stampMailboxProperties(tx, mailboxId, account.modseq);
  account.touchMailbox(mailboxId);
  account.mailboxProperties = true;
  for (const detail of inRows(changed.map((change) => describeChange(change, before)))) {
    await audit(tx, account.id, now, actorOf(ctx), { action: 'share', subject: toId('mailbox', mailboxId), detail });
  }
  const principalIds = await concerned(tx, changed.map((change) => change.principalId));
  await rememberShareChange(tx, core, { mailboxId, accountId: account.id, changedBy: principal, at: now, before });
  tx.afterCommit(() => core.bus.publish({ kind: 'grants', accountId: account.id, principalIds }));
}

/**
 * A new sub-folder is shared as its parent is (design §7). Nobody is notified: they have it in what they were given.
 * @returns whether there was anything to take over
 */
export async function inheritGrants(tx: Unit, accountId: number, parentId: number, mailboxId: number, now: number): Promise<boolean> {
  const { modseq } = tx.account(accountId);
  const grants = parentId === 0 ? [] : await grantsOn(tx, [parentId]);
  for (const grant of grants) await putGrant(tx, { ...grant, object_id: mailboxId, modseq, created_at: now });
  return grants.length > 0;
}

/** Whom changes of these grants concern, groups expanded; null: anybody. */
export async function concerned(read: Read, principalIds: readonly number[]): Promise<ReadonlySet<number> | null> {
  if (principalIds.includes(ANYONE)) return null;
  const people = new Set(principalIds);
  for (let fresh = [...people]; fresh.length > 0; ) {
    fresh = (await membersIn(read, fresh)).filter((id) => !people.has(id));
    for (const id of fresh) people.add(id);
  }
  return people;
}

/** Rights by principal. */
export const rightsByPrincipal = (grants: readonly Pick<GrantRow, 'principal_id' | 'rights'>[]): Map<number, number> =>
  new Map(grants.map((grant) => [grant.principal_id, grant.rights]));

async function refuse(
  tx: Read, ctx: Context, reach: Reach, mailboxId: number, before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>, changed: readonly GrantChange[],
): Promise<void> {
  const { settings, limits } = ctx.core;
  const { sharing } = settings;
  const given = changed.filter(({ principalId, rights }) => (rights & ~(before.get(principalId) ?? 0)) !== 0);
  if (changed.some(({ rights }) => rights < 0 || rights > ALL_RIGHTS || !Number.isInteger(rights))) throw new RangeError('rights are bits of RFC 4314');
  if (given.length > 0 && (sharing.allow === 'nobody' || (sharing.allow === 'administrators' && !ctx.principal.administrator))) {
    throw new CoreError('notPermitted', sharing.allow === 'nobody' ? 'Sharing is closed on this server.' : 'Here only administrators may share.', { principalIds: given.map((one) => one.principalId) });
  }
  if (!sharing.anyone && given.some(({ principalId }) => principalId === ANYONE)) {
    throw new CoreError('notPermitted', 'Folders cannot be shared with everybody here; name people or groups.', { principalIds: [ANYONE] });
  }
  if (after.size > limits.grantsPerMailbox && after.size > before.size) {
    throw new CoreError('invalidProperties', `A folder can be shared with ${limits.grantsPerMailbox} people and groups; put people into groups.`, { limit: limits.grantsPerMailbox });
  }
  // Else somebody would give themselves the rest through a group that they are in, through everybody, or through somebody else.
  const own = reach.isOwner ? ALL_RIGHTS : rightsIn(reach, mailboxId);
  const excessive = given.filter(({ principalId, rights }) => (rights & ~(before.get(principalId) ?? 0) & ~own) !== 0);
  if (excessive.length > 0) {
    throw new CoreError('notPermitted', `Nobody can give rights that they do not have themselves; yours here are ${toRightLetters(own)}.`, {
      principalIds: excessive.map((one) => one.principalId),
    });
  }
  const rows = new Map((await principalsById(tx, given.map((one) => one.principalId))).map((row) => [row.id, row]));
  for (const { principalId } of given) {
    if (principalId === ANYONE) continue;
    const row = rows.get(principalId);
    if (row?.type !== 'individual' && row?.type !== 'group') {
      throw new CoreError('invalidProperties', `There is nobody with the id ${toId('principal', principalId)} to share with.`, { principalIds: [principalId] });
    }
    // A group's members reach what is the group's own by a grant like any other.
    if (principalId === reach.account && row.type === 'individual') {
      throw new CoreError('notPermitted', 'The folder is theirs already: the owner has every right.', { principalIds: [principalId] });
    }
    if (principalId === ctx.principal.id) throw new CoreError('notPermitted', 'Nobody can give more rights to themselves.', { principalIds: [principalId] });
  }
}

const describeChange = ({ principalId, rights }: GrantChange, before: ReadonlyMap<number, number>): string =>
  `${toId('principal', principalId)}: ${toRightLetters(before.get(principalId) ?? 0) || 'none'} to ${toRightLetters(rights) || 'none'}`;

const AUDIT_ROW = 900;

/** Texts joined into as few as an audit row's detail can hold. */
function inRows(texts: readonly string[]): string[] {
  const rows: string[] = [];
  for (const text of texts) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + text.length + 2 <= AUDIT_ROW) rows[rows.length - 1] = `${last}, ${text}`;
    else rows.push(text);
  }
  return rows;
}

/** Where a right comes from. */
export interface RightsSource {
  /** `owner`: it is their own account. */
  readonly kind: 'owner' | 'direct' | 'group' | 'anyone';
  /** Who holds the grant: the person, the group, ANYONE; the owner. */
  readonly principalId: number;
  /** Groups on the way, the one that the person is in first, the one that holds the grant last. Empty unless `group`. */
  readonly path: readonly number[];
  readonly rights: number;
}

export interface ExplainedRights {
  /** Everything that is granted. */
  readonly rights: number;
  /** May it be seen: without both l and r nothing else can be used (design §7). */
  readonly isVisible: boolean;
  readonly sources: readonly RightsSource[];
}

/**
 * What somebody may do in a mailbox, and through which grants (design §7, explain). Says what is stored; whether the caller may ask is theirs to check.
 * @throws CoreError mailboxNotFound
 */
export async function explainRights(read: Read, principalId: number, mailboxId: number): Promise<ExplainedRights> {
  const accountId = accountOf(mailboxId);
  if (!(await mailboxById(read, accountId, mailboxId))) throw new CoreError('mailboxNotFound', `There is no folder ${toId('mailbox', mailboxId)}.`);
  const sources: RightsSource[] = [];
  if (accountId === principalId) sources.push({ kind: 'owner', principalId, path: [], rights: ALL_RIGHTS });
  const paths = await groupPaths(read, principalId);
  for (const { principal_id: holder, rights } of await grantsOn(read, [mailboxId])) {
    const path = paths.get(holder);
    if (holder === principalId) sources.push({ kind: 'direct', principalId, path: [], rights });
    else if (holder === ANYONE) sources.push({ kind: 'anyone', principalId: ANYONE, path: [], rights });
    else if (path) sources.push({ kind: 'group', principalId: holder, path, rights });
  }
  const rights = sources.reduce((bits, source) => bits | source.rights, 0);
  return { rights, isVisible: (rights & READ) === READ, sources };
}

/** Every group that somebody is in, with a shortest way to it. */
async function groupPaths(read: Read, principalId: number): Promise<ReadonlyMap<number, readonly number[]>> {
  const paths = new Map<number, readonly number[]>();
  for (let fresh = [principalId]; fresh.length > 0; ) {
    const next: number[] = [];
    for (const { group_id: group, member_id: member } of await groupEdges(read, fresh)) {
      if (group === principalId || paths.has(group)) continue;
      paths.set(group, [...(paths.get(member) ?? []), group]);
      next.push(group);
    }
    fresh = next;
  }
  return paths;
}
