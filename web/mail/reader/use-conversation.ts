import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type EmailRow, isUnread, useFolders, useStore, useThreadRows } from '../../store/index.ts';
import { inRoles } from '../actions/folder-choices.ts';

export interface Conversation {
  /** Those that belong where one reads, oldest first. */
  readonly rows: readonly EmailRow[];
  readonly isLoading: boolean;
  readonly error: unknown;
  /** There was one, and it is gone; or there never was. */
  readonly isGone: boolean;
  retry(): void;
}

const loading = { isLoading: true, error: undefined };
const known = { isLoading: false, error: undefined };

/** The Emails of a conversation as the reader shows them, brought from wherever they are. */
export function useConversation(accountId: string, threadId: string, mailboxId: string | undefined): Conversation {
  const store = useStore();
  const all = useThreadRows(accountId, threadId);
  const folders = useFolders(accountId);
  const isKnown = useCallback(() => {
    const replica = store.replica(accountId);
    return replica.thread(threadId)?.emailIds.every((id) => replica.has(id)) === true;
  }, [store, accountId, threadId]);
  const [state, setState] = useState<{ isLoading: boolean; error: unknown }>(() => (isKnown() ? known : loading));

  const load = useCallback(() => {
    let isCurrent = true;
    const isHere = isKnown();
    // What is here is drawn once: the same answer again would draw all of it again.
    setState(isHere ? known : loading);
    if (isHere) return;
    void (async () => {
      try {
        await store.loadThread(accountId, threadId);
        const ids = store.replica(accountId).thread(threadId)?.emailIds ?? [];
        if (ids.some((id) => !store.replica(accountId).has(id))) await store.loadEmails(accountId, ids);
        if (isCurrent) setState(known);
      } catch (error) {
        store.failed(error);
        if (isCurrent) setState({ isLoading: false, error });
      }
    })();
    return () => {
      isCurrent = false;
    };
  }, [store, accountId, threadId, isKnown]);
  useEffect(load, [load]);

  const rows = useMemo(() => {
    // What was thrown away does not come back into the conversation, unless one reads in there.
    const away = inRoles(folders ?? [], ['trash', 'junk']);
    if (mailboxId !== undefined && away.has(mailboxId)) return all;
    const kept = all.filter(({ mailboxIds }) => Object.keys(mailboxIds).some((id) => !away.has(id)));
    return kept.length > 0 ? kept : all;
  }, [all, folders, mailboxId]);

  return { rows, isLoading: state.isLoading, error: state.error, isGone: !state.isLoading && state.error === undefined && rows.length === 0, retry: load };
}

export interface Folds {
  isOpen(row: EmailRow): boolean;
  toggle(row: EmailRow): void;
  setAll(isOpen: boolean): void;
  readonly areAllOpen: boolean;
}

/** Those of a conversation that came while it was open. */
export function useArrived(rows: readonly EmailRow[], isLoading: boolean): readonly EmailRow[] {
  const first = useRef<ReadonlySet<string>>(undefined);
  if (!first.current && !isLoading && rows.length > 0) first.current = new Set(rows.map(({ id }) => id));
  return first.current ? rows.filter(({ id }) => !first.current?.has(id)) : [];
}

/** The message that the list on screen shows for a conversation: of a search, the one that was found. As it is when the conversation is opened. */
export function useFoundIn(accountId: string, threadId: string): string | undefined {
  const replica = useStore().replica(accountId);
  const [found] = useState(() => {
    const lists = [...replica.queries.values()];
    // On a phone the list has made room by now: the latest that has it is the one.
    const live = lists.find(({ viewers }) => viewers > 0) ?? lists.findLast(({ visible }) => visible.some((id) => replica.row(id)?.threadId === threadId));
    return live?.visible.find((id) => replica.row(id)?.threadId === threadId);
  });
  return found;
}

/**
 * Which messages are open: those unread, the last one and those looked for when the conversation is opened, and those that arrive; then as the person likes.
 * @param isCard it is shown with its text when it is open
 */
export function useFolds(rows: readonly EmailRow[], { isLookedFor, isCard }: { isLookedFor(row: EmailRow): boolean; isCard(row: EmailRow): boolean }): Folds {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const first = useRef(new Map<string, boolean>());
  const readable = rows.filter((row) => !('$draft' in row.keywords));
  const lastId = readable.at(-1)?.id ?? rows.at(-1)?.id;
  for (const row of rows) {
    if (!first.current.has(row.id)) first.current.set(row.id, isUnread(row) || row.id === lastId || isLookedFor(row) || rows.length === 1);
  }
  const isOpen = (row: EmailRow): boolean => chosen.get(row.id) ?? first.current.get(row.id) ?? false;
  return {
    isOpen,
    toggle: (row) => setChosen(new Map([...chosen, [row.id, !isOpen(row)]])),
    setAll: (open) => setChosen(new Map(rows.map((row) => [row.id, open || (!open && row.id === lastId)]))),
    areAllOpen: rows.filter(isCard).every(isOpen),
  };
}
