/**
 * On a narrow screen a drawer, a dialog, a menu or a message that is being written covers the page: Back closes it, as it closes any page, and what lies beneath stays
 * where it was. For that one entry of the history is added, at the same address, for all that lie one over the other; whoever closes them in another way takes the entry
 * away again. What has an address of its own has its entry already.
 */
import { useEffect, useRef } from 'react';
import { coverMark, isCoveredEntry } from './covered-entry.ts';

interface Cover {
  close(): void;
  /** Whether the present address is its own. */
  isAddressed(): boolean;
}

/** What covers the page, the uppermost last. */
const covers: Cover[] = [];
/** Back was asked for here, and has not come about yet. */
let isGoingBack = false;
/** What lies beneath. */
let coveredAt = location.href;

const never = (): boolean => false;

/**
 * @param close what a press of Back does; not called any more once the component is gone
 * @param isAddressed for what may have an address of its own
 */
export function useBackCloses(isCovering: boolean, close: () => void, isAddressed = never): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!isCovering) return;
    const own = { close: () => latest.current(), isAddressed };
    covers.push(own);
    addEntry();
    return () => {
      covers.splice(covers.indexOf(own), 1);
      // Not at once: where another cover takes this one's place, the entry stays.
      queueMicrotask(dropEntry);
    };
  }, [isCovering, isAddressed]);
}

/** Takes away the entry of what is not there any more: closed, or lost with a reload. */
export function dropEntry(): void {
  if (needsEntry() || isGoingBack || !isCoveredEntry()) return;
  isGoingBack = true;
  history.back();
}

const needsEntry = (): boolean => covers.some((cover) => !cover.isAddressed());

function addEntry(): void {
  if (isGoingBack || isCoveredEntry() || !needsEntry()) return;
  coveredAt = location.href;
  history.pushState({ [coverMark]: true }, '', coveredAt);
}

// Before the router and before a form that holds whoever leaves it (`app/leaving.ts`): both are beneath.
addEventListener(
  'popstate',
  (event) => {
    const isBeneath = location.href === coveredAt;
    const top = covers.at(-1);
    if (isGoingBack) {
      isGoingBack = false;
      if (isCoveredEntry()) {
        // Somebody has gone on to another page meanwhile.
        event.stopImmediatePropagation();
        history.forward();
        return;
      }
      addEntry();
      if (isBeneath) event.stopImmediatePropagation();
    } else if (top && !isCoveredEntry() && !top.isAddressed()) {
      top.close();
      // What lay beneath it is uppermost now, if anything did; or it would not close.
      setTimeout(addEntry, 0);
      if (isBeneath) event.stopImmediatePropagation();
    } else if (!top && isCoveredEntry()) {
      // Forward to what is closed, or back to it from elsewhere.
      coveredAt = location.href;
      dropEntry();
    }
  },
  { capture: true },
);
