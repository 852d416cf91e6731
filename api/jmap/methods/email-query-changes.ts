import { viewerFor } from '../viewer-for.ts';
import { fromId, toId } from '../../ids.ts';
import { emailQueryChanges as changesOfQuery } from '../../mail/query/query-changes.ts';
import { JmapRefusal } from '../errors.ts';
import { method } from '../method.ts';
import { formatState } from '../state.ts';

/** Email/queryChanges (RFC 8621 §4.5). */
export const emailQueryChanges = method('Email/queryChanges', async (ctx, args) => {
  const upTo = args.upToId === null || args.upToId === undefined ? undefined : ctx.request.resolveId(args.upToId);
  const changes = await changesOfQuery(ctx, (read) => viewerFor(ctx, read, args.accountId), {
    filter: args.filter, sort: args.sort, collapseThreads: args.collapseThreads, sinceQueryState: args.sinceQueryState, upToId: fromId('email', upTo),
    maxChanges: args.maxChanges ?? undefined, calculateTotal: args.calculateTotal ?? false,
  });
  if (!changes) throw new JmapRefusal('tooManyChanges', 'More has changed than may be told; make the query anew.');
  const { state, total, removed, added } = changes;
  return {
    accountId: args.accountId, oldQueryState: args.sinceQueryState, newQueryState: formatState(state), ...(total === undefined ? {} : { total }),
    removed: removed.map((id) => toId('email', id)),
    added: added.map(({ id, index }) => ({ id: toId('email', id), index })),
  };
});
