import { useCallback, useEffect, useRef } from 'react';
import { type LiveQuery, useStore } from '../../store/index.ts';

/** Rows fetched ahead of those that are seen, to either side. */
const ahead = 40;

/**
 * Has the rows fetched that are seen. One request at a time, and then for what is seen by then: who scrolls through thousands does not wait for each of them.
 * @returns called with what is seen, both ends included
 */
export function useShownRows(live: LiveQuery): (from: number, to: number) => void {
  const store = useStore();
  const { query, visible } = live;
  const seen = useRef<readonly [from: number, to: number]>([0, 0]);
  const isRunning = useRef(false);

  const fetchSeen = useCallback(async () => {
    if (isRunning.current) return;
    isRunning.current = true;
    try {
      for (let last: readonly [number, number] | undefined; last !== seen.current; ) {
        last = seen.current;
        const [from, to] = last;
        await store.show(query, Math.max(0, from - ahead), to + 1 + ahead);
      }
    } finally {
      isRunning.current = false;
    }
  }, [store, query]);

  useEffect(() => {
    // Ids that came only now, under somebody who had scrolled ahead of them.
    const replica = store.replica(query.accountId);
    const [from, to] = seen.current;
    if (visible.slice(from, to + 1).some((id) => !replica.has(id))) void fetchSeen();
  }, [store, query, visible, fetchSeen]);

  return useCallback(
    (from, to) => {
      seen.current = [from, to];
      void fetchSeen();
    },
    [fetchSeen],
  );
}
