/** An action on all that a list holds: the server names the Emails page by page, and each page is changed like a selection. */
import type { EmailPatch, ListQuery, Store } from '../../store/index.ts';
import type { Patchable } from './action.ts';
import type { WholeList } from './selection.ts';

const pageSize = 5_000;
const partSize = 500;

export type ListedEmail = Patchable & { readonly threadId: string };

export interface WholeListWork {
  readonly store: Store;
  readonly list: WholeList;
  /** At most some hundred Emails; the next part comes when this one is done. */
  readonly onPart: (emails: readonly ListedEmail[]) => Promise<unknown>;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Goes through what a list held when it was chosen, until it is cancelled.
 * @throws what the client throws; parts that were handed out by then stay done
 */
export async function forWholeList({ store, list, onPart, onProgress, signal }: WholeListWork): Promise<void> {
  const { accountId, query, except, sinceState } = list;
  const present = await allIds(store, query, signal);
  // Asked after the ids: what is made between the two is in neither, or in both.
  const made = sinceState === undefined ? new Set<string>() : await madeSince(store, accountId, sinceState, signal);
  const ids = present.filter((id) => !made.has(id));
  const skipped = new Set(except);
  const skippedThreads = new Set(query.collapseThreads ? except.flatMap((id) => store.replica(accountId).row(id)?.threadId ?? []) : []);
  for (let start = 0; start < ids.length && !signal.aborted; start += partSize) {
    const part = ids.slice(start, start + partSize);
    const { list: emails } = await store.client.call('Email/get', { accountId, ids: part, properties: ['id', 'threadId', 'keywords', 'mailboxIds'] });
    await onPart((emails as ListedEmail[]).filter(({ id, threadId }) => !skipped.has(id) && !skippedThreads.has(threadId)));
    onProgress(Math.min(ids.length, start + partSize), ids.length);
  }
}

/** Ids of all Emails of a list, those of folded conversations too. */
async function allIds(store: Store, { accountId, filter, sort }: ListQuery, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const page = await store.client.call('Email/query', { accountId, filter, sort: [...sort], collapseThreads: false, position: ids.length, limit: pageSize, calculateTotal: true });
    ids.push(...page.ids);
    if (page.ids.length === 0 || ids.length >= (page.total ?? 0) || signal.aborted) return ids;
  }
}

/** Ids of Emails that were made since a state. @throws MethodFailed where the server no longer knows so far back */
async function madeSince(store: Store, accountId: string, sinceState: string, signal: AbortSignal): Promise<Set<string>> {
  const made = new Set<string>();
  for (let state = sinceState; ; ) {
    const { created, newState, hasMoreChanges } = await store.client.call('Email/changes', { accountId, sinceState: state });
    for (const id of created) made.add(id);
    if (!hasMoreChanges || signal.aborted) return made;
    state = newState;
  }
}

/** What takes a patch back, from what the server said before it. */
export function takenBack(email: Patchable, { keywords = {}, mailboxIds = {} }: EmailPatch): EmailPatch {
  const before = (present: Readonly<Record<string, true>>, change: Readonly<Record<string, boolean>>) =>
    Object.fromEntries(Object.keys(change).map((key) => [key, key in present]));
  return { keywords: before(email.keywords, keywords), mailboxIds: before(email.mailboxIds, mailboxIds) };
}
