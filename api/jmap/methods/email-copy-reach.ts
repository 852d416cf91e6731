import type { Read } from '../../../db/index.ts';
import { type Reach, reachFor } from '../../access/reach.ts';
import { isCoreError } from '../../client/errors.ts';
import { describe, invalidArgument, JmapRefusal } from '../errors.ts';
import type { MethodContext } from '../method.ts';
import { reachBefore, writableReach } from '../write-reach.ts';

interface CopyArguments {
  readonly fromAccountId: string;
  readonly accountId: string;
}

/** What the caller may use of the two accounts of a /copy (RFC 8620 §5.4, §6.3). */
export interface CopyReach {
  readonly from: Reach;
  readonly to: Reach;
}

/**
 * Before the work begins.
 * @throws JmapRefusal fromAccountNotFound, accountReadOnly; CoreError invalidArguments where they are one, accountNotFound, notPermitted
 */
export async function copyReach(ctx: MethodContext, args: CopyArguments): Promise<CopyReach> {
  if (args.fromAccountId === args.accountId) throw invalidArgument('fromAccountId', 'is the account that is copied to; a copy leads into another account');
  return { from: await source(ctx, () => reachBefore(ctx, args.fromAccountId, 'read')), to: await writableReach(ctx, args.accountId) };
}

/** The same in the unit, where it counts. */
export async function copyReachIn(ctx: MethodContext, read: Read, args: CopyArguments): Promise<CopyReach> {
  return { from: await source(ctx, () => reachFor(ctx, read, args.fromAccountId, 'read')), to: await reachFor(ctx, read, args.accountId, 'write') };
}

async function source(ctx: MethodContext, look: () => Promise<Reach>): Promise<Reach> {
  try {
    return await look();
  } catch (error) {
    if (!isCoreError(error) || error.kind !== 'accountNotFound') throw error;
    throw new JmapRefusal('fromAccountNotFound', describe(ctx.principal.language, error));
  }
}
