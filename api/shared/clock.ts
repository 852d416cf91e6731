/** Time as a parameter, so that tests own it. All durations are milliseconds. */
import { performance } from 'node:perf_hooks';

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since 1970, for what is stored or shown. */
  now(): number;
  /** Milliseconds since some moment, never backwards: for measuring and deadlines. */
  monotonicMs(): number;
  /** Runs once after the delay, however long. A waiting timer does not keep the process alive. */
  after(delayMs: number, run: () => void): Timer;
  /** Runs again and again; the first time after one interval. */
  every(intervalMs: number, run: () => void): Timer;
  /** Resolves after the delay; rejects with the signal's reason if that comes first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** Node's timers fire at once beyond this. */
const longestTimeoutMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    let handle: NodeJS.Timeout;
    const start = (restMs: number): void => {
      const stepMs = Math.min(restMs, longestTimeoutMs);
      handle = setTimeout(() => (restMs > stepMs ? start(restMs - stepMs) : run()), stepMs);
      handle.unref();
    };
    start(Math.max(0, delayMs));
    return { cancel: () => clearTimeout(handle) };
  },
  every(intervalMs, run) {
    const handle = setInterval(run, Math.min(intervalMs, longestTimeoutMs));
    handle.unref();
    return { cancel: () => clearInterval(handle) };
  },
  sleep(delayMs, signal) {
    return sleepOn(systemClock, delayMs, signal);
  },
};

export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due, in order; promises that follow from it are settled before it returns. */
  advance(byMs: number): Promise<void>;
  /** Moves time on as for a machine that slept: what fell due meanwhile runs once, at the end. */
  sleepThrough(byMs: number): Promise<void>;
  /** Timers that wait. */
  readonly waiting: number;
}

/** A clock that stands still until it is moved. */
export function manualClock(startAt = Date.UTC(2026, 0, 1)): ManualClock {
  let elapsedMs = 0;
  let order = 0;
  const timers = new Map<number, { dueMs: number; run: () => void; everyMs: number | null }>();

  const add = (delayMs: number, run: () => void, everyMs: number | null): Timer => {
    const id = order++;
    timers.set(id, { dueMs: elapsedMs + Math.max(0, delayMs), run, everyMs });
    return { cancel: () => timers.delete(id) };
  };
  const clock: ManualClock = {
    now: () => startAt + elapsedMs,
    monotonicMs: () => elapsedMs,
    after: (delayMs, run) => add(delayMs, run, null),
    every: (intervalMs, run) => add(intervalMs, run, Math.max(1, intervalMs)),
    sleep: (delayMs, signal) => sleepOn(clock, delayMs, signal),
    get waiting() {
      return timers.size;
    },
    async advance(byMs) {
      const untilMs = elapsedMs + byMs;
      for (;;) {
        await settled();
        const [next] = [...timers].filter(([, timer]) => timer.dueMs <= untilMs).sort(([a, x], [b, y]) => x.dueMs - y.dueMs || a - b);
        if (next === undefined) break;
        const [id, timer] = next;
        elapsedMs = Math.max(elapsedMs, timer.dueMs);
        if (timer.everyMs === null) timers.delete(id);
        else timer.dueMs += timer.everyMs;
        timer.run();
      }
      elapsedMs = untilMs;
    },
    async sleepThrough(byMs) {
      elapsedMs += byMs;
      for (const timer of timers.values()) timer.dueMs = Math.max(timer.dueMs, elapsedMs);
      await clock.advance(0);
    },
  };
  return clock;
}

function sleepOn(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
