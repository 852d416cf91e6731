/** What stands before and behind a conversation in the list that is looked at. */
import type { Store } from '../store/index.ts';

/** The thread next to this one in the account's list on screen; undefined at its ends. */
export function stepFrom(store: Store, accountId: string, threadId: string | undefined, by: 1 | -1): string | undefined {
  const replica = store.replica(accountId);
  const live = [...replica.queries.values()].find(({ viewers }) => viewers > 0);
  if (!live) return undefined;
  const threadAt = (index: number) => {
    const id = live.visible[index];
    return id === undefined ? undefined : replica.row(id)?.threadId;
  };
  let index = live.visible.findIndex((id) => replica.row(id)?.threadId === threadId);
  if (index < 0) return undefined;
  // Without conversations several rows are of one thread.
  do index += by;
  while (threadAt(index) === threadId && threadId !== undefined && index >= 0 && index < live.visible.length);
  return threadAt(index);
}
