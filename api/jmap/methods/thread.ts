/** Threads (RFC 8621 §3). */
import type { Thread } from '../../../openapi/index.ts';
import { integers, sql } from '../../../db/index.ts';
import { accountFor } from '../../access/context.ts';
import { fromId, toId } from '../../ids.ts';
import { visibilityChanges } from '../../mail/read/visibility-changes.ts';
import { getObjects } from '../get.ts';
import { method } from '../method.ts';
import { typeState } from '../state.ts';

/** Thread/get (RFC 8621 §3.1): Emails oldest first, those of one moment in the order they came. */
export const threadGet = method('Thread/get', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) =>
    getObjects<Thread>(ctx, args, {
      state: await typeState(read, account, 'Thread'),
      properties: ['id', 'emailIds'],
      all: async (limit) => {
        const rows = await read.all<{ id: number }>(sql`SELECT id FROM thread WHERE account_id = ${account} AND email_count > 0 ORDER BY id LIMIT ${limit}`);
        return rows.map(({ id }) => toId('thread', id));
      },
      load: async (ids) => {
        const numbers = ids.map((id) => fromId('thread', id)).filter((id) => id !== undefined);
        if (numbers.length === 0) return [];
        const rows = await read.all<{ id: number; thread_id: number }>(sql`
          SELECT id, thread_id FROM email WHERE thread_id IN ${integers(numbers)} AND account_id = ${account} AND visible > 0 ORDER BY received_at, id`);
        const threads = new Map<number, string[]>();
        for (const row of rows) {
          const list = threads.get(row.thread_id);
          if (list) list.push(toId('email', row.id));
          else threads.set(row.thread_id, [toId('email', row.id)]);
        }
        return [...threads].map(([id, emailIds]) => ({ id: toId('thread', id), emailIds }));
      },
    }));
});

/** Thread/changes (RFC 8621 §3.2). */
export const threadChanges = method('Thread/changes', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read((read) => visibilityChanges(ctx, read, account, args, 'Thread'));
});
