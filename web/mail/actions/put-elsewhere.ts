/** Tells lists what this person puts elsewhere: it is chosen no more, though a search may go on showing it. */
import type { Target } from './selection.ts';

const listeners = new Set<(target: Target) => void>();

export function onPutElsewhere(listener: (target: Target) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function putElsewhere(target: Target): void {
  for (const listener of listeners) listener(target);
}
