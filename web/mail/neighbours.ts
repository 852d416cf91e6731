/** What stands before and behind what is open in the list that is looked at. */
import { parseMailSearch } from '../app/paths.ts';
import type { ListQuery, LiveQuery, Store } from '../store/index.ts';
import { listQuery } from './list/list-query.ts';

export interface OpenedPlace {
  readonly threadId: string | undefined;
  readonly emailId?: string | undefined;
}

export interface Opened extends OpenedPlace {
  readonly accountId: string;
  /** The folder that it was opened in; undefined in a search. */
  readonly mailboxId: string | undefined;
  /** Whether lists show conversations. */
  readonly conversations: boolean;
}

/** The place next to this one in the account's list on screen, in the last one that was, or in the folder's; undefined at its ends. */
export async function stepFrom(store: Store, { accountId, mailboxId, conversations, threadId, emailId }: Opened, by: 1 | -1): Promise<OpenedPlace | undefined> {
  const replica = store.replica(accountId);
  const lists = [...replica.queries.values()];
  const mates = new Set(threadId === undefined ? [] : replica.thread(threadId)?.emailIds);
  const isOpen = (id: string) => (emailId === undefined ? mates.has(id) || replica.row(id)?.threadId === threadId : id === emailId);
  const onScreen = lists.find(({ viewers }) => viewers > 0) ?? lists.findLast(({ visible }) => visible.some(isOpen));
  const role = mailboxId === undefined ? undefined : replica.folder(mailboxId)?.role;
  const live = onScreen ?? (mailboxId === undefined ? undefined : await listed(store, listQuery({ accountId, mailboxId, conversations, role, ...parseMailSearch(location.search) }), isOpen));
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

/** A list that has not been on screen: after a reload one is in the message at once. */
async function listed(store: Store, query: ListQuery, isOpen: (id: string) => boolean): Promise<LiveQuery> {
  const leave = store.watch(query);
  const live = store.replica(query.accountId).query(query);
  const isKnown = () => live.status === 'failed' || live.isComplete || live.visible.some(isOpen);
  await new Promise<void>((known) => {
    const end = store.signals.subscribe([live.signal], () => {
      if (!isKnown()) return;
      end();
      known();
    });
    if (isKnown()) known();
  });
  leave();
  return live;
}
