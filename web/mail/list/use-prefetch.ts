import { useEffect } from 'react';
import { afterFirstScreen } from '../../app/first-screen.ts';
import { isUnread, type LiveQuery, useStore } from '../../store/index.ts';

const firstRows = 25;
const neighbours = 2;
const bodiesAtOnce = 8;

/** Brings the bodies of what is likely to be opened next, while nothing else is to be done. @param openIndex the open row, −1 for none */
export function usePrefetch(live: LiveQuery, openIndex: number): void {
  const store = useStore();
  const { accountId, collapseThreads } = live.query;
  const isReady = live.status === 'ready';
  const near = openIndex < 0 ? [] : live.visible.slice(Math.max(0, openIndex - neighbours), openIndex + neighbours + 1);
  const likely = isReady ? [...new Set([...near, ...live.visible.slice(0, firstRows)])].join(' ') : '';
  useEffect(() => {
    if (likely === '' || !store.connection.isReachable) return;
    let isCurrent = true;
    const cancel = afterFirstScreen(async () => {
      const replica = store.replica(accountId);
      const ids = likely.split(' ').flatMap((id) => {
        const row = replica.row(id);
        // A conversation opens with its newest message and those that are unread.
        const unread = row && collapseThreads ? replica.threadRows(row.threadId).filter(isUnread).slice(-3) : [];
        return [...new Set([id, ...unread.map((mate) => mate.id)])];
      });
      for (let start = 0; start < ids.length && isCurrent; start += bodiesAtOnce) await store.bodies.prefetch(accountId, ids.slice(start, start + bodiesAtOnce));
    });
    return () => {
      isCurrent = false;
      cancel();
    };
  }, [store, accountId, collapseThreads, likely]);
}
