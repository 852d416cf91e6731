/** Touch on a row: a swipe to either side, or a long press. Mouse and pen do not swipe. */
import { type PointerEvent, type RefObject, useRef } from 'react';
import { useLanguage } from '../../text/index.ts';

const holdMs = 500;
/** So far a finger may stray before it is on its way. */
const slackPx = 10;
const shortestPx = 96;

interface Swiped {
  /** Swiped towards the end of the line. */
  readonly onEnd: () => void;
  readonly onStart: () => void;
  readonly onHold: () => void;
}

export function useSwipe(element: RefObject<HTMLElement | null>, { onEnd, onStart, onHold }: Swiped) {
  const { direction } = useLanguage();
  const gesture = useRef(false);
  const towardsEnd = direction === 'rtl' ? -1 : 1;

  const onPointerDown = (down: PointerEvent): void => {
    gesture.current = false;
    if (down.pointerType !== 'touch') return;
    const box = element.current;
    if (!box) return;
    const ended = new AbortController();
    const { signal } = ended;
    let way = 0;
    let isSwipe = false;
    const holding = setTimeout(() => {
      gesture.current = true;
      ended.abort();
      navigator.vibrate?.(10);
      onHold();
    }, holdMs);
    signal.addEventListener('abort', () => {
      clearTimeout(holding);
      box.style.removeProperty('transform');
      delete box.dataset.swipe;
    });
    const move = (event: globalThis.PointerEvent): void => {
      if (event.pointerId !== down.pointerId) return;
      way = (event.clientX - down.clientX) * towardsEnd;
      if (!isSwipe && Math.abs(event.clientY - down.clientY) > slackPx) {
        ended.abort(); // it scrolls
        return;
      }
      if (!isSwipe && Math.abs(way) < slackPx) return;
      isSwipe = true;
      gesture.current = true;
      clearTimeout(holding);
      box.dataset.swipe = way > 0 ? 'end' : 'start';
      box.style.transform = `translateX(${way * towardsEnd}px)`;
    };
    const up = (event: globalThis.PointerEvent): void => {
      if (event.pointerId !== down.pointerId) return;
      const isFar = isSwipe && Math.abs(way) >= Math.min(shortestPx, box.clientWidth * 0.3);
      ended.abort();
      if (isFar) (way > 0 ? onEnd : onStart)();
    };
    addEventListener('pointermove', move, { signal });
    addEventListener('pointerup', up, { signal });
    addEventListener('pointercancel', () => ended.abort(), { signal });
  };

  /** Whether the click that follows belongs to a swipe or a long press. */
  return { onPointerDown, wasGesture: () => gesture.current };
}
