/** How much the vendor methods answer, and do for it, in one request: a mailbox may hold half a million messages, and a request has room for many calls. */
import { CoreError } from '../client/errors.ts';
import type { MethodContext } from './method.ts';
import type { RequestState } from './request-state.ts';

const most = { messages: 500_000, bytes: 32 * 1024 * 1024, 'bytes to decode': 256 * 1024 * 1024 };

type Kind = keyof typeof most;

const spent = new WeakMap<RequestState, Record<Kind, number>>();

/**
 * Takes from what is left of the request's budget; 0 asks whether anything is left.
 * @throws CoreError requestTooLarge
 */
export function spend({ request }: MethodContext, kind: Kind, amount: number): void {
  let sums = spent.get(request);
  if (!sums) spent.set(request, (sums = { messages: 0, bytes: 0, 'bytes to decode': 0 }));
  // What was too much once ends the rest as well: nothing is read for answers that cannot be given.
  sums[kind] += amount;
  if (sums[kind] > most[kind]) throw new CoreError('requestTooLarge', `One request gets at most ${most[kind]} ${kind} here; ask for fewer at a time.`);
}
