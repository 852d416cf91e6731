/** How long a list takes to come at most, in frames; and after how many the one on screen is taken for the one that was asked for, as it may be. */
const patience = 120;
const sameAfter = 30;

/** A list is about to take the place of the one on screen: once it is there, the row that keys go to has the focus, unless a person has put it elsewhere. */
export function focusRowOfNext(): void {
  const before = document.querySelector('[role="grid"]');
  const look = (frames: number): void => {
    if (document.activeElement !== document.body) return;
    const row = document.querySelector<HTMLElement>('[role="grid"] [role="row"][tabindex="0"]');
    if (row && (row.closest('[role="grid"]') !== before || patience - frames > sameAfter)) row.focus({ preventScroll: true });
    else if (frames > 0) requestAnimationFrame(() => look(frames - 1));
  };
  // What has the focus goes with the list that it is in, or is let go of by who asked.
  requestAnimationFrame(() => requestAnimationFrame(() => look(patience)));
}
