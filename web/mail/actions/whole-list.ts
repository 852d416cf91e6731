/** An action on all that a list holds: the server names the Emails page by page, and each page is changed like a selection. Fetched when it is first needed. */
import { type ListQuery, queryKey, type Store } from '../../store/index.ts';
import { chunks } from '../../store/load.ts';
import type { Patchable } from './action.ts';
import type { WholeList } from './selection.ts';

const pageSize = 5_000;
const partSize = 500;
const oldest = [{ property: 'receivedAt', isAscending: true }] as const;
const listedProperties = ['id', 'threadId', 'keywords', 'mailboxIds'];

export type ListedEmail = Patchable & { readonly threadId: string };

export interface WholeListWork {
  readonly store: Store;
  readonly list: WholeList;
  /** Answers come after what they answer: a copy joins the conversation of what is there. */
  readonly oldestFirst: boolean;
  /** Of whole conversations, those that the action is for. */
  readonly meant: (emails: readonly ListedEmail[]) => readonly ListedEmail[];
  /** At most some hundred Emails; the next part comes when this one is done. */
  readonly onPart: (emails: readonly ListedEmail[]) => Promise<unknown>;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Goes through what a list held when it was chosen, until it is cancelled: as each of its rows alone would, through whole conversations as far as they are in its folder.
 * @throws what the client throws; parts that were handed out by then stay done
 */
export async function forWholeList({ store, list, oldestFirst, meant, onPart, onProgress, signal }: WholeListWork): Promise<void> {
  const { accountId, except, sinceState } = list;
  const query = oldestFirst ? { ...list.query, sort: oldest } : list.query;
  const held = store.replica(accountId).queries.get(queryKey(list.query))?.held ?? [];
  const present = await allIds(store, query, signal);
  // Asked after the ids: what is made between the two is in neither, or in both.
  const made = sinceState === undefined ? new Set<string>() : await madeSince(store, accountId, sinceState, signal);
  const ids = [...new Set([...present, ...held])].filter((id) => !made.has(id));
  const skipped = new Set(except);
  const skippedThreads = new Set(query.collapseThreads ? except.flatMap((id) => store.replica(accountId).row(id)?.threadId ?? []) : []);
  // All that is in a folder is whole as it is.
  const isPicked = query.collapseThreads && Object.keys(query.filter).join() !== 'inMailbox';
  const whole = new Set<string>();
  let done = 0;
  for (const part of chunks(ids, partSize)) {
    if (signal.aborted) return;
    const emails = isPicked ? meant(await withMates(store, list, part, made, whole)) : await get(store, accountId, part);
    for (const some of chunks(emails.filter(({ id, threadId }) => !skipped.has(id) && !skippedThreads.has(threadId)), partSize)) await onPart(some);
    done += part.length;
    onProgress(done, ids.length);
  }
}

/**
 * What rows stand for of which only some messages match: their conversations as far as they are in the folder, each once.
 * @param whole conversations that were there before; those that are here are added
 */
async function withMates(store: Store, { accountId, mailboxId }: WholeList, ids: string[], made: ReadonlySet<string>, whole: Set<string>): Promise<ListedEmail[]> {
  const own = store.client.call('Email/get', { accountId, ids, properties: listedProperties });
  const [{ list: matching }, { list: threads }] = await Promise.all([own, store.client.call('Thread/get', { accountId, '#ids': own.ref('/list/*/threadId') })]);
  const mates = threads.flatMap(({ id = '', emailIds = [] }) => (whole.has(id) ? [] : emailIds)).filter((id) => !made.has(id));
  const inFolder: ListedEmail[] = [];
  for (const part of chunks(mates, partSize)) inFolder.push(...(await get(store, accountId, part)).filter(({ mailboxIds }) => mailboxId === undefined || mailboxId in mailboxIds));
  for (const { threadId } of inFolder) whole.add(threadId);
  return [...inFolder, ...(matching as ListedEmail[]).filter(({ threadId }) => !whole.has(threadId))];
}

async function get(store: Store, accountId: string, ids: string[]): Promise<ListedEmail[]> {
  return (await store.client.call('Email/get', { accountId, ids, properties: listedProperties })).list as ListedEmail[];
}

/** Ids of all Emails that a list asks for, those of folded conversations too. */
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
