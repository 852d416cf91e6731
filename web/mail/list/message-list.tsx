/** Rows of messages: a folder's or a search's. Selecting, opening, dragging, keys; what stands around them is the pane's business. */
import { ArrowUp } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { type LiveQuery, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { announce } from '../../ui/announce.tsx';
import { useIsLow, useMediaQuery } from '../../ui/media.ts';
import { NewsButton } from '../../ui/news-button.tsx';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { VirtualGrid, type VirtualGridHandle } from '../../ui/virtual-grid.tsx';
import { countOf, endDrag, startDrag, useMailActions, usePresentRequest } from '../actions/index.ts';
import { heirOf } from './heir.ts';
import styles from './message-list.module.css';
import { MessageRow, type RowHandlers } from './row.tsx';
import type { Sight } from './row-summary.ts';
import { useArrivals } from './use-arrivals.ts';
import { useListKeys } from './use-list-keys.ts';
import { useMarkedRow } from './use-marked-row.ts';
import { usePrefetch } from './use-prefetch.ts';
import { useRowHeight } from './use-row-height.ts';
import type { RowSelection } from './use-row-selection.ts';
import { useScheduled } from './use-scheduled.ts';
import { useShownRows } from './use-shown-rows.ts';

const RowMenu = lazy(() => import('./row-menu.tsx').then(({ RowMenu }) => ({ default: RowMenu })));

export interface MessageListProps {
  readonly label: string;
  readonly live: LiveQuery;
  readonly selection: RowSelection;
  readonly sight: Sight;
  /** The conversation that is open beside the list. */
  readonly threadId: string | undefined;
  /** The message of it, where lists show single messages. */
  readonly emailId?: string | undefined;
  /** @param follow as the focus moves on from row to row: no step back in the browser leads there */
  readonly onOpen: (id: string, follow: boolean) => void;
}

export function MessageList({ label, live, selection, sight, threadId, emailId, onOpen }: MessageListProps) {
  const t = useText();
  const store = useStore();
  const actions = useMailActions();
  const isTouch = useMediaQuery('(pointer: coarse)');
  const isLow = useIsLow();
  const isCompact = usePreferences().preferences.density === 'compact' || isLow;
  const rowHeight = useRowHeight();
  const grid = useRef<VirtualGridHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const isMarked = useMarkedRow(box);
  const { query, visible, total } = live;
  const { accountId } = query;
  const scheduled = useScheduled(accountId);
  const [menu, setMenu] = useState<{ readonly id: string; readonly x: number; readonly y: number }>();

  const focus = useFocusedRow(live, threadId);
  const present = useRef(focus);
  present.current = focus;
  // Where a message has taken the list's place, one comes back to where the list was.
  useLayoutEffect(() => {
    const scroller = box.current?.querySelector('[role="grid"]');
    if (scroller && lastPlace?.live === live) {
      scroller.scrollTop = lastPlace.top;
      grid.current?.reveal(present.current.index);
    }
    return () => {
      lastPlace = { live, top: scroller?.scrollTop ?? 0 };
    };
  }, [live]);
  const openId = useOpenId(live, threadId, emailId ?? focus.id);
  useEffect(() => live.hold(openId === undefined ? [] : [openId]), [live, openId]);
  const openIndex = openId === undefined ? -1 : visible.indexOf(openId);
  usePrefetch(live, openIndex);
  // As long as nobody has gone to a row, keys go on from what is open.
  const standsAt = focus.index < 0 ? openIndex : focus.index;
  const scrollTop = useCallback(() => box.current?.querySelector('[role="grid"]')?.scrollTop ?? 0, []);
  const arrivals = useArrivals(live, grid, scrollTop);
  const isChoosing = selection.count > 0;

  const lastCount = useRef(0);
  useEffect(() => {
    if (selection.count !== lastCount.current) announce(t('list.selected', { count: selection.count }));
    lastCount.current = selection.count;
  }, [t, selection.count]);

  // With the last tick goes the bar that was used.
  useEffect(() => (isChoosing ? () => bringFocusHome(() => grid.current?.focus()) : undefined), [isChoosing]);

  const open = useCallback((id: string, follow: boolean) => onOpen(id, follow), [onOpen]);
  // What is open was put elsewhere by this person: the row that takes its place is opened. What others do leaves the reader alone.
  const lastOpen = useRef({ id: openId ?? focus.id, among: visible });
  // What was read is closed: the focus is on its row.
  useEffect(() => {
    const { id } = lastOpen.current;
    if (threadId !== undefined || id === undefined) return;
    if (present.current.index < 0) present.current.to(id);
    bringFocusHome(() => grid.current?.focus());
  }, [threadId]);
  useEffect(() => {
    const { id: gone, among } = lastOpen.current;
    lastOpen.current = { id: openId, among: visible };
    if (gone === undefined || visible.includes(gone) || !store.replica(accountId).isChanging(gone)) return;
    // The button that did it may have gone with what it belonged to.
    bringFocusHome(() => grid.current?.focus());
    const next = openId === undefined ? heirOf(gone, among, visible) : undefined;
    if (next === undefined) return;
    // The next key is meant for what is shown by then.
    present.current.to(next);
    open(next, true);
  }, [openId, visible, store, accountId, open]);
  // The last row has gone: what is said in place of the list has the focus.
  useEffect(() => () => bringFocusHome(() => document.querySelector<HTMLElement>('#main > :first-child [data-empty]')?.focus()), []);
  // The row from which a dialog was asked for may be gone when it closes.
  const { request } = usePresentRequest();
  const lastRequest = useRef(request);
  useEffect(() => {
    if (lastRequest.current && !request) bringFocusHome(() => grid.current?.focus());
    lastRequest.current = request;
  }, [request]);
  const pressed = useRef({ selection, open, focus, actions });
  pressed.current = { selection, open, focus, actions };
  const handlers = useMemo<RowHandlers>(
    () => ({
      actions,
      targetOf: (id) => pressed.current.selection.targetOf(id),
      onPress(id, { toggle, extend }) {
        const { selection, open, focus } = pressed.current;
        focus.to(id);
        if (extend) return selection.extendTo(id);
        if (toggle) return selection.toggle(id);
        selection.clear();
        selection.anchorAt(id);
        open(id, false);
      },
      onToggle(id, extend) {
        const { selection } = pressed.current;
        if (extend) selection.extendTo(id);
        else selection.toggle(id);
      },
      onMenu: (id, { x, y }) => {
        pressed.current.focus.to(id);
        setMenu({ id, x, y });
      },
      onDragStart(id, event) {
        const { selection } = pressed.current;
        const target = selection.has(id) && selection.target ? selection.target : selection.targetOf(id);
        const { unit, count } = countOf(store, target, query.collapseThreads);
        startDrag(event.dataTransfer, { kind: 'emails', target }, t(unit === 'messages' ? 'list.messageCount' : 'list.conversationCount', { count }));
        addEventListener('dragend', endDrag, { once: true });
      },
    }),
    [actions, store, query, t],
  );

  /** What keys act on: what is chosen, else the row that is marked as having the focus (after a click nothing marks it), else what is open. */
  const targetNow = () => {
    if (selection.target) return selection.target;
    // What is read is in this list no longer: a key is meant for it, not for the row below.
    if (threadId !== undefined && openId === undefined) return undefined;
    const id = isMarked() ? focus.id : (openId ?? focus.id);
    return id === undefined ? undefined : selection.targetOf(id);
  };
  const moveFocus = (index: number, extend: boolean): void => {
    const id = visible[index];
    if (id === undefined) return;
    if (extend) selection.extendTo(id, visible[standsAt]);
    else if (selection.count === 0) selection.anchorAt(id);
    focus.to(id);
    if (!extend && threadId !== undefined && !isChoosing) open(id, true);
  };
  useListKeys({ within: box, live, selection, actions, focusIndex: standsAt, moveFocus, focusGrid: () => grid.current?.focus(), targetNow, toOpen: () => openId !== undefined && focus.to(openId), isMarked, open: (id) => open(id, false), openId });

  const showRows = useShownRows(live);
  const arrivalsSeen = useRef(arrivals.seen);
  arrivalsSeen.current = arrivals.seen;
  const onVisibleRange = useCallback(
    (from: number, to: number) => {
      arrivalsSeen.current(from);
      showRows(from, to);
    },
    [showRows],
  );
  const rowKey = useCallback((index: number) => visible[index] ?? `row ${index}`, [visible]);

  return (
    <div ref={box} className={styles.list} data-touch={isTouch || undefined}>
      {arrivals.waiting > 0 && (
        <div className={styles.arrivals}>
          <NewsButton icon={ArrowUp} onPress={() => grid.current?.reveal(0)}>
            {t('list.newArrivals', { count: arrivals.waiting })}
          </NewsButton>
        </div>
      )}
      <VirtualGrid
        ref={grid}
        label={label}
        count={total}
        rowHeight={rowHeight}
        focusedIndex={standsAt}
        onFocusedIndexChange={(index, { by, extend }) => (by === 'key' ? moveFocus(index, extend) : visible[index] !== undefined && focus.to(visible[index]))}
        rowKey={rowKey}
        onVisibleRange={onVisibleRange}
        isMultiselectable
        renderRow={(index, { row }) => {
          const id = visible[index] ?? '';
          return (
            <MessageRow
              row={row}
              accountId={accountId}
              id={id}
              sight={sight}
              handlers={handlers}
              isSelected={id !== '' && selection.has(id)}
              isOpen={id === openId}
              isChoosing={isChoosing}
              sendsAt={scheduled.get(id)?.sendAt}
              isCompact={isCompact}
            />
          );
        }}
      />
      {menu && (
        <Suspense>
          <RowMenu place={menu} accountId={accountId} emailId={menu.id} target={selection.has(menu.id) && selection.target ? selection.target : selection.targetOf(menu.id)} onOpen={() => open(menu.id, false)} onClose={() => setMenu(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

interface Focused {
  readonly live: LiveQuery;
  readonly id: string;
  readonly index: number;
  readonly threadId: string | undefined;
  readonly among: readonly string[];
}

let lastPlace: { readonly live: LiveQuery; readonly top: number } | undefined;

/** Where a message takes the list's place, one comes back to its row. */
let lastFocused: Focused | undefined;

interface FocusedRow {
  readonly id: string | undefined;
  readonly index: number;
  to(id: string): void;
}

/**
 * The row that keys act on stays the same message while others come and go. When it goes itself, keys act on what is read, where that is still there, else on the
 * row that takes its place.
 */
function useFocusedRow(live: LiveQuery, openThreadId: string | undefined): FocusedRow {
  const store = useStore();
  const { visible, query } = live;
  const [focused, setFocused] = useState(lastFocused?.live === live ? lastFocused : undefined);
  const latest = useRef(focused);
  latest.current = focused;
  useEffect(() => {
    lastFocused = undefined;
    return () => {
      // An emptied list begins anew.
      lastFocused = live.total > 0 ? latest.current : undefined;
    };
  }, [live]);
  const threadOf = (id: string) => store.replica(query.accountId).row(id)?.threadId;
  const within = (threadId: string | undefined, from: number) =>
    threadId === undefined ? -1 : visible.slice(0, from + 20).findIndex((other) => threadOf(other) === threadId);
  let index = -1;
  let id = focused?.id;
  if (focused) {
    index = visible[focused.index] === focused.id ? focused.index : visible.indexOf(focused.id);
    if (index < 0 && query.collapseThreads) index = within(focused.threadId, focused.index);
    if (index < 0) index = within(openThreadId, visible.length);
    if (index < 0) index = visible.indexOf(heirOf(focused.id, focused.among, visible) ?? '');
    if (index < 0) index = Math.min(focused.index, visible.length - 1);
    id = visible[index];
    if (id === undefined) setFocused(undefined);
    else if (id !== focused.id || index !== focused.index || visible !== focused.among) setFocused({ live, id, index, threadId: threadOf(id), among: visible });
  }
  const to = (next: string): void => {
    // Where a message takes the list's place, this one is not drawn again.
    latest.current = { live, id: next, index: visible.indexOf(next), threadId: threadOf(next), among: visible };
    setFocused(latest.current);
  };
  return { id, index, to };
}

/** The row of the conversation that is open. Without conversations, of its rows the one that was opened. */
function useOpenId({ visible, query }: LiveQuery, threadId: string | undefined, focusedId: string | undefined): string | undefined {
  const store = useStore();
  const last = useRef<string>(undefined);
  return useMemo(() => {
    const replica = store.replica(query.accountId);
    const isOpen = (id: string | undefined): id is string => id !== undefined && threadId !== undefined && replica.row(id)?.threadId === threadId;
    const isStillThere = isOpen(last.current) && visible.includes(last.current);
    if (isOpen(focusedId) && !(query.collapseThreads && isStillThere)) last.current = focusedId;
    else if (!isStillThere) last.current = threadId === undefined ? undefined : visible.find(isOpen);
    return last.current;
  }, [store, visible, threadId, focusedId, query]);
}
