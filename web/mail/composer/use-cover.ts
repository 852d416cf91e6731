import { type RefObject, useLayoutEffect } from 'react';

/** How many messages being written cover the page. */
let covers = 0;

/**
 * What a message covers that is written over the whole page cannot be reached beneath it: neither by Tab nor by a screen reader, and no key acts on it.
 * @param panel within the desk, before which the rest of the page stands
 */
export function useCover(panel: RefObject<HTMLElement | null>, isWhole: boolean): void {
  useLayoutEffect(() => {
    if (!isWhole) return;
    const beneath: Element[] = [];
    for (let element = panel.current?.parentElement?.previousElementSibling; element; element = element.previousElementSibling) beneath.push(element);
    covers += 1;
    for (const element of beneath) element.toggleAttribute('inert', true);
    return () => {
      covers -= 1;
      if (covers === 0) for (const element of beneath) element.toggleAttribute('inert', false);
    };
  }, [panel, isWhole]);
}
