import { grantsOn } from '../../../db/repositories/grants.ts';
import { mailboxById, type MailboxRow, mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import type { Unit } from '../../../db/index.ts';
import { invalidProperties, type MailboxSetArguments, type MailboxSetResponse } from '../../../openapi/index.ts';
import { carryOutGrants, planGrants, planInheritedGrants, rightsByPrincipal } from '../../access/grants.ts';
import { needRights, needVisible } from '../../access/need-rights.ts';
import { type Reach, reachFor, rightsIn } from '../../access/reach.ts';
import { toMailboxRights } from '../../access/rights.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, needId, toId } from '../../ids.ts';
import { createMailbox } from '../../mail/mailboxes/create.ts';
import { destroyMailbox } from '../../mail/mailboxes/destroy.ts';
import { needMayChange, needMayCreateIn, needMayDestroy, needSeenParent } from '../../mail/mailboxes/permit.ts';
import { MailboxTree } from '../../mail/mailboxes/tree.ts';
import { type MailboxPatch, updateMailbox } from '../../mail/mailboxes/update.ts';
import { method, type MethodContext } from '../method.ts';
import { patchedProperties } from '../patch.ts';
import { applySet, type ResolveId } from '../set.ts';
import { typeState } from '../state.ts';
import { reachBefore, reachNow } from '../write-reach.ts';
import { grantChanges, isSharePath, needShareCapability, shareWithOf, withSharePaths } from './mailbox-share-with.ts';

type Fields = Readonly<Record<string, unknown>>;

const settable = new Set(['name', 'parentId', 'role', 'sortOrder', 'isSubscribed', 'shareWith']);

/**
 * Mailbox/set (RFC 8621 §2.5), of one's own account and of others. Creates, changes and destroys in one unit of work; a failure of one item leaves the
 * others standing. What one item changes of the caller's rights counts for the next.
 */
export const mailboxSet = method('Mailbox/set', async (ctx, args) => {
  const { account: accountId } = await reachBefore(ctx, args.accountId, 'write');
  const { core } = ctx;
  return core.db.write([accountId], async (tx) => {
    const before = await reachFor(ctx, tx, args.accountId, 'write');
    const work = new MailboxWork(ctx, tx, before);
    const oldState = await typeState(tx, before, 'Mailbox');
    const ordered = { ...args, destroy: await deepestFirst(tx, accountId, args.destroy ?? null) };
    const answer = (await applySet(ctx, ordered, { oldState, newState: () => oldState }, {
      create: (draft, resolve) => work.create(draft, resolve),
      update: (id, patch, resolve) => work.update(id, patch, resolve),
      destroy: (id) => work.destroy(id, args.onDestroyRemoveEmails ?? false),
    })) as MailboxSetResponse;
    return { ...answer, newState: await newState(tx, work.reach, oldState) };
  });
});

async function newState(tx: Unit, reach: Reach, oldState: string): Promise<string> {
  if (!reach.isOwner) return typeState(tx, reach, 'Mailbox');
  const account = tx.account(reach.account);
  return account.types.has('Mailbox') ? String(account.modseq) : oldState;
}

/** The items of one call: each sees what those before it have done. */
class MailboxWork {
  readonly #ctx: MethodContext;
  readonly #tx: Unit;
  #reach: Reach;

  constructor(ctx: MethodContext, tx: Unit, reach: Reach) {
    this.#ctx = ctx;
    this.#tx = tx;
    this.#reach = reach;
  }

  get reach(): Reach {
    return this.#reach;
  }

  async create(draft: Fields, resolve: ResolveId): Promise<{ id: string } & Fields> {
    needShareCapability(this.#ctx.request, draft);
    const { shareWith, ...rest } = draft;
    refuseInvalid(rest);
    const { core, principal } = this.#ctx;
    const reach = this.#reach;
    const parentId = parentNumber(draft['parentId'], resolve);
    const place: MailboxPatch = { ...optional('role', draft['role'] as string | null | undefined), ...optional('sortOrder', draft['sortOrder'] as number | undefined) };
    needMayCreateIn(reach, parentId);
    if (!reach.isOwner && ((place.role ?? null) !== null || (place.sortOrder ?? 0) !== 0)) {
      throw new CoreError('notPermitted', 'Only the owner gives folders roles and an order.', { properties: [(place.role ?? null) !== null ? 'role' : 'sortOrder'] });
    }
    const plan = shareWith === undefined ? undefined : await withSharePaths(async () => {
      const before = rightsByPrincipal(parentId === 0 ? [] : await grantsOn(this.#tx, [parentId]));
      return planInheritedGrants(this.#tx, this.#ctx, reach, parentId, grantChanges(before, { shareWith }));
    });
    const number = await this.#hidingTwins(() => createMailbox(this.#tx, reach.account, principal.id, {
      name: draft['name'] as string,
      parentId,
      role: place.role ?? null,
      sortOrder: place.sortOrder ?? 0,
      subscribed: (draft['isSubscribed'] as boolean | undefined) ?? true,
    }, core.limits, core.clock.now()));
    if (plan) await carryOutGrants(this.#tx, this.#ctx, reach.account, number, plan);
    await this.#look();
    return { id: toId('mailbox', number), ...serverSet(draft, rightsIn(this.#reach, number)) };
  }

  async update(id: string, patch: Fields, resolve: ResolveId): Promise<Fields | null> {
    needShareCapability(this.#ctx.request, patch);
    const number = needId('mailbox', id);
    const row = await this.#row(number);
    const change = toPatch(patch, resolve, row, this.#reach);
    needMayChange(this.#reach, row, change);
    const sharePatch = Object.fromEntries(Object.entries(patch).filter(([path]) => isSharePath(path)));
    const isShared = Object.keys(sharePatch).length > 0;
    const plan = isShared ? await this.#planShare(number, sharePatch) : undefined;
    if (Object.keys(change).length > 0) {
      const { core, principal } = this.#ctx;
      await this.#hidingTwins(() => updateMailbox(this.#tx, this.#reach.account, principal.id, number, change, core.limits));
    }
    if (!plan) return null;
    await carryOutGrants(this.#tx, this.#ctx, this.#reach.account, number, plan);
    await this.#look();
    // Somebody without any right is no sharee: told where the patch says otherwise.
    const dropped = plan.changed.some(({ principalId, rights }) => rights === 0 && patch[`shareWith/${toId('principal', principalId)}`] !== null);
    return dropped && rightsIn(this.#reach, number) !== 0 ? { shareWith: shareWithOf(plan.after) } : null;
  }

  async destroy(id: string, removeEmails: boolean): Promise<void> {
    const number = needId('mailbox', id);
    const { core } = this.#ctx;
    needMayDestroy(this.#reach, await this.#row(number), removeEmails);
    await destroyMailbox(this.#tx, this.#reach.account, number, { removeEmails, keepsEmails: !this.#reach.isOwner }, core.clock.now(), core.bus);
    await this.#look();
  }

  #planShare(number: number, sharePatch: Fields) {
    return withSharePaths(async () => {
      needRights(this.#reach, number, 'You may not change who may use this folder.', 'a');
      const before = rightsByPrincipal(await grantsOn(this.#tx, [number]));
      return planGrants(this.#tx, this.#ctx, this.#reach, number, grantChanges(before, sharePatch));
    });
  }

  /** @throws CoreError mailboxNotFound where it may not be seen */
  async #row(number: number): Promise<MailboxRow> {
    needVisible(this.#reach, number);
    const row = await mailboxById(this.#tx, this.#reach.account, number);
    if (!row) throw new CoreError('mailboxNotFound', `There is no folder ${toId('mailbox', number)} here.`);
    return row;
  }

  async #look(): Promise<void> {
    this.#reach = await reachNow(this.#ctx, this.#tx, this.#reach);
  }

  /** A name may be taken by a folder that the caller may not see: its id stays hidden. */
  async #hidingTwins<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const twin = error instanceof CoreError && error.kind === 'alreadyExists' ? fromId('mailbox', error.details['existingId']) : undefined;
      if (twin === undefined || rightsIn(this.#reach, twin) !== 0) throw error;
      throw new CoreError('invalidProperties', 'This name cannot be used here.', { properties: ['name'] });
    }
  }
}

/** A folder and what lies in it may be destroyed in one call, however they were listed. */
async function deepestFirst(tx: Unit, accountId: number, ids: MailboxSetArguments['destroy'] | null): Promise<string[] | null> {
  if (!ids) return null;
  const tree = new MailboxTree(await mailboxesOf(tx, accountId));
  const depth = (id: string): number => tree.depth(fromId('mailbox', id) ?? 0);
  return [...ids].sort((a, b) => depth(b) - depth(a));
}

function refuseInvalid(draft: Fields): void {
  const issues = invalidProperties('MailboxCreate', draft);
  if (issues.length > 0) throw refusal(issues);
}

function refusal(issues: readonly { path: string; message: string }[]): CoreError {
  const properties = [...new Set(issues.map((issue) => issue.path.split('/')[0] as string))];
  return new CoreError('invalidProperties', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), { properties });
}

function toPatch(patch: Fields, resolve: ResolveId, row: MailboxRow, reach: Reach): MailboxPatch {
  const wrong = patchedProperties(patch).filter((property) => !settable.has(property));
  if (wrong.length > 0) {
    throw new CoreError('invalidProperties', `The server sets ${wrong.join(', ')}.`, { properties: wrong });
  }
  const own = Object.fromEntries(Object.entries(patch).filter(([path]) => !isSharePath(path)));
  const issues = invalidProperties('MailboxCreate', { name: 'x', ...own });
  if (issues.length > 0) throw refusal(issues);
  return {
    ...optional('name', own['name'] as string | undefined),
    ...(own['parentId'] !== undefined ? { parentId: seenParent(parentNumber(own['parentId'], resolve), row, reach) } : {}),
    ...optional('role', own['role'] as string | null | undefined),
    ...optional('sortOrder', own['sortOrder'] as number | undefined),
    ...optional('subscribed', own['isSubscribed'] as boolean | undefined),
  };
}

/** Where the parent may not be seen, a sharee sees null: setting that again moves nothing, and naming it is naming nothing. */
function seenParent(parentId: number, row: MailboxRow, reach: Reach): number {
  if (parentId !== 0) needSeenParent(reach, parentId);
  return parentId === 0 && !reach.isOwner && !reach.mailboxes.has(row.parent_id) ? row.parent_id : parentId;
}

function optional<N extends string, T>(name: N, value: T | undefined): { [K in N]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [K in N]?: T };
}

function parentNumber(parentId: unknown, resolve: ResolveId): number {
  if (parentId === null || parentId === undefined) return 0;
  const id = resolve(parentId as string);
  const number = id === undefined ? undefined : fromId('mailbox', id);
  if (number === undefined) throw new CoreError('invalidProperties', 'There is no such folder to put this one in.', { properties: ['parentId'] });
  return number;
}

/** What the server set on a new folder, and the defaults that the draft left out (RFC 8620 §5.3). */
function serverSet(draft: Fields, rights: number): Fields {
  return {
    ...(draft['role'] === undefined ? { role: null } : {}),
    ...(draft['parentId'] === undefined ? { parentId: null } : {}),
    ...(draft['sortOrder'] === undefined ? { sortOrder: 0 } : {}),
    ...(draft['isSubscribed'] === undefined ? { isSubscribed: true } : {}),
    totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0, myRights: toMailboxRights(rights),
  };
}
