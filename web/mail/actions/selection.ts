/** What an action is done to. */
import type { EmailRow, ListQuery, Store } from '../../store/index.ts';

export interface Selection {
  readonly accountId: string;
  /** The folder that they are looked at in; undefined where they come from several (a search). */
  readonly mailboxId: string | undefined;
  readonly emailIds: readonly string[];
}

/** All that a list holds, known to this client or not. */
export interface WholeList {
  readonly accountId: string;
  readonly mailboxId: string | undefined;
  readonly query: ListQuery;
  /** Rows, as the list counts them. */
  readonly total: number;
  /** Ids of rows that were taken out of it again, and of those that came later. */
  readonly except: readonly string[];
  /** The state of Emails when it was chosen: what was made since is not in it. Undefined: all that there is when the action begins. */
  readonly sinceState?: string | undefined;
}

export type Target = Selection | WholeList;

export const isWholeList = (target: Target): target is WholeList => 'query' in target;

/** The Emails of a conversation that are in a mailbox; all of them where none is given. */
export function conversationIn(store: Store, accountId: string, threadId: string, mailboxId: string | undefined): Selection {
  const rows = store.replica(accountId).threadRows(threadId);
  const inIt = mailboxId === undefined ? rows : rows.filter((row) => mailboxId in row.mailboxIds);
  return { accountId, mailboxId, emailIds: inIt.map(({ id }) => id) };
}

/** The rows of a selection that are in memory. */
export function rowsOf(store: Store, { accountId, emailIds }: Selection): EmailRow[] {
  const replica = store.replica(accountId);
  return emailIds.flatMap((id) => replica.row(id) ?? []);
}

export interface Counted {
  readonly unit: 'conversations' | 'messages';
  readonly count: number;
}

/** How people count a target: conversations where it holds each of them whole, as far as the folder goes. */
export function countOf(store: Store, target: Target, byConversations: boolean): Counted {
  if (isWholeList(target)) return { unit: target.query.collapseThreads ? 'conversations' : 'messages', count: target.total };
  const { accountId, mailboxId, emailIds } = target;
  if (!byConversations) return { unit: 'messages', count: emailIds.length };
  const chosen = new Set(emailIds);
  const threads = new Set<string>();
  for (const row of rowsOf(store, target)) {
    if (threads.has(row.threadId)) continue;
    threads.add(row.threadId);
    const mates = conversationIn(store, accountId, row.threadId, mailboxId).emailIds;
    if (mates.some((id) => !chosen.has(id))) return { unit: 'messages', count: emailIds.length };
  }
  return { unit: 'conversations', count: threads.size || emailIds.length };
}
