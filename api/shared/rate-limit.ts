/** Waiting that grows with failed sign-ins, by account and by address. Who makes no mistakes never waits. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { atMost } from './at-most.ts';
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

/** A password that may be looked at now. */
export interface Attempt {
  /** To be called once it has been, after `failed` or `succeeded`: the next one is let in. Safe to call twice. */
  release(): void;
}

export interface SignInGate {
  /**
   * To be awaited before a password is looked at. Returns at once where nothing failed, waits where little is left to wait. No more are let in at a time
   * than may still fail for nothing, so that guesses sent at once wait like guesses sent one after the other; who is right waits for no clock.
   * @param account the name as typed, known or not: unknown ones are treated alike, so that the wait tells nothing
   * @throws TooManyFailures where the wait is long, or too many wait already
   */
  before(address: string, account: string): Promise<Attempt>;
  failed(address: string, account: string): Promise<void>;
  /** Clears the account, and takes the account's failures off the address. */
  succeeded(address: string, account: string): Promise<void>;
}

const firstDelayMs = 1000;
/** A client that waits this long is still there; beyond it an answer with a time is kinder, and holds no connection. */
const longestHoldMs = 5000;
const mostHeld = 200;
/** Attempts that may wait for the outcome of others. */
const mostQueued = 1000;
/** An address from which an account has signed in is counted apart, so that guesses from elsewhere do not lock its owner out. */
const knownForMs = 7 * 86_400_000;
const mostKnown = 50_000;

export function signInGate(limits: SignInLimits, clock: Clock = systemClock): SignInGate {
  const windowSeconds = Math.ceil(limits.signInWindow / 1000);
  // `failures` counts inside the window; `waits` holds a key for as long as it must wait.
  const failures = new RateLimiterMemory({ keyPrefix: 'failures', points: 1, duration: windowSeconds });
  const waits = new RateLimiterMemory({ keyPrefix: 'waits', points: 1, duration: windowSeconds });
  const known = new LRUCache<string, true>({ ...atMost(mostKnown), ttl: knownForMs });
  const rooms = new Map<string, Room>();
  let held = 0;
  let queued = 0;

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

  const hold = async (waitMs: number, heldMs: number): Promise<void> => {
    if (heldMs + waitMs > longestHoldMs || held >= mostHeld) throw new TooManyFailures(waitMs);
    held++;
    try {
      await clock.sleep(waitMs);
    } finally {
      held--;
    }
  };

  const roomOf = (key: string): Room => {
    let room = rooms.get(key);
    if (!room) rooms.set(key, (room = { inside: 0, waiting: [] }));
    return room;
  };
  const leave = (key: string): void => {
    const room = roomOf(key);
    room.waiting.shift()?.();
    if (room.inside === 0 && room.waiting.length === 0) rooms.delete(key);
  };

  /** Takes a place in every counter's room, or none: then whose room is full, and its turn. @throws TooManyFailures where too many wait */
  const tryEnter = async (places: readonly { key: string; free: number }[]): Promise<{ full: string; turn: Promise<void> } | undefined> => {
    const open = await Promise.all(places.map(async ({ key, free }) => Math.max(1, free - ((await failures.get(key))?.consumedPoints ?? 0))));
    // No await from here on: nobody else enters or leaves in between.
    const full = places.find(({ key }, i) => (rooms.get(key)?.inside ?? 0) >= (open[i] as number))?.key;
    if (full === undefined) {
      for (const { key } of places) roomOf(key).inside += 1;
      return undefined;
    }
    if (queued >= mostQueued) throw new TooManyFailures(firstDelayMs);
    queued++;
    const turn = new Promise<void>((resolve) => roomOf(full).waiting.push(resolve)).finally(() => queued--);
    return { full, turn };
  };

  return {
    async before(address, account) {
      const places = counters(address, account);
      let heldMs = 0;
      /** Whose place this attempt was woken for; it wakes the next one where it does not take it, or where there is more than one. */
      let woken: string | undefined;
      try {
        for (;;) {
          const waitMs = await restMs(address, account);
          if (waitMs > 0) {
            if (woken !== undefined) leave(woken);
            woken = undefined;
            await hold(waitMs, heldMs);
            heldMs += waitMs;
            continue;
          }
          const wait = await tryEnter(places);
          if (!wait) break;
          if (woken !== undefined && woken !== wait.full) leave(woken);
          await wait.turn;
          woken = wait.full;
        }
      } finally {
        if (woken !== undefined) leave(woken);
      }
      let isInside = true;
      return {
        release() {
          if (!isInside) return;
          isInside = false;
          for (const { key } of places) {
            roomOf(key).inside -= 1;
            leave(key);
          }
        },
      };
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

/** Attempts under way that count together, and those that wait for one of them to end. */
interface Room {
  inside: number;
  readonly waiting: (() => void)[];
}

function accountKey(account: string): string {
  return `account ${createHash('sha256').update(account.normalize('NFC').trim().toLowerCase()).digest('base64url')}`;
}

function pairKey(address: string, account: string): string {
  return `${accountKey(account)} ${countedAddress(address)}`;
}
