/** New mail: it never shifts what is read, is counted while it waits above, and is told to those who do not see it come. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isUnread, type LiveQuery, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { announce } from '../../ui/announce.tsx';
import type { VirtualGridHandle } from '../../ui/virtual-grid.tsx';
import { nameOf } from '../../ui/name-parts.ts';

export interface Arrivals {
  /** New messages above what is seen. */
  readonly waiting: number;
  /** Called with the first row that is seen. */
  seen(from: number): void;
}

/** @param scrollTop where the list is scrolled to, in pixels */
export function useArrivals(live: LiveQuery, grid: RefObject<VirtualGridHandle | null>, scrollTop: () => number): Arrivals {
  const t = useText();
  const store = useStore();
  const { visible, query, status } = live;
  const before = useRef({ live, visible, status });
  const from = useRef(0);
  /** What was here once and comes back is not new: an undone deletion. */
  const met = useRef(new Set<string>());
  const [waiting, setWaiting] = useState(0);
  const [arrived, setArrived] = useState<readonly string[]>([]);

  useLayoutEffect(() => {
    const old = before.current;
    before.current = { live, visible, status };
    if (old.live !== live) {
      setWaiting(0);
      return;
    }
    if (old.visible === visible || old.status !== 'ready') return;
    const known = new Set(old.visible.slice(0, from.current + 200));
    for (const id of known) met.current.add(id);
    const first = visible.findIndex((id) => known.has(id));
    const fresh = visible.slice(0, Math.max(0, first)).filter((id) => {
      const row = store.replica(query.accountId).row(id);
      return row !== undefined && isUnread(row) && !met.current.has(id);
    });
    if (fresh.length > 0) setArrived(fresh);
    if (scrollTop() <= 0) return;
    const shift = shiftAbove(old.visible, visible, from.current);
    if (shift !== 0) grid.current?.keepPlace(shift);
    if (fresh.length > 0) setWaiting((count) => count + fresh.length);
  }, [live, visible, status, grid, scrollTop, store, query]);

  useEffect(() => {
    if (arrived.length === 0) return;
    const sender = store.replica(query.accountId).row(arrived[0] ?? '')?.from?.[0];
    announce(t('list.arrived', { count: arrived.length, sender: sender ? nameOf(sender) : t('ui.unknownSender') }));
  }, [arrived, store, query, t]);

  return {
    waiting,
    seen(row) {
      from.current = row;
      if (row === 0 && waiting > 0 && scrollTop() <= 0) setWaiting(0);
    },
  };
}

/** How many rows more there are above the first one that is seen. What left from below it does not count: there the rows move up. */
function shiftAbove(old: readonly string[], now: readonly string[], from: number): number {
  for (let index = from; index < Math.min(old.length, from + 50); index += 1) {
    const place = now.indexOf(old[index] ?? '');
    if (place >= 0) return place - from;
  }
  return 0;
}
