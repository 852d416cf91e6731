import { type RefObject, useEffect, useRef } from 'react';
import { useShortcuts } from '../../app/keys.ts';
import { isUnread, type LiveQuery, useStore } from '../../store/index.ts';
import { useComposer } from '../composer/use-composer.ts';
import { isWholeList, type MailActions, type Target } from '../actions/index.ts';
import type { RowSelection } from './use-row-selection.ts';

interface ListKeys {
  /** The list's element: while the focus is in it, its keys come before those of others. */
  readonly within: RefObject<HTMLElement | null>;
  readonly live: LiveQuery;
  readonly selection: RowSelection;
  readonly actions: MailActions;
  readonly focusIndex: number;
  readonly moveFocus: (index: number, extend: boolean) => void;
  readonly focusGrid: () => void;
  readonly targetNow: () => Target | undefined;
  /** Back to what is read, where something is: keys mean that again. */
  readonly toOpen: () => void;
  /** A row shows that it has the focus. */
  readonly isMarked: () => boolean;
  readonly open: (id: string) => void;
  /** What is read beside the list. */
  readonly openId: string | undefined;
}

export function useListKeys({ within, live, selection, actions, focusIndex, moveFocus, focusGrid, targetNow, toOpen, isMarked, open, openId }: ListKeys): void {
  const store = useStore();
  const composer = useComposer();
  // With the head above it, where all of it is chosen: what is read beside it has the keys after that.
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    pane.current = within.current?.parentElement ?? null;
  });
  const isHere = () => within.current?.contains(document.activeElement) === true;
  /** Arrows scroll the message that somebody reads; letters act on the list from anywhere. */
  const isForUs = (event: KeyboardEvent) => isHere() || !event.key.startsWith('Arrow') || document.activeElement === document.body;
  const step = (by: 1 | -1, extend: boolean) => (event: KeyboardEvent) => {
    if (!isForUs(event) || live.visible.length === 0) return false;
    moveFocus(Math.max(0, Math.min(live.total - 1, focusIndex + by)), extend);
    if (!isHere()) requestAnimationFrame(focusGrid);
    return true;
  };
  const choseNone = (): void => {
    selection.clear();
    toOpen();
  };
  const on = (work: (target: Target) => void) => () => {
    const target = targetNow();
    if (!target) return false;
    work(target);
    return true;
  };
  const focused = live.visible[focusIndex];
  /** Where no row is marked, what is open is meant. */
  const meant = () => (openId !== undefined && !isMarked() ? openId : focused);
  /** The row that is chosen by its keys, where that is another one than what is read: that has keys of its own. */
  const answer = (kind: 'reply' | 'replyAll' | 'forward') => () => {
    if (focused === undefined || selection.count > 0 || focused === openId || (openId !== undefined && !isMarked())) return false;
    composer.open({ kind, accountId: live.query.accountId, emailId: focused });
    return true;
  };
  const allFlagged = (target: Target) =>
    !isWholeList(target) && target.emailIds.some((id) => '$flagged' in (store.replica(target.accountId).row(id)?.keywords ?? {}));
  useShortcuts(
    {
      next: step(1, false),
      previous: step(-1, false),
      extendDown: step(1, true),
      extendUp: step(-1, true),
      open: () => {
        if (focused === undefined || (document.activeElement !== document.body && !isHere())) return false;
        open(focused);
        return true;
      },
      select: () => {
        const id = meant();
        if (id === undefined) return false;
        selection.toggle(id);
        return true;
      },
      selectAll: () => (live.total > 0 ? selection.all() : false),
      selectNone: choseNone,
      close: () => (selection.count > 0 ? choseNone() : false),
      archive: on(actions.archive),
      trash: on(actions.trash),
      junk: on((target) => {
        const isJunk = target.mailboxId !== undefined && store.replica(target.accountId).folder(target.mailboxId)?.role === 'junk';
        if (isJunk) actions.notJunk(target);
        else actions.junk(target);
      }),
      flag: on((target) => actions.setFlagged(target, !allFlagged(target))),
      markRead: on((target) => actions.setSeen(target, true)),
      markUnread: on((target) => actions.setSeen(target, false)),
      move: on(actions.pickAndMove),
      label: on(actions.pickLabels),
      reply: answer('reply'),
      replyAll: answer('replyAll'),
      forward: answer('forward'),
    },
    pane,
  );
}

/** Whether something in a target is unread; of a whole list it is taken for granted. */
export function hasUnread(store: ReturnType<typeof useStore>, target: Target): boolean {
  if (isWholeList(target)) return true;
  const replica = store.replica(target.accountId);
  return target.emailIds.some((id) => {
    const row = replica.row(id);
    return row !== undefined && isUnread(row);
  });
}
