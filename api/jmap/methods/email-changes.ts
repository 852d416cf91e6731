import { toId } from '../../ids.ts';
import { viewerFor } from '../viewer-for.ts';
import { visibilityChanges } from '../../mail/read/visibility-changes.ts';
import { method } from '../method.ts';

/** Email/changes (RFC 8621 §4.3). */
export const emailChanges = method('Email/changes', async (ctx, args) => {
  return ctx.core.db.read(async (read) => visibilityChanges(ctx, read, await viewerFor(ctx, read, args.accountId), args, 'Email', (id) => toId('email', id)));
});
