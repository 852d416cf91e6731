/** Quotas (RFC 9425). An account has one in bytes of mail and one in messages, each where it has such a limit. */
import { jmapObjects, type Quota, type QuotaFilterCondition } from '../../../openapi/index.ts';
import type { Read } from '../../../db/index.ts';
import { accountUsage } from '../../../db/repositories/people.ts';
import { accountFor } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { foldText } from '../../mail/mime/index.ts';
import { roomOf } from '../../mail/store/quota.ts';
import { getObjects } from '../get.ts';
import { method, type MethodContext } from '../method.ts';
import { compareBy, passes, windowOf } from '../query.ts';
import { formatState, knownState, typeState } from '../state.ts';

/** Of each kind an account has one at most, which is called as what it counts. */
const kinds = ['octets', 'count'] as const;
/** From here on clients should say that it is getting full. */
const warnAt = 0.9;

async function quotasOf(ctx: MethodContext, read: Read, account: number): Promise<Quota[]> {
  const usage = await accountUsage(read, account);
  if (!usage) return [];
  const { quotaBytes, quotaMessages, usedBytes, usedCount } = roomOf(usage);
  const of = { octets: { hardLimit: quotaBytes, used: usedBytes }, count: { hardLimit: quotaMessages, used: usedCount } };
  return kinds.flatMap((resourceType): Quota[] => {
    const { hardLimit, used } = of[resourceType];
    if (hardLimit === null) return [];
    return [{
      id: resourceType, resourceType, used: Math.max(0, used), hardLimit, scope: 'account', name: ctx.principal.address, types: ['Email'],
      warnLimit: Math.floor(hardLimit * warnAt), softLimit: null, description: null,
    }];
  });
}

/** Quota/get (RFC 9425 §4.2). */
export const quotaGet = method('Quota/get', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const quotas = await quotasOf(ctx, read, account);
    return getObjects<Quota>(ctx, args, {
      state: await typeState(read, account, 'Quota'),
      properties: jmapObjects.Quota.properties,
      all: async () => quotas.map(({ id }) => id),
      load: async () => quotas,
    });
  });
});

/**
 * Quota/changes (RFC 9425 §4.3). Whether a limit has only just been set, or was lifted long ago, is not remembered: a Quota is *updated* while it is
 * there, else *destroyed*.
 */
export const quotaChanges = method('Quota/changes', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const { since, current } = await knownState(read, account, 'Quota', args.sinceState);
    const quotas = await quotasOf(ctx, read, account);
    const isChanged = since.modseq !== current.modseq;
    return {
      accountId: args.accountId, oldState: args.sinceState, newState: formatState(current), hasMoreChanges: false, created: [],
      updated: isChanged ? kinds.filter((kind) => quotas.some(({ id }) => id === kind)) : [],
      destroyed: isChanged ? kinds.filter((kind) => !quotas.some(({ id }) => id === kind)) : [],
      updatedProperties: null,
    };
  });
});

/** Quota/query (RFC 9425 §4.4). */
export const quotaQuery = method('Quota/query', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const found = (await quotasOf(ctx, read, account)).filter((quota) => passes(args.filter, (condition: QuotaFilterCondition) => meets(quota, condition)));
    found.sort(compareBy(args.sort ?? [], (quota, property) => (property === 'used' ? (quota.used ?? 0) : (quota.name ?? ''))));
    return {
      accountId: args.accountId, queryState: await typeState(read, account, 'Quota'), canCalculateChanges: false,
      ...(await windowOf(ctx, args, found.map(({ id }) => id))),
    };
  });
});

/** Quota/queryChanges (RFC 9425 §4.5). */
export const quotaQueryChanges = method('Quota/queryChanges', async (ctx, args) => {
  accountFor(ctx, args.accountId, 'read');
  throw new CoreError('cannotCalculateChanges', 'The changes of this query are not known; make the query anew.');
});

function meets(quota: Quota, { name, scope, resourceType, type }: QuotaFilterCondition): boolean {
  if (name !== undefined && !foldText(quota.name ?? '').includes(foldText(name))) return false;
  if (scope !== undefined && scope !== quota.scope) return false;
  if (resourceType !== undefined && resourceType !== quota.resourceType) return false;
  return type === undefined || (quota.types ?? []).includes(type);
}
