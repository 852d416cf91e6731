/** The server does as much of this as it may at the moment, and enough wait already. */
export class TooBusy extends Error {
  constructor(what: string) {
    super(`Too much to do at the moment (${what}); try again in a few seconds`);
    this.name = 'TooBusy';
  }
}

export interface ConcurrencyLimit {
  /** Runs the work when a place is free, in order of asking. @throws TooBusy at once where too many wait */
  run<T>(work: () => Promise<T>): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/**
 * At most `concurrent` pieces of work at a time, at most `waiting` more in line. Password checks have one of their own
 * (design §6: sixteen at once would hold libuv's pool, and with it every other file access, for half a second).
 */
export function limitConcurrency(what: string, concurrent: number, waiting: number): ConcurrencyLimit {
  let running = 0;
  const line: (() => void)[] = [];
  return {
    async run(work) {
      if (running < concurrent) {
        running++;
      } else {
        if (line.length >= waiting) throw new TooBusy(what);
        // The one who finishes hands over the place, so `running` stays as it is.
        await new Promise<void>((resolve) => line.push(resolve));
      }
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else running--;
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return line.length;
    },
  };
}
