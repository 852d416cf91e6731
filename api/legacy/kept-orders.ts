/**
 * Results of SORT and THREAD that are at hand. The message of a UID never changes, so that the same UIDs are in the same order always; webmails ask for the
 * whole mailbox again with every page.
 */
import { LRUCache } from 'lru-cache';
import type { Context } from '../access/context.ts';
import type { Core } from '../core.ts';
import { reachedMailbox } from './reached-mailbox.ts';

interface Kept {
  readonly uids: Uint32Array;
  readonly result: object;
  readonly bytes: number;
}

const KEPT_BYTES = 16 * 1024 * 1024;
/** Of fewer messages the order is found as fast as it is kept. */
const LEAST_MESSAGES = 100;

const kept = new WeakMap<Core, LRUCache<string, Kept>>();

/**
 * @param order what decides the order, as text
 * @param bytesEach of the result, for each message
 * @param find tells the result and whether all messages were there: else it does not hold
 * @throws CoreError mailboxNotFound, notPermitted: rights are asked for again each time
 */
export async function keptOrder<Result extends object>(
  ctx: Context, mailboxId: string, uids: Uint32Array, order: string, bytesEach: number, find: () => Promise<{ result: Result; isWhole: boolean }>,
): Promise<Result> {
  const { row } = await ctx.core.db.read((read) => reachedMailbox(read, ctx, mailboxId));
  if (uids.length < LEAST_MESSAGES) return (await find()).result;
  let cache = kept.get(ctx.core);
  if (!cache) kept.set(ctx.core, (cache = new LRUCache({ maxSize: KEPT_BYTES, sizeCalculation: ({ bytes }) => bytes })));
  const key = `${row.id} ${row.uid_validity} ${order}`;
  const known = cache.get(key);
  if (known && areSame(known.uids, uids)) return known.result as Result;
  const { result, isWhole } = await find();
  if (isWhole) cache.set(key, { uids, result, bytes: uids.length * (uids.BYTES_PER_ELEMENT + bytesEach) });
  return result;
}

function areSame(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((uid, i) => uid === b[i]);
}
