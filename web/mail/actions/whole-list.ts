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
 * Goes through what a list holds when this begins, until it is cancelled.
 * @throws what the client throws; parts that were handed out by then stay done
 */
export async function forWholeList({ store, list, onPart, onProgress, signal }: WholeListWork): Promise<void> {
  const { accountId, query, except } = list;
  const ids = await allIds(store, query, signal);
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

/** What takes a patch back, from what the server said before it. */
export function takenBack(email: ListedEmail, { keywords = {}, mailboxIds = {} }: EmailPatch): EmailPatch {
  const before = (present: Readonly<Record<string, true>>, change: Readonly<Record<string, boolean>>) =>
    Object.fromEntries(Object.keys(change).map((key) => [key, key in present]));
  return { keywords: before(email.keywords, keywords), mailboxIds: before(email.mailboxIds, mailboxIds) };
}
