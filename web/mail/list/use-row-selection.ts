/** Which rows are chosen: some of them, or the whole list but for some. Rows are named by the id of their Email. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type LiveQuery, useStore } from '../../store/index.ts';
import { conversationIn, type Target } from '../actions/index.ts';

type Chosen = { readonly whole: boolean; /** Chosen, or of the whole those that are not. */ readonly ids: ReadonlySet<string> };

const nothing: Chosen = { whole: false, ids: new Set() };

export interface RowSelection {
  readonly count: number;
  readonly isWhole: boolean;
  has(id: string): boolean;
  toggle(id: string): void;
  /** All from the row that was chosen last to this one. */
  extendTo(id: string): void;
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
        setChosen(({ whole, ids }) => {
          const next = new Set(ids);
          if (!next.delete(id)) next.add(id);
          return whole && next.size >= total ? nothing : { whole, ids: next };
        });
      },
      extendTo(id) {
        const from = anchor === undefined ? -1 : visible.indexOf(anchor);
        const to = visible.indexOf(id);
        if (to < 0) return;
        const start = from < 0 ? to : from;
        if (from < 0) setAnchor(id);
        setChosen({ whole: false, ids: new Set(visible.slice(Math.min(start, to), Math.max(start, to) + 1)) });
      },
      anchorAt: setAnchor,
      all: () => setChosen({ whole: true, ids: new Set() }),
      clear: () => setChosen(nothing),
      target:
        count === 0
          ? undefined
          : chosen.whole
            ? { accountId, mailboxId, query, total: count, except: [...chosen.ids] }
            : { accountId, mailboxId, emailIds: [...chosen.ids].flatMap(emailIdsOf) },
      targetOf: (id) => ({ accountId, mailboxId, emailIds: emailIdsOf(id) }),
    };
  }, [chosen, count, anchor, visible, total, accountId, mailboxId, query, emailIdsOf]);
}
