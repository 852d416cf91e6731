import { useCallback, useSyncExternalStore } from 'react';

const storageKey = 'messagerie.unfolded';
const listeners = new Set<() => void>();
let unfolded: ReadonlySet<string> | undefined;

function present(): ReadonlySet<string> {
  if (!unfolded) {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
      unfolded = new Set(Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : []);
    } catch {
      unfolded = new Set(); // storage is refused, or holds something else
    }
  }
  return unfolded;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface Unfolded {
  has(name: string): boolean;
  set(name: string, isOpen: boolean): void;
}

/** Which parts of the folder list are unfolded; kept in this browser. */
export function useUnfolded(): Unfolded {
  const names = useSyncExternalStore(subscribe, present);
  const set = useCallback((name: string, isOpen: boolean) => {
    const next = new Set(present());
    if (isOpen) next.add(name);
    else next.delete(name);
    unfolded = next;
    try {
      localStorage.setItem(storageKey, JSON.stringify([...next]));
    } catch {
      // Where storage is refused it lasts as long as the page.
    }
    for (const listener of listeners) listener();
  }, []);
  return { has: (name) => names.has(name), set };
}
