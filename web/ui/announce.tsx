import { useSyncExternalStore } from 'react';
import styles from './announce.module.css';

/** How long a text stays to be read: screen readers take it when it appears. */
const keptMs = 5_000;

let spoken: { readonly text: string; readonly turn: number } = { text: '', turn: 0 };
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Has a screen reader say a text when it is free: arrivals, counts, what was done. Needs one {@link LiveRegion} on the page. */
export function announce(text: string): void {
  say(text);
  clearTimeout(timer);
  timer = setTimeout(() => say(''), keptMs);
}

function say(text: string): void {
  spoken = { text, turn: spoken.turn + 1 };
  for (const listener of listeners) listener();
}

/** The page's only polite region. Two places take turns, so that the same text twice is said twice. */
export function LiveRegion() {
  const { text, turn } = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => spoken,
  );
  return (
    <div role="status" aria-live="polite" className={styles.unseen}>
      <span>{turn % 2 === 0 ? text : ''}</span>
      <span>{turn % 2 === 1 ? text : ''}</span>
    </div>
  );
}
