import type { Read } from '../../db/index.ts';
import { accountFor, type Context } from '../access/context.ts';
import { reachFor } from '../access/reach.ts';
import { fromId } from '../ids.ts';
import type { Viewer } from '../mail/read/viewer.ts';

/**
 * Who looks into the account that a method names: its number where it is the caller's own, which asks the database nothing; else what grants let them see.
 * @throws CoreError accountNotFound (also where nothing of it is shared with them), notPermitted
 */
export async function viewerFor(ctx: Context, read: Read, accountId: string): Promise<Viewer> {
  return fromId('account', accountId) === ctx.principal.id ? accountFor(ctx, accountId, 'read') : reachFor(ctx, read, accountId, 'read');
}
