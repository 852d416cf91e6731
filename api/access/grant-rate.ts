/** How fast one person may change who may use folders: each change has people told, in large groups many of them. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SYSTEM_ACCOUNT } from '../../db/index.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import type { Context } from './context.ts';

const WINDOW_SECONDS = 60;

const limiters = new WeakMap<Core, RateLimiterMemory>();

/**
 * Counts the change of one folder's grants, whether or not its unit comes to its end. The console is not counted.
 * @throws CoreError rateLimit
 */
export async function countGrantChange({ core, principal }: Context): Promise<void> {
  if (principal.id === SYSTEM_ACCOUNT) return;
  const points = core.limits.grantChangesPerMinute;
  let limiter = limiters.get(core);
  if (!limiter) limiters.set(core, (limiter = new RateLimiterMemory({ points, duration: WINDOW_SECONDS })));
  try {
    await limiter.consume(String(principal.id));
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.ceil(error.msBeforeNext / 1000);
    throw new CoreError('rateLimit', `You have changed who may use folders ${points} times within a minute; go on in ${retryAfterSeconds} s.`, { retryAfterSeconds });
  }
}
