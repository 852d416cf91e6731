import { type RefObject, useLayoutEffect, useState } from 'react';

export interface Places {
  /** The message opened or folded last by the person. */
  readonly turnedId: string | undefined;
  /** The message that has the focus, its frame counted in. The focus moves without anything being drawn: asked when a key is pressed. */
  focusedId(): string | undefined;
  /** It has just been opened or folded: what was pressed for that is gone, and the focus goes to what stands there now. */
  turned(id: string): void;
  /** To the message before or after. @param shownId the one to go on from while none has the focus */
  step(by: 1 | -1, shownId: string | undefined): void;
}

/** Where somebody is within a conversation. @param scroller holds an element with `data-place` for each message */
export function usePlaces(scroller: RefObject<HTMLElement | null>): Places {
  const [last, setLast] = useState<{ readonly id: string }>();
  const places = () => [...(scroller.current?.querySelectorAll<HTMLElement>('[data-place]') ?? [])];
  const placeOf = (id: string | undefined) => places().find(({ dataset }) => dataset['place'] === id);
  useLayoutEffect(() => {
    const place = last && scroller.current?.querySelector(`[data-place="${CSS.escape(last.id)}"]`);
    if (place) focusable(place)?.focus({ preventScroll: true });
  }, [last, scroller]);
  return {
    turnedId: last?.id,
    focusedId: () => places().find((place) => place.contains(focusedIn(scroller.current)))?.dataset['place'],
    turned: (id) => setLast({ id }),
    step(by, shownId) {
      const held = focusedIn(scroller.current);
      const isInside = held !== null && held !== scroller.current && scroller.current?.contains(held) === true;
      const shown = placeOf(shownId);
      const from = isInside ? held : shown;
      const is = (position: number) => (place: HTMLElement) => from?.compareDocumentPosition(place) === position;
      const next = by > 0 ? places().find(is(Node.DOCUMENT_POSITION_FOLLOWING)) : places().findLast(is(Node.DOCUMENT_POSITION_PRECEDING));
      // There is none: the one that is shown has the focus at least.
      const place = next ?? (isInside ? undefined : shown);
      const target = place && focusable(place);
      target?.focus();
      target?.scrollIntoView({ block: 'nearest' });
    },
  };
}

/** An open message itself, or the line of one that is folded. */
const focusable = (place: Element) => place.querySelector<HTMLElement>('article, button');

/** Chromium goes on to name the frame that had the focus when another one is clicked into; the documents in them know better. */
function focusedIn(scroller: HTMLElement | null): Element | null {
  const frames = [...(scroller?.querySelectorAll('iframe') ?? [])];
  return frames.find(({ contentDocument }) => contentDocument?.hasFocus()) ?? document.activeElement;
}
