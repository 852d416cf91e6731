/** Indexes in the background, off the units that deliver (design §6, Search). */
import { accountsBehind } from '../../../db/repositories/search.ts';
import { DatabaseClosed } from '../../../db/index.ts';
import type { Core } from '../../core.ts';
import { searchIndexOf } from './search-index.ts';

/** An account is indexed when nothing has come for so long, or has waited for so long. Until then its next search does it. */
const QUIET_MS = 5_000;
const WAIT_MS = 30_000;
const LOOK_MS = 250;
/** While mail comes in anywhere, so much of the time is left to others: for each moment of work, so many of rest. */
const REST = 6;

export interface Indexer {
  /** Waits for the piece of work under way. */
  stop(): Promise<void>;
}

/** Accounts whose mail changed: since when it waits, and when it last did. */
interface Waiting {
  readonly since: number;
  latest: number;
}

export function startIndexer(core: Core): Indexer {
  const index = searchIndexOf(core);
  const waiting = new Map<number, Waiting>();
  let isStopped = false;
  let running: Promise<void> | undefined;
  let lastChange = Number.NEGATIVE_INFINITY;
  const note = (account: number): void => {
    const now = core.clock.monotonicMs();
    lastChange = now;
    const entry = waiting.get(account);
    if (entry) entry.latest = now;
    else waiting.set(account, { since: now, latest: now });
  };
  const isDue = ({ since, latest }: Waiting, now: number): boolean => now - latest >= QUIET_MS || now - since >= WAIT_MS;

  /** Rests where others are busy, in proportion to what the last step took. */
  const rested = async (startedAt: number): Promise<void> => {
    const now = core.clock.monotonicMs();
    if (now - lastChange < QUIET_MS) await core.clock.sleep(Math.min(2_000, (now - startedAt) * REST));
  };
  const work = async (account: number): Promise<void> => {
    let startedAt = core.clock.monotonicMs();
    const between = async (): Promise<void> => {
      if (isStopped) throw new Stopped();
      await rested(startedAt);
      startedAt = core.clock.monotonicMs();
    };
    await index.finish(account, between);
    await between();
    while (await index.tidy(account)) await between();
  };
  const run = async (): Promise<void> => {
    for (;;) {
      const now = core.clock.monotonicMs();
      const due = [...waiting].find(([, entry]) => isDue(entry, now));
      if (!due || isStopped) return;
      waiting.delete(due[0]);
      try {
        await work(due[0]);
      } catch (error) {
        if (error instanceof Stopped || error instanceof DatabaseClosed) return;
        core.log.error({ err: error, account: due[0] }, 'mail could not be indexed; the next search tries it again');
      }
    }
  };
  const look = (): void => {
    running ??= run().finally(() => {
      running = undefined;
    });
  };
  const unsubscribe = core.db.onChange(({ accountId, types }) => {
    if (types.has('Email')) note(accountId);
  });
  const timer = core.clock.every(LOOK_MS, () => {
    if (waiting.size > 0) look();
  });
  // What came before the last stop, or before there was an index.
  void core.db.read(accountsBehind).then((accounts) => accounts.forEach(note), (error: unknown) => core.log.error({ err: error }, 'accounts to be indexed are not known'));
  return {
    async stop() {
      isStopped = true;
      timer.cancel();
      unsubscribe();
      await running;
    },
  };
}

class Stopped extends Error {
  override name = 'Stopped';
}
