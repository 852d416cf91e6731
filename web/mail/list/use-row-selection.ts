/** Which rows are chosen: some of them, or the whole list but for some. Rows are named by the id of their Email. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type LiveQuery, useStore } from '../../store/index.ts';
import { conversationIn, isWholeList, onPutElsewhere, type Target } from '../actions/index.ts';

interface Chosen {
  readonly whole: boolean;
  /** Chosen, or of the whole those that are not. */
  readonly ids: ReadonlySet<string>;
  /** Of the whole: what Emails there were. */
  readonly sinceState?: string | undefined;
}

const nothing: Chosen = { whole: false, ids: new Set() };

export interface RowSelection {
  readonly count: number;
  readonly isWhole: boolean;
  has(id: string): boolean;
  toggle(id: string): void;
  /**
   * All from one row to this one.
   * @param from where that begins while nothing is chosen; then, and where it is undefined, at the row that was chosen last
   */
  extendTo(id: string, from?: string): void;
  /** What {@link extendTo} begins at. */
  anchorAt(id: string): void;
  all(): void;
  clear(): void;
  /** What actions are done to; undefined while nothing is chosen. */
  readonly target: Target | undefined;
  /** The same for one row alone. */
  targetOf(id: string): Target;
}

export function useRowSelection(live: LiveQuery, mailboxId: string | undefined): RowSelection {
  const store = useStore();
  const { query, visible, total } = live;
  const { accountId } = query;
  const [chosen, setChosen] = useState<Chosen>(nothing);
  const [anchor, setAnchor] = useState<string>();
  const [of, setOf] = useState(live);
  if (of !== live) {
    setOf(live);
    setChosen(nothing);
    setAnchor(undefined);
  }

  // What comes into the list after all of it was chosen is not chosen: nobody has seen it. A conversation that grew stays what it was.
  const [seen, setSeen] = useState<Seen>({ ids: visible, isComplete: live.isComplete });
  if (seen.ids !== visible) {
    setSeen({ ids: visible, isComplete: live.isComplete });
    if (chosen.whole && of === live) {
      const come = arrivals(seen, visible, (id) => (query.collapseThreads ? store.replica(accountId).row(id)?.threadId : undefined));
      const ids = new Set([...chosen.ids, ...come]);
      if (ids.size >= total) setChosen(nothing);
      else if (come.length > 0) setChosen({ ...chosen, ids });
    }
  }

  // What has left the list is no longer chosen; a conversation that grew is chosen by its newest message.
  useEffect(() => {
    setChosen((before) => {
      if (before.ids.size === 0) return before;
      const present = new Set(visible);
      const gone = [...before.ids].filter((id) => !present.has(id));
      if (gone.length === 0) return before;
      const replica = store.replica(accountId);
      const threads = new Set(query.collapseThreads ? gone.flatMap((id) => replica.row(id)?.threadId ?? []) : []);
      const heirs = threads.size === 0 ? [] : visible.filter((id) => threads.has(replica.row(id)?.threadId ?? ''));
      return { ...before, ids: new Set([...[...before.ids].filter((id) => present.has(id)), ...heirs]) };
    });
  }, [store, accountId, visible, query]);

  // What was put elsewhere and is still found here is no longer chosen.
  useEffect(
    () =>
      onPutElsewhere((target) =>
        setChosen((before) => {
          if (isWholeList(target)) return target.query === query ? nothing : before;
          if (before.whole || target.accountId !== accountId) return before;
          const ids = new Set(before.ids);
          return target.emailIds.filter((id) => ids.delete(id)).length > 0 ? { ...before, ids } : before;
        }),
      ),
    [accountId, query],
  );

  const emailIdsOf = useCallback(
    (id: string): readonly string[] => {
      const row = query.collapseThreads ? store.replica(accountId).row(id) : undefined;
      const mates = row ? conversationIn(store, accountId, row.threadId, mailboxId).emailIds : [];
      return mates.length > 0 ? mates : [id];
    },
    [store, accountId, mailboxId, query],
  );

  const count = chosen.whole ? Math.max(0, total - chosen.ids.size) : chosen.ids.size;
  return useMemo<RowSelection>(() => {
    const has = (id: string) => chosen.ids.has(id) !== chosen.whole;
    return {
      count,
      isWhole: chosen.whole && count > 0,
      has,
      toggle(id) {
        setAnchor(id);
        setChosen((before) => {
          const next = new Set(before.ids);
          if (!next.delete(id)) next.add(id);
          return before.whole && next.size >= total ? nothing : { ...before, ids: next };
        });
      },
      extendTo(id, from) {
        const begin = (count === 0 ? from : undefined) ?? anchor;
        const at = begin === undefined ? -1 : visible.indexOf(begin);
        const to = visible.indexOf(id);
        if (to < 0) return;
        const start = at < 0 ? to : at;
        setAnchor(visible[start]);
        setChosen({ whole: false, ids: new Set(visible.slice(Math.min(start, to), Math.max(start, to) + 1)) });
      },
      anchorAt: setAnchor,
      all: () => setChosen({ whole: true, ids: new Set(), sinceState: store.replica(accountId).states.get('Email') }),
      clear: () => setChosen(nothing),
      target:
        count === 0
          ? undefined
          : chosen.whole
            ? { accountId, mailboxId, query, total: count, except: [...chosen.ids], sinceState: chosen.sinceState }
            : { accountId, mailboxId, emailIds: [...chosen.ids].flatMap(emailIdsOf) },
      targetOf: (id) => ({ accountId, mailboxId, emailIds: emailIdsOf(id) }),
    };
  }, [store, chosen, count, anchor, visible, total, accountId, mailboxId, query, emailIdsOf]);
}

interface Seen {
  readonly ids: readonly string[];
  /** Whether these were all that there are. */
  readonly isComplete: boolean;
}

/** Ids that have come in. What follows all that were known was there before, unless all were known. */
function arrivals({ ids, isComplete }: Seen, now: readonly string[], threadOf: (id: string) => string | undefined): string[] {
  const known = new Set(ids);
  const present = new Set(now);
  const end = isComplete ? now.length : now.findLastIndex((id) => known.has(id)) + 1;
  const grown = new Set(ids.flatMap((id) => (present.has(id) ? [] : (threadOf(id) ?? []))));
  return now.slice(0, end).filter((id) => !known.has(id) && !grown.has(threadOf(id) ?? ''));
}
