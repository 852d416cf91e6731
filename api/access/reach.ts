/** What a person may use of an account: everything of one's own, of others' what grants allow (design §5, §7). */
import { createHash } from 'node:crypto';
import type { Read } from '../../db/index.ts';
import { accountsSharedWith, ANYONE, grantsTo } from '../../db/repositories/grants.ts';
import { CoreError } from '../client/errors.ts';
import { accountOf, fromId, toId } from '../ids.ts';
import { type Context, hasScope } from './context.ts';
import { groupsOf } from './groups.ts';
import { ALL_RIGHTS, READ, type Right, rightBits, WRITE } from './rights.ts';

/**
 * Read in the snapshot, or the unit, of what it is asked for: a right that is taken away counts from the next unit on, in a bulk change too.
 */
export interface Reach {
  readonly account: number;
  /** Who looks. */
  readonly principal: number;
  /** The account is theirs: no grants, no filters, no marks of their own. */
  readonly isOwner: boolean;
  /** Others' mailboxes and what one may do there; only those that may be seen and read. Empty for owners. */
  readonly mailboxes: ReadonlyMap<number, number>;
  /** Numbers of these, ascending. */
  readonly readable: readonly number[];
}

/** What one may do in a mailbox; 0 where one may not see it. */
export function rightsIn(reach: Reach, mailbox: number): number {
  return reach.isOwner ? ALL_RIGHTS : (reach.mailboxes.get(mailbox) ?? 0);
}

/** Has this reach all of these rights there? */
export function mayIn(reach: Reach, mailbox: number, ...rights: readonly Right[]): boolean {
  const has = rightsIn(reach, mailbox);
  return rights.every((right) => has & rightBits[right]);
}

/** Changes when the mailboxes that may be read do: sharees' states carry it, so that no list of changes bridges two different views. */
export function readableMark(reach: Reach): string {
  return reach.isOwner ? '' : mark(reach.readable.join(' '));
}

/** Changes when any right does. */
export function rightsMark(reach: Reach): string {
  return reach.isOwner ? '' : mark([...reach.mailboxes].map(([id, rights]) => `${id}:${rights}`).join(' '));
}

const mark = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** The principals as whom somebody acts: themselves, their groups, everybody. */
export async function identitiesOf(read: Read, principal: number): Promise<number[]> {
  return [principal, ...(await groupsOf(read, principal)), ANYONE];
}

/**
 * @param accountId as a client names it
 * @throws CoreError accountNotFound (also for accounts of which nothing is shared with them), notPermitted where the sign-in's scope is too narrow
 */
export async function reachFor(ctx: Context, read: Read, accountId: unknown, access: 'read' | 'write'): Promise<Reach> {
  const account = fromId('account', accountId);
  const reach = account === undefined ? undefined : await reachOfAccount(ctx, read, account);
  if (!reach) {
    throw new CoreError('accountNotFound', `There is no account ${JSON.stringify(accountId)?.slice(0, 80)} that you can use; yours is ${toId('account', ctx.principal.id)}.`);
  }
  needScope(ctx, access);
  return reach;
}

/**
 * The reach into the account that a mailbox is in, for protocols that name mailboxes only.
 * @throws CoreError mailboxNotFound where it may not be seen, notPermitted
 */
export async function reachForMailbox(ctx: Context, read: Read, mailbox: number, access: 'read' | 'write'): Promise<Reach> {
  const reach = await reachOfAccount(ctx, read, accountOf(mailbox));
  if (!reach || (!reach.isOwner && !reach.mailboxes.has(mailbox))) throw new CoreError('mailboxNotFound', `There is no folder ${toId('mailbox', mailbox)} here.`);
  needScope(ctx, access);
  return reach;
}

/** Whose grants are looked up; scopes are not asked for here. */
export interface Who {
  readonly principal: { readonly id: number };
}

/** Undefined where nothing of the account may be read. */
export async function reachOfAccount(ctx: Who, read: Read, account: number): Promise<Reach | undefined> {
  const principal = ctx.principal.id;
  if (account === principal) return { account, principal, isOwner: true, mailboxes: new Map(), readable: [] };
  const mailboxes = new Map<number, number>();
  for (const { object_id: id, rights } of await grantsTo(read, account, await identitiesOf(read, principal))) mailboxes.set(id, (mailboxes.get(id) ?? 0) | rights);
  return shared(principal, account, mailboxes);
}

/** Every account of others of which this person may read something, in order of their numbers. */
export async function sharedReaches(ctx: Who, read: Read): Promise<Reach[]> {
  const principal = ctx.principal.id;
  const accounts = new Map<number, Map<number, number>>();
  for (const { account_id: account, object_id: id, rights } of await accountsSharedWith(read, await identitiesOf(read, principal))) {
    if (account === principal) continue;
    const mailboxes = accounts.get(account) ?? new Map<number, number>();
    mailboxes.set(id, (mailboxes.get(id) ?? 0) | rights);
    accounts.set(account, mailboxes);
  }
  return [...accounts].map(([account, mailboxes]) => shared(principal, account, mailboxes)).filter((reach) => reach !== undefined);
}

/** Nothing of others' can be changed through it. */
export const isReadOnly = (reach: Reach): boolean => !reach.isOwner && [...reach.mailboxes.values()].every((rights) => (rights & WRITE) === 0);

function shared(principal: number, account: number, granted: ReadonlyMap<number, number>): Reach | undefined {
  const mailboxes = new Map([...granted].filter(([, rights]) => (rights & READ) === READ).sort(([a], [b]) => a - b));
  return mailboxes.size === 0 ? undefined : { account, principal, isOwner: false, mailboxes, readable: [...mailboxes.keys()] };
}

function needScope(ctx: Context, access: 'read' | 'write'): void {
  if (hasScope(ctx, access === 'read' ? 'mail:read' : 'mail')) return;
  throw new CoreError('notPermitted', access === 'read' ? 'This sign-in may not read mail.' : 'This sign-in may only read mail.');
}
