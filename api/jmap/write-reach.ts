import type { Unit } from '../../db/index.ts';
import { accountFor, type Context } from '../access/context.ts';
import { isReadOnly, type Reach, reachFor, reachOfAccount } from '../access/reach.ts';
import { CoreError } from '../client/errors.ts';
import { fromId } from '../ids.ts';
import { describe, JmapRefusal } from './errors.ts';

/**
 * What the caller may use of an account, before the unit that asks again: no unit begins in an account that is not theirs.
 * @throws CoreError accountNotFound, notPermitted
 */
export async function reachBefore(ctx: Context, accountId: string, access: 'read' | 'write'): Promise<Reach> {
  if (fromId('account', accountId) !== ctx.principal.id) return ctx.core.db.read((read) => reachFor(ctx, read, accountId, access));
  const account = accountFor(ctx, accountId, access);
  return { account, principal: account, isOwner: true, mailboxes: new Map(), readable: [] };
}

/**
 * The same where something is to be changed.
 * @throws JmapRefusal accountReadOnly (RFC 8620 §3.6.2) where nothing there can be
 */
export async function writableReach(ctx: Context, accountId: string): Promise<Reach> {
  const reach = await reachBefore(ctx, accountId, 'write');
  if (isReadOnly(reach)) {
    throw new JmapRefusal('accountReadOnly', describe(ctx.principal.language, new CoreError('notPermitted', 'This account is shared with you for reading only.')));
  }
  return reach;
}

/** The reach after a unit has changed grants or mailboxes. */
export async function reachNow(ctx: Context, tx: Unit, reach: Reach): Promise<Reach> {
  if (reach.isOwner) return reach;
  return (await reachOfAccount(ctx, tx, reach.account)) ?? { ...reach, mailboxes: new Map(), readable: [] };
}
