/** ShareNotification: notices that others changed what one may do with theirs (RFC 9670 §3). The server makes them; people dismiss them. */
import type { ShareNotification, ShareNotificationFilterCondition } from '../../../openapi/index.ts';
import { type Read, sql } from '../../../db/index.ts';
import { bury } from '../../../db/repositories/tombstones.ts';
import { deleteShareNotification, type ShareNotificationRow, shareNotifications } from '../../../db/repositories/share-notifications.ts';
import { accountFor } from '../../access/context.ts';
import { toMailboxRights } from '../../access/rights.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, needId, toId } from '../../ids.ts';
import { changesOf } from '../changes.ts';
import { getObjects } from '../get.ts';
import { method } from '../method.ts';
import { type Filter, passes, queryChangesOf, windowOf } from '../query.ts';
import { applySet } from '../set.ts';
import { formatState, knownState, typeState } from '../state.ts';

const properties = [
  'id', 'created', 'changedBy', 'objectType', 'objectAccountId', 'objectId', 'oldRights', 'newRights', 'name',
] as const satisfies readonly (keyof ShareNotification)[];

export const shareNotificationGet = method('ShareNotification/get', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const rows = await shareNotifications(read, account);
    return getObjects<ShareNotification>(ctx, args, {
      state: await typeState(read, account, 'ShareNotification'),
      properties,
      all: async (limit) => rows.slice(0, limit).map(({ id }) => toId('shareNotification', id)),
      load: async (ids) => {
        const wanted = new Set(ids.map((id) => fromId('shareNotification', id)));
        return rows.filter(({ id }) => wanted.has(id)).map(notificationObject);
      },
    });
  });
});

function notificationObject(row: ShareNotificationRow): ShareNotification {
  return {
    id: toId('shareNotification', row.id),
    created: new Date(row.created_at).toISOString(),
    changedBy: {
      name: row.changed_by_name, email: row.changed_by_address, principalId: row.changed_by_principal === null ? null : toId('principal', row.changed_by_principal),
    },
    objectType: 'Mailbox',
    objectAccountId: toId('account', row.object_account_id),
    objectId: toId('mailbox', row.object_id),
    oldRights: row.old_rights === null ? null : toMailboxRights(row.old_rights),
    newRights: row.new_rights === null ? null : toMailboxRights(row.new_rights),
    name: row.name,
  };
}

export const shareNotificationChanges = method('ShareNotification/changes', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read((read) =>
    changesOf(ctx, read, account, args, { type: 'ShareNotification', idType: 'shareNotification', table: 'share_notification', stamp: 'created_modseq' }));
});

/** ShareNotification/set (RFC 9670 §3.3): only dismissing is allowed. */
export const shareNotificationSet = method('ShareNotification/set', async (ctx, args) => {
  const accountId = accountFor(ctx, args.accountId, 'write');
  const { core } = ctx;
  return core.db.write([accountId], async (tx) => {
    const account = tx.account(accountId);
    const oldState = await typeState(tx, accountId, 'ShareNotification');
    const refuse = async (): Promise<never> => {
      throw new CoreError('notPermitted', 'The server writes these notices; they can only be destroyed.');
    };
    return applySet<ShareNotification>(ctx, args, { oldState, newState: () => (account.types.has('ShareNotification') ? formatState(account.modseq) : oldState) }, {
      create: refuse,
      update: refuse,
      async destroy(id) {
        const number = needId('shareNotification', id);
        const created = await deleteShareNotification(tx, accountId, number);
        if (created === undefined) throw new CoreError('notFound', `There is no notice ${id}.`);
        await bury(tx, accountId, 'ShareNotification', [{ id: number, created }], account.modseq, core.clock.now());
        account.touch('ShareNotification');
      },
    });
  });
});

interface NotificationQuery {
  readonly filter?: Filter<ShareNotificationFilterCondition> | null | undefined;
  readonly sort?: readonly { property: string; isAscending?: boolean | undefined }[] | null | undefined;
}

export const shareNotificationQuery = method('ShareNotification/query', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const ids = await matching(read, account, args);
    return { accountId: args.accountId, queryState: await typeState(read, account, 'ShareNotification'), canCalculateChanges: true, ...(await windowOf(ctx, args, ids)) };
  });
});

export const shareNotificationQueryChanges = method('ShareNotification/queryChanges', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const { since, current } = await knownState(read, account, 'ShareNotification', args.sinceQueryState);
    if (since.lastId !== null) throw new CoreError('cannotCalculateChanges', 'This is not the state of a query; make the query anew.');
    const ids = await matching(read, account, args);
    const fresh = new Set((await shareNotifications(read, account)).filter((row) => row.created_modseq > since.modseq).map(({ id }) => toId('shareNotification', id)));
    const gone = await read.all<{ id: number }>(sql`
      SELECT object_id AS id FROM tombstone WHERE account_id = ${account} AND type = 'ShareNotification' AND destroyed_modseq > ${since.modseq}`);
    const removed = gone.map(({ id }) => toId('shareNotification', id));
    return queryChangesOf(args, formatState(current), ids, fresh, removed);
  });
});

/** Notices never change: oldest first, or newest first. */
async function matching(read: Read, account: number, { filter, sort }: NotificationQuery): Promise<string[]> {
  const rows = (await shareNotifications(read, account)).filter((row) => passes(filter, (condition) => meets(row, condition)));
  rows.sort((a, b) => a.created_at - b.created_at || a.id - b.id);
  if (sort?.[0]?.isAscending === false) rows.reverse();
  return rows.map(({ id }) => toId('shareNotification', id));
}

function meets(row: ShareNotificationRow, { after, before, objectType, objectAccountId }: ShareNotificationFilterCondition): boolean {
  if (typeof after === 'string' && row.created_at < Date.parse(after)) return false;
  if (typeof before === 'string' && row.created_at >= Date.parse(before)) return false;
  if (objectType !== undefined && objectType !== 'Mailbox') return false;
  return objectAccountId === undefined || objectAccountId === toId('account', row.object_account_id);
}
