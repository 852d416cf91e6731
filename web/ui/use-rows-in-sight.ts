/** Which rows of a scrolled box are seen. All rows have one height, so that nothing has to be measured but the box. */
import { type RefObject, useLayoutEffect, useReducer, useRef, useState } from 'react';
import { type RowLayout, rowsInSight, scaleOf } from './row-layout.ts';

export interface Sight {
  /** The height of what is seen; 0 before the first layout. */
  readonly viewport: number;
  /** Both ends included; `to` below `from` while nothing is seen. */
  readonly from: number;
  readonly to: number;
}

/** Draws again when other rows come into sight; beyond the tallest box with every step, since rows move against the box there. */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number): Sight {
  const [viewport, setViewport] = useState(0);
  const redraw = useReducer((turn: number) => turn + 1, 0)[1];
  const layout: RowLayout = { count, rowHeight, viewport };
  const { from, to } = rowsInSight(layout, scroller.current?.scrollTop ?? 0);
  const drawn = useRef({ layout, from, to });
  drawn.current = { layout, from, to };

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const measure = () => setViewport(box.clientHeight);
    const onScroll = () => {
      const before = drawn.current;
      const now = rowsInSight(before.layout, box.scrollTop);
      if (scaleOf(before.layout) !== 1 || now.from !== before.from || now.to !== before.to) redraw();
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, [scroller]);

  return { viewport, from, to };
}
