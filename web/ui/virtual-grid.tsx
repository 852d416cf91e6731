import { type CSSProperties, type FocusEvent, Fragment, type KeyboardEvent, type ReactNode, type Ref, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { boxHeight, rowAfterKey, type RowLayout, rowTop, scaleOf, scrollTopToReveal } from './row-layout.ts';
import { useRowsInSight } from './use-rows-in-sight.ts';
import styles from './virtual-grid.module.css';

/** What a row's outermost element has to be given: `<div {...row} className={…}>`, with a `role="gridcell"` inside. */
export interface RowProps {
  readonly role: 'row';
  readonly 'aria-rowindex': number;
  readonly 'data-index': number;
  readonly tabIndex: 0 | -1;
  readonly style: CSSProperties;
}

export interface RowState {
  /** It is the one that the keys act on. */
  readonly focused: boolean;
  readonly style: CSSProperties;
  readonly row: RowProps;
}

export interface VirtualGridHandle {
  /** Scrolls as little as needed to show a row. */
  reveal(index: number): void;
  /** Puts the focus on the focused row. */
  focus(): void;
  /** Rows came or went above what is seen: what is seen stays. @param rows negative: they went */
  keepPlace(rows: number): void;
}

export interface VirtualGridProps {
  readonly label: string;
  /** All rows there are, loaded or not. */
  readonly count: number;
  /** In pixels, the same for all. */
  readonly rowHeight: number;
  /** The row that keys act on; −1: none yet. */
  readonly focusedIndex: number;
  /** By key, click or Tab. `extend`: Shift was held. */
  readonly onFocusedIndexChange: (index: number, how: { readonly by: 'key' | 'focus'; readonly extend: boolean }) => void;
  readonly renderRow: (index: number, state: RowState) => ReactNode;
  /** A name that stays with what the row shows; its place where absent. */
  readonly rowKey?: (index: number) => string;
  /** What is seen now, both ends included: load it. */
  readonly onVisibleRange?: (from: number, to: number) => void;
  readonly isMultiselectable?: boolean;
  readonly className?: string | undefined;
  /** Keys that move nothing. */
  readonly onKeyDown?: (event: KeyboardEvent<HTMLDivElement>) => void;
  readonly ref?: Ref<VirtualGridHandle>;
}

/**
 * A list of any length: only what is seen, a few rows around it and the focused row are in the page, in their order.
 * One row takes part in the Tab order; arrows, Page keys, Home and End go from row to row.
 */
export function VirtualGrid(props: VirtualGridProps) {
  const { label, count, rowHeight, focusedIndex, onFocusedIndexChange, renderRow, rowKey, onVisibleRange, isMultiselectable = false, className, onKeyDown, ref } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const active = Math.max(0, Math.min(count - 1, focusedIndex));
  const { viewport, from, to } = useRowsInSight(scroller, count, rowHeight);
  const layout: RowLayout = { count, rowHeight, viewport };
  const layoutRef = useRef(layout);
  layoutRef.current = layout;

  const reveal = useCallback((index: number) => {
    const box = scroller.current;
    if (!box) return;
    box.scrollTop = scrollTopToReveal({ ...layoutRef.current, viewport: box.clientHeight }, index, box.scrollTop);
  }, []);
  const rowElement = (index: number): HTMLElement | null => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`) ?? null;
  useImperativeHandle(ref, () => ({
    reveal,
    focus: () => rowElement(active)?.focus({ preventScroll: true }),
    keepPlace(rows) {
      if (scroller.current) scroller.current.scrollTop += (rows * rowHeight) / scaleOf(layoutRef.current);
    },
  }));

  // ── focus ──
  /** The row (or what is in it) that has the focus; null where the focus is elsewhere. */
  const focused = useRef<HTMLElement | null>(null);
  const byFocus = useRef(-1);
  const keyOf = (index: number): string | number => rowKey?.(index) ?? index;
  const focusedKey = focusedIndex < 0 ? undefined : keyOf(focusedIndex);
  const last = useRef<{ readonly key: string | number | undefined; readonly index: number }>({ key: undefined, index: -1 });
  const isThere = useRef<(key: string | number, index: number) => boolean>(() => false);
  /** Whether a row is still in the list, about where it was. */
  isThere.current = (key, index) => {
    for (let at = Math.max(0, index - near); at < Math.min(count, index + near); at += 1) if (keyOf(at) === key) return true;
    return false;
  };
  useLayoutEffect(() => {
    const { key, index } = last.current;
    last.current = { key: focusedKey, index: focusedIndex };
    // A row that others pushed along is where it was for the person, and one that is the next since the last one has gone is where nobody has gone to: the list stays.
    const isMoved = key !== focusedKey && (key === undefined || isThere.current(key, index));
    if (isMoved && focusedIndex >= 0 && byFocus.current !== focusedIndex) reveal(focusedIndex);
    byFocus.current = -1;
  }, [focusedIndex, focusedKey, reveal]);
  useLayoutEffect(() => {
    const held = focused.current;
    if (held === null) return;
    const row = rowElement(active);
    // The focused row changed, or what had the focus was taken out of the page.
    if (row && !row.contains(held)) row.focus({ preventScroll: true });
  });
  const onFocus = (event: FocusEvent<HTMLDivElement>): void => {
    focused.current = event.target;
    const index = indexOf(event.target);
    if (index === undefined || index === focusedIndex) return;
    byFocus.current = index;
    onFocusedIndexChange(index, { by: 'focus', extend: false });
  };
  const onBlur = (event: FocusEvent<HTMLDivElement>): void => {
    const left = event.target;
    // A row that was removed leaves the focus to nobody: the grid takes it back, unless the person went elsewhere.
    queueMicrotask(() => {
      if (left === focused.current && left.isConnected && document.activeElement !== left) focused.current = null;
    });
  };

  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    onKeyDown?.(event);
    if (event.defaultPrevented || event.altKey || event.metaKey || isWriting(event.target)) return;
    const next = rowAfterKey({ ...layout, viewport: scroller.current?.clientHeight ?? 0 }, active, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onFocusedIndexChange(next, { by: 'key', extend: event.shiftKey });
  };

  // ── what is seen ──
  useEffect(() => {
    if (to >= from) onVisibleRange?.(from, to);
  }, [from, to, onVisibleRange]);

  const scrollTop = scroller.current?.scrollTop ?? 0;
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={count}
      aria-multiselectable={isMultiselectable || undefined}
      className={`${styles.grid} ${className ?? ''}`}
      onKeyDown={move}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      <div role="presentation" className={styles.box} style={{ blockSize: boxHeight(layout) }}>
        {rowsToDraw(from, to, active, count).map((index) => {
          const style: CSSProperties = { position: 'absolute', insetBlockStart: 0, insetInline: 0, blockSize: rowHeight, transform: `translateY(${rowTop(layout, index, scrollTop)}px)` };
          const row: RowProps = { role: 'row', 'aria-rowindex': index + 1, 'data-index': index, tabIndex: index === active ? 0 : -1, style };
          return <Fragment key={rowKey ? rowKey(index) : index}>{renderRow(index, { focused: index === focusedIndex, style, row })}</Fragment>;
        })}
      </div>
    </div>
  );
}

/** So many rows may have come or gone above one since it was last looked at. */
const near = 100;

/** Rows drawn beyond what is seen, at each end. */
const ahead = 6;

/** What is seen with a few more around it, and the row that has the focus, in their order. */
function rowsToDraw(from: number, to: number, focused: number, count: number): number[] {
  if (to < from) return [];
  const first = Math.max(0, from - ahead);
  const last = Math.min(count - 1, to + ahead);
  const rows = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  if (focused < first) rows.unshift(focused);
  else if (focused > last && focused < count) rows.push(focused);
  return rows;
}

function indexOf(target: Element): number | undefined {
  const index = target.closest<HTMLElement>('[data-index]')?.dataset.index;
  return index === undefined ? undefined : Number(index);
}

/** Arrows and Home belong to a field in which somebody writes. */
function isWriting(target: EventTarget): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type="checkbox"]), textarea, select'));
}
