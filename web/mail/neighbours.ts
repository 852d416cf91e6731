/** What stands before and behind what is open in the list that is looked at. */
import type { Store } from '../store/index.ts';

export interface OpenedPlace {
  readonly threadId: string | undefined;
  readonly emailId?: string | undefined;
}

/** The place next to this one in the account's list on screen, or in the last one that was; undefined at its ends. */
export async function stepFrom(store: Store, accountId: string, { threadId, emailId }: OpenedPlace, by: 1 | -1): Promise<OpenedPlace | undefined> {
  const replica = store.replica(accountId);
  const lists = [...replica.queries.values()];
  const isOpen = (id: string) => (emailId === undefined ? replica.row(id)?.threadId === threadId : id === emailId);
  const live = lists.find(({ viewers }) => viewers > 0) ?? lists.findLast(({ visible }) => visible.some(isOpen));
  const index = live?.visible.findIndex(isOpen) ?? -1;
  for (let at = index + by; index >= 0; at += by) {
    const next = live?.visible[at];
    if (next === undefined) return undefined;
    if (!replica.has(next)) await store.loadEmails(accountId, [next]);
    const found = replica.row(next)?.threadId;
    if (emailId !== undefined) return { threadId: found, emailId: next };
    // Drafts stand each by itself, also where several are of one thread.
    if (found !== threadId) return { threadId: found };
  }
  return undefined;
}
