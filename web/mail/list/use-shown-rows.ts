import { useCallback, useEffect, useRef, useState } from 'react';
import { type LiveQuery, useStore } from '../../store/index.ts';
import { Flight } from './flight.ts';

/** Rows fetched ahead of those that are seen, to either side. */
const ahead = 40;
/** Who stays for so long has landed. */
const landingMs = 40;

/**
 * Has the rows fetched that are seen, alone where somebody looks at blanks, then those around them. One request of each kind at a time, and then for what is
 * seen by then: who scrolls through thousands does not wait for each of them. Who pulls the scrollbar sees nothing of what goes by: nothing is asked for before
 * they stop or go slowly, and what was asked for before is not waited for then.
 * @returns called with what is seen, both ends included
 */
export function useShownRows(live: LiveQuery): (from: number, to: number) => void {
  const store = useStore();
  const { query, visible } = live;
  const seen = useRef<readonly [from: number, to: number]>([0, 0]);
  const running = useRef(new Set<string>());
  const [flight] = useState(() => new Flight());
  const landings = useRef(0);
  const landing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(landing.current), []);

  const areMissing = useCallback(() => {
    const replica = store.replica(query.accountId);
    const [from, to] = seen.current;
    return replica.query(query).visible.slice(from, to + 1).some((id) => !replica.has(id));
  }, [store, query]);

  /** Fetches until what was fetched last is what is seen; rows that do not come are not asked for again until somebody scrolls. */
  const fetchWhile = useCallback(
    async (kind: 'seen' | 'around', margin: number, isWanted: () => boolean) => {
      const place = landings.current;
      const name = `${kind} ${place}`;
      if (running.current.has(name)) return;
      running.current.add(name);
      try {
        const isHere = () => landing.current === undefined && landings.current === place;
        for (let last: readonly [number, number] | undefined; last !== seen.current && isHere() && isWanted(); ) {
          last = seen.current;
          const [from, to] = last;
          await store.show(query, Math.max(0, from - margin), to + 1 + margin);
        }
      } finally {
        running.current.delete(name);
      }
    },
    [store, query],
  );

  const fetchSeen = useCallback(async () => {
    await fetchWhile('seen', 0, areMissing);
    await fetchWhile('around', ahead, () => !areMissing());
  }, [fetchWhile, areMissing]);

  useEffect(() => {
    // Ids that came only now, under somebody who had scrolled ahead of them.
    if (visible.length > 0 && areMissing()) void fetchSeen();
  }, [visible, fetchSeen, areMissing]);

  return useCallback(
    (from, to) => {
      seen.current = [from, to];
      const land = () => {
        landing.current = undefined;
        landings.current += 1;
        void fetchSeen();
      };
      const isFlying = landing.current !== undefined;
      clearTimeout(landing.current);
      if (flight.goesOn(from, to, performance.now())) landing.current = setTimeout(land, landingMs);
      else if (isFlying) land();
      else void fetchSeen();
    },
    [fetchSeen, flight],
  );
}
