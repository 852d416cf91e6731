/** Where rows of one height lie in a scrolled box. Pure: all in pixels. */

/** Browsers lay out no box of any height (Firefox ends at 17.8 million); above this, scrolling is scaled. */
export const tallestBox = 16_000_000;

export interface RowLayout {
  readonly count: number;
  readonly rowHeight: number;
  /** The height of what is seen. */
  readonly viewport: number;
}

/** The height of all rows, did they lie one below the other. */
function whole({ count, rowHeight }: RowLayout): number {
  return count * rowHeight;
}

/** The height that the box is given. */
export function boxHeight(layout: RowLayout): number {
  return Math.min(whole(layout), tallestBox);
}

/** How many pixels of rows go by for one of scrolling; 1 up to 200 000 rows of 80 pixels. */
export function scaleOf(layout: RowLayout): number {
  const total = whole(layout);
  return total <= tallestBox ? 1 : (total - layout.viewport) / (tallestBox - layout.viewport);
}

/** The rows that are seen, be it by a pixel; `to` lies below `from` where there are none. */
export function rowsInSight(layout: RowLayout, scrollTop: number): { readonly from: number; readonly to: number } {
  const { count, rowHeight, viewport } = layout;
  if (count === 0 || viewport === 0) return { from: 0, to: -1 };
  const seen = scrollTop * scaleOf(layout);
  const from = Math.max(0, Math.min(count - 1, Math.floor(seen / rowHeight)));
  return { from, to: Math.max(from, Math.min(count - 1, Math.ceil((seen + viewport) / rowHeight) - 1)) };
}

/** Where a row is drawn in the box, when this is scrolled to `scrollTop`. Far rows of a scaled box stay within it. */
export function rowTop(layout: RowLayout, index: number, scrollTop: number): number {
  const scale = scaleOf(layout);
  const top = index * layout.rowHeight;
  if (scale === 1) return top;
  return Math.max(0, Math.min(tallestBox - layout.rowHeight, top - scrollTop * scale + scrollTop));
}

/** The scroll position at which a row is wholly seen, the nearest to the present one. */
export function scrollTopToReveal(layout: RowLayout, index: number, scrollTop: number): number {
  const scale = scaleOf(layout);
  const seen = scrollTop * scale;
  const top = index * layout.rowHeight;
  if (top < seen) return top / scale;
  const bottom = top + layout.rowHeight;
  return bottom > seen + layout.viewport ? Math.max(0, bottom - layout.viewport) / scale : scrollTop;
}

/** The row that a key leads to; undefined where the key moves nothing. */
export function rowAfterKey(layout: RowLayout, from: number, key: string): number | undefined {
  const page = Math.max(1, Math.floor(layout.viewport / layout.rowHeight) - 1);
  const last = layout.count - 1;
  const target = { ArrowDown: from + 1, ArrowUp: from - 1, PageDown: from + page, PageUp: from - page, Home: 0, End: last }[key];
  return target === undefined || last < 0 ? undefined : Math.max(0, Math.min(last, target));
}
