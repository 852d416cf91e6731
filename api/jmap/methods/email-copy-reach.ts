import { accountFor } from '../../access/context.ts';
import { isCoreError } from '../../client/errors.ts';
import { describe, invalidArgument, JmapRefusal } from '../errors.ts';
import { readableBlob, type TypedBlob } from '../blob-access.ts';
import type { MethodContext } from '../method.ts';

/** What a copy between accounts may reach: the one place that decides it, for Email/copy and Blob/copy alike. */
export interface CopyReach {
  /** The account's number. @throws CoreError accountNotFound, notPermitted */
  account(accountId: string, access: 'read' | 'write'): number;
  /** @throws CoreError blobNotFound */
  blob(accountId: string, blobId: string): Promise<TypedBlob>;
}

/** What the caller may reach by the rules of every method. */
export const reachOf = (ctx: MethodContext): CopyReach => ({
  account: (accountId, access) => accountFor(ctx, accountId, access),
  blob: (accountId, blobId) => readableBlob(ctx, accountId, blobId),
});

/**
 * The two accounts of a /copy (RFC 8620 §5.4, §6.3).
 * @throws JmapRefusal fromAccountNotFound; CoreError invalidArguments where they are one, accountNotFound, notPermitted
 */
export function copyAccounts(ctx: MethodContext, args: { readonly fromAccountId: string; readonly accountId: string }, reach: CopyReach): { from: number; to: number } {
  if (args.fromAccountId === args.accountId) throw invalidArgument('fromAccountId', 'is the account that is copied to; a copy leads into another account');
  return { from: source(), to: reach.account(args.accountId, 'write') };

  function source(): number {
    try {
      return reach.account(args.fromAccountId, 'read');
    } catch (error) {
      if (!isCoreError(error) || error.kind !== 'accountNotFound') throw error;
      throw new JmapRefusal('fromAccountNotFound', describe(ctx.principal.language, error));
    }
  }
}
