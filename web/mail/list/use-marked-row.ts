import { type RefObject, useEffect, useRef } from 'react';

/**
 * Whether a row in there has the focus and shows it: not by a click, nor on a button in it that is seen under the pointer only. As it was before the key that is being
 * pressed: the browser draws the mark as soon as any key goes down.
 */
export function useMarkedRow(box: RefObject<HTMLElement | null>): () => boolean {
  const marked = useRef<Element | null>(null);
  useEffect(() => {
    const look = (): void => {
      const { activeElement } = document;
      marked.current = box.current?.contains(activeElement) && activeElement?.matches('[role="row"]:focus-visible') ? activeElement : null;
    };
    const events = ['focusin', 'focusout', 'pointerup', 'keyup'] as const;
    for (const event of events) addEventListener(event, look, true);
    return () => {
      for (const event of events) removeEventListener(event, look, true);
    };
  }, [box]);
  return () => marked.current !== null && marked.current === document.activeElement;
}
