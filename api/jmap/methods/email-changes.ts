import { accountFor } from '../../access/context.ts';
import { visibilityChanges } from '../../mail/read/visibility-changes.ts';
import { method } from '../method.ts';

/** Email/changes (RFC 8621 §4.3). */
export const emailChanges = method('Email/changes', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read((read) => visibilityChanges(ctx, read, account, args, 'Email'));
});
