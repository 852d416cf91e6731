/**
 * On a phone a message that is being written covers the page: Back closes it, as it closes any page, and what lies beneath stays where it was. For that one entry of the
 * history is added, at the same address; whoever closes the message in another way takes the entry away again. A message with an address of its own has its entry already.
 */
import { useEffect, useRef } from 'react';

const mark = 'isComposing';

/** Closes the message that covers the page. */
let cover: (() => void) | undefined;
/** Back was asked for here, and has not come about yet. */
let isGoingBack = false;

/** @param close what a press of Back does; not called any more once the component is gone */
export function useBackCloses(isCovering: boolean, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!isCovering) return;
    const own = (): void => latest.current();
    cover = own;
    addEntry();
    return () => {
      if (cover === own) cover = undefined;
      // Not at once: where another message takes this one's place, the entry stays.
      queueMicrotask(dropEntry);
    };
  }, [isCovering]);
}

/** Takes away the entry of a message that is not there any more: closed, or lost with a reload in which nothing was written yet. */
export function dropEntry(): void {
  if (cover || isGoingBack || !isMarked()) return;
  isGoingBack = true;
  history.back();
}

/** Whether the present entry was added here. */
export const isMarked = (): boolean => (history.state as { readonly [mark]?: true } | null)?.[mark] === true;

function addEntry(): void {
  if (isGoingBack || isMarked() || hasOwnAddress()) return;
  coveredAt = location.href;
  history.pushState({ [mark]: true }, '', coveredAt);
}

const hasOwnAddress = (): boolean => location.pathname.startsWith('/compose/');

/** What lies beneath. */
let coveredAt = location.href;

// Before the router and before a form that holds whoever leaves it (`app/leaving.ts`): both are beneath.
addEventListener(
  'popstate',
  (event) => {
    const isBeneath = location.href === coveredAt;
    if (isGoingBack) {
      isGoingBack = false;
      if (cover) addEntry();
      if (isBeneath) event.stopImmediatePropagation();
    } else if (cover && !isMarked() && !hasOwnAddress()) {
      cover();
      if (isBeneath) event.stopImmediatePropagation();
    } else if (!cover && isMarked()) {
      // Forward to a message that is closed, or back to it from elsewhere.
      coveredAt = location.href;
      dropEntry();
    }
  },
  { capture: true },
);
