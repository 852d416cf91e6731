/** Threads (RFC 8621 §3). */
import type { Thread } from '../../../openapi/index.ts';
import { sql } from '../../../db/index.ts';
import { emailsOfThreads, visibleThreadIds } from '../../mail/read/email-ids.ts';
import { viewerFor } from '../viewer-for.ts';
import { toId } from '../../ids.ts';
import { threadIds } from '../../mail/read/thread-ids.ts';
import { visibilityChanges } from '../../mail/read/visibility-changes.ts';
import { getObjects } from '../get.ts';
import { method } from '../method.ts';
import { typeState } from '../state.ts';

/** Thread/get (RFC 8621 §3.1): Emails oldest first, those of one moment in the order they came. */
export const threadGet = method('Thread/get', async (ctx, args) => {
  const threadsAs = await threadIds(ctx.core.db);
  return ctx.core.db.read(async (read) => {
    const viewer = await viewerFor(ctx, read, args.accountId);
    const names = threadsAs(viewer);
    return getObjects<Thread>(ctx, args, {
      state: await typeState(read, viewer, 'Thread'),
      properties: ['id', 'emailIds'],
      // In the order of the ids: that of the numbers is not for everybody.
      all: async (limit) => (await visibleThreadIds(read, viewer, limit)).map((id) => names.idOf(id)).sort(),
      load: async (ids) => {
        const numbers = ids.map((id) => names.numberOf(id)).filter((id) => id !== undefined);
        if (numbers.length === 0) return [];
        const rows = await read.all<{ id: number; thread_id: number }>(sql`
          SELECT e.id AS id, e.thread_id AS thread_id FROM email e
           WHERE ${emailsOfThreads(viewer, numbers)} ORDER BY e.received_at, e.id`);
        const threads = new Map<number, string[]>();
        for (const row of rows) {
          const list = threads.get(row.thread_id);
          if (list) list.push(toId('email', row.id));
          else threads.set(row.thread_id, [toId('email', row.id)]);
        }
        return [...threads].map(([id, emailIds]) => ({ id: names.idOf(id), emailIds }));
      },
    });
  });
});

/** Thread/changes (RFC 8621 §3.2). */
export const threadChanges = method('Thread/changes', async (ctx, args) => {
  const threads = await threadIds(ctx.core.db);
  return ctx.core.db.read(async (read) => {
    const viewer = await viewerFor(ctx, read, args.accountId);
    return visibilityChanges(ctx, read, viewer, args, 'Thread', threads(viewer).idOf);
  });
});
