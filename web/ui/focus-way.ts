/** How the focus comes to where it is: a tooltip belongs to a control that somebody went to, not to one that gets the focus back from what was closed. */

const walking = new Set(['Tab', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown']);

let isReturned = false;
let isListening = false;

/** To be called before {@link isFocusReturned} is asked; further calls do nothing. */
export function listenForFocusWay(): void {
  if (isListening) return;
  isListening = true;
  addEventListener('keydown', ({ key }) => (isReturned = !walking.has(key)), true);
  addEventListener('pointermove', () => (isReturned = false), true);
}

/** True after a key that closes or does something, until somebody walks on or moves the pointer. */
export function isFocusReturned(): boolean {
  return isReturned;
}
