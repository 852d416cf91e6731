/**
 * Keys pressed while a place to write in is on its way: who has pressed the key for an answer goes on typing at once. They do nothing meanwhile, and are in the field
 * once it is there.
 */

/** Longer than that nobody waits for it. */
const longestMs = 15_000;
/** Who has not typed for so long has seen that it did not come. */
const pauseMs = 1_500;

let held: string | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let isLost = false;

/** From now on keys are held, until {@link giveKeys}. */
export function holdKeys(): void {
  if (isLost || !held) held = '';
  isLost = false;
  wait();
}

/** The place does not come: what goes on being typed for it does nothing else instead, until there is a pause. */
export function loseKeys(): void {
  held = '';
  isLost = true;
  wait();
}

function wait(): void {
  clearTimeout(timer);
  timer = setTimeout(dropKeys, isLost ? pauseMs : longestMs);
}

/** The place is there and has the focus: what was typed is put there, as if it were typed now. */
export function giveKeys(): void {
  const text = held;
  dropKeys();
  // The only way that editors and fields alike take for typing.
  if (text) document.execCommand('insertText', false, text);
}

/** It will not come. */
export function dropKeys(): void {
  held = undefined;
  clearTimeout(timer);
}

const others = new Set(['Backspace', 'Delete', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);

/** @returns true if the key is held; keys that mean something to the browser are not */
export function holdKey({ key, repeat, altKey }: KeyboardEvent): boolean {
  if (held === undefined || (key.length > 1 && (altKey || !others.has(key)))) return false;
  if (isLost) wait();
  if (key === 'Backspace') held = held.slice(0, -1);
  else if (key === 'Enter') held += '\n';
  // The key that has asked for the place may be down still.
  else if (key.length === 1 && !(repeat && held === '')) held += key;
  return true;
}
