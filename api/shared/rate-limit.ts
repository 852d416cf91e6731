/** Waiting that grows with failed sign-ins, by account and by address. Who makes no mistakes never waits. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { countedAddress, isLoopback } from './addresses.ts';
import { systemClock, type Clock } from './clock.ts';

export interface SignInLimits {
  /** Failures of one account that cost nothing. */
  readonly signInFailures: number;
  /** Failures from one address that cost nothing. */
  readonly signInFailuresPerAddress: number;
  /** Milliseconds after which failures are forgotten, counted from the first. */
  readonly signInWindow: number;
  /** Milliseconds; the wait doubles from one second up to this. */
  readonly signInMaxDelay: number;
}

/** Too many failures: whoever asks is to come back later. */
export class TooManyFailures extends Error {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`Too many failed sign-ins; try again in ${Math.ceil(retryAfterMs / 1000)} s`);
    this.name = 'TooManyFailures';
    this.retryAfterMs = retryAfterMs;
  }
}

export interface SignInGate {
  /**
   * To be awaited before a password is looked at. Returns at once where nothing failed, waits where little is left to wait.
   * @param account the name as typed, known or not: unknown ones are treated alike, so that the wait tells nothing
   * @throws TooManyFailures where the wait is long, or too many wait already
   */
  before(address: string, account: string): Promise<void>;
  failed(address: string, account: string): Promise<void>;
  /** Clears the account, and takes the account's failures off the address. */
  succeeded(address: string, account: string): Promise<void>;
}

const firstDelayMs = 1000;
/** A client that waits this long is still there; beyond it an answer with a time is kinder, and holds no connection. */
const longestHoldMs = 5000;
const mostHeld = 200;
/** An address from which an account has signed in is counted apart, so that guesses from elsewhere do not lock its owner out. */
const knownForMs = 7 * 86_400_000;
const mostKnown = 50_000;

export function signInGate(limits: SignInLimits, clock: Clock = systemClock): SignInGate {
  const windowSeconds = Math.ceil(limits.signInWindow / 1000);
  // `failures` counts inside the window; `waits` holds a key for as long as it must wait.
  const failures = new RateLimiterMemory({ keyPrefix: 'failures', points: 1, duration: windowSeconds });
  const waits = new RateLimiterMemory({ keyPrefix: 'waits', points: 1, duration: windowSeconds });
  const known = new LRUCache<string, true>({ max: mostKnown, ttl: knownForMs });
  let held = 0;

  /** The account first; on loopback alone, since suites, the command and a proxy beside the server share that address. */
  const counters = (address: string, account: string): { key: string; free: number }[] => {
    const pair = pairKey(address, account);
    const own = { key: known.has(pair) ? pair : accountKey(account), free: limits.signInFailures };
    return isLoopback(address) ? [own] : [own, { key: `address ${countedAddress(address)}`, free: limits.signInFailuresPerAddress }];
  };

  const restMs = async (address: string, account: string): Promise<number> => {
    const rests = await Promise.all(counters(address, account).map(async ({ key }) => (await waits.get(key))?.msBeforeNext ?? 0));
    return Math.max(0, ...rests);
  };

  return {
    async before(address, account) {
      const waitMs = await restMs(address, account);
      if (waitMs === 0) return;
      if (waitMs > longestHoldMs || held >= mostHeld) throw new TooManyFailures(waitMs);
      held++;
      try {
        await clock.sleep(waitMs);
      } finally {
        held--;
      }
      // Others may have failed meanwhile: whoever waited does not jump their line.
      const moreMs = await restMs(address, account);
      if (moreMs > firstDelayMs / 2) throw new TooManyFailures(moreMs);
    },
    async failed(address, account) {
      await Promise.all(
        counters(address, account).map(async ({ key, free }) => {
          const { consumedPoints } = await failures.penalty(key);
          const over = consumedPoints - free;
          if (over <= 0) return;
          const delayMs = Math.min(limits.signInMaxDelay, firstDelayMs * 2 ** Math.min(over - 1, 30));
          await waits.block(key, delayMs / 1000);
        }),
      );
    },
    async succeeded(address, account) {
      const [own, shared] = counters(address, account);
      if (own === undefined) return;
      known.set(pairKey(address, account), true);
      const ownFailures = (await failures.get(own.key))?.consumedPoints ?? 0;
      await Promise.all([failures.delete(own.key), waits.delete(own.key)]);
      // Not cleared: else an attacker with one account of their own could reset the count of the address at will.
      if (shared !== undefined && ownFailures > 0) {
        const left = ((await failures.get(shared.key))?.consumedPoints ?? 0) - ownFailures;
        if (left <= 0) await failures.delete(shared.key);
        else await failures.reward(shared.key, ownFailures);
      }
    },
  };
}

function accountKey(account: string): string {
  return `account ${createHash('sha256').update(account.normalize('NFC').trim().toLowerCase()).digest('base64url')}`;
}

function pairKey(address: string, account: string): string {
  return `${accountKey(account)} ${countedAddress(address)}`;
}
