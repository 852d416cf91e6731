import { actorOf } from '../../access/index.ts';
import { CoreError } from '../../client/errors.ts';
import { findAccount } from '../../people/accounts.ts';
import type { RestHandlers, RestServices } from '../call.ts';
import type { QueueService } from '../queue-service.ts';

/** The queue and the check of what is stored, for administrators. */
export const serverOperations: RestHandlers<'listQueue' | 'getQueueEntry' | 'retryQueueEntry' | 'cancelQueueEntry' | 'verify'> = {
  listQueue: ({ services, query }) => queueOf(services).list(query),
  getQueueEntry: ({ services, path }) => queueOf(services).get(path.entryId),
  retryQueueEntry: ({ ctx, services, path }) => queueOf(services).retry(path.entryId, actorOf(ctx)),
  cancelQueueEntry: async ({ ctx, services, path, body }) => {
    await queueOf(services).cancel(path.entryId, { bounce: body.bounce ?? false }, actorOf(ctx));
    return undefined;
  },
  verify: async ({ ctx, services, body }) => {
    if (!services.verify) throw new CoreError('unavailable', 'This process does not check what is stored.');
    const { accountId: name } = body;
    const { rebuildSearch } = body;
    if (name === undefined || name === null) return services.verify.verify({ rebuildSearch });
    const { id } = await ctx.core.db.read((read) => findAccount(read, name));
    return services.verify.verify({ accountId: id, rebuildSearch });
  },
};

function queueOf(services: RestServices): QueueService {
  if (!services.queue) throw new CoreError('unavailable', 'This process does not run the queue.');
  return services.queue;
}
