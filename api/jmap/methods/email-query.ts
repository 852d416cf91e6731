/** Email/query (RFC 8621 §4.4). */
import { viewerFor } from '../viewer-for.ts';
import { fromId, toId } from '../../ids.ts';
import { canCalculateFilter } from '../../mail/query/dependencies.ts';
import { queryEmails } from '../../mail/query/query-emails.ts';
import { method } from '../method.ts';
import { mostQueryIds, queryWindow } from '../query.ts';
import { formatState } from '../state.ts';

export const emailQuery = method('Email/query', async (ctx, args) => {
  const { position = 0, anchor, limit, calculateTotal = false } = args;
  const isFromStart = !calculateTotal && position >= 0 && (anchor === null || anchor === undefined);
  const needed = isFromStart ? position + Math.min(limit ?? mostQueryIds, mostQueryIds) : Number.POSITIVE_INFINITY;
  return queryEmails(ctx, (read) => viewerFor(ctx, read, args.accountId), args, needed, async (results, state) => {
    const window = await queryWindow(ctx, args, {
      count: () => results.count(),
      indexOf: (id) => {
        const email = fromId('email', id);
        return email === undefined ? undefined : results.indexOf(email);
      },
    });
    const ids = window.limit === 0 ? [] : Array.from(await results.page(window.position, window.limit), (id) => toId('email', id));
    return {
      accountId: args.accountId,
      queryState: formatState(state),
      canCalculateChanges: canCalculateFilter(args.filter),
      position: window.position,
      ids,
      ...(calculateTotal ? { total: await results.count() } : {}),
      ...(window.limited ? { limit: window.limit } : {}),
    };
  });
});
