import { CoreError } from '../../client/errors.ts';
import { createImageProxy, type ImageProxy } from '../../http/image-proxy.ts';
import type { GuardedFetcher } from '../../shared/guarded-fetch.ts';
import type { RestHandlers, RestServices } from '../call.ts';

/** Senders change a picture seldom, and a reader looks at it more than once. */
const keptForADay = 'private, max-age=86400';

const proxies = new WeakMap<GuardedFetcher, ImageProxy>();

/** Pictures of messages that lie elsewhere. */
export const imageOperations: RestHandlers<'getImage'> = {
  getImage: async ({ ctx, query, services, reply, signal }) => {
    if (ctx.caller.protocol === 'console') throw new CoreError('unavailable', 'The console shows no pictures.');
    const picture = await proxyOf(services).fetch(ctx.principal.id, query.url, signal);
    const { type, sizeBytes } = picture;
    reply.bytes = {
      type, sizeBytes, name: `picture.${type.replace(/^image\/(?:x-)?/, '')}`, read: () => picture.read(), cancel: () => picture.cancel(), cacheControl: keptForADay,
      onLost: () => () => undefined,
    };
    return undefined;
  },
};

/** One line of people who wait for each fetcher. */
function proxyOf({ core, fetcher }: RestServices): ImageProxy {
  if (!fetcher) throw new CoreError('unavailable', 'This process fetches nothing from elsewhere.');
  let proxy = proxies.get(fetcher);
  if (!proxy) proxies.set(fetcher, (proxy = createImageProxy(fetcher, core.limits.remotePicturesPerHour)));
  return proxy;
}
