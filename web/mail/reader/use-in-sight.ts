import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';

/** As much of a message must be on the screen for it to count as seen, in pixels. */
const enough = 80;

/**
 * Which of these messages have been on the screen, once.
 * @param within what scrolls
 * @param ids of drawn messages, `[data-email]`
 */
export function useHaveBeenInSight(within: RefObject<HTMLElement | null>, ids: readonly string[]): ReadonlySet<string> {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const key = ids.filter((id) => !seen.has(id)).join(' ');
  useEffect(() => {
    if (key === '') return;
    const observer = new IntersectionObserver(
      (entries) => {
        const now = entries.flatMap(({ isIntersecting, target }) => (isIntersecting ? ((target as HTMLElement).dataset['email'] ?? []) : []));
        if (now.length > 0) setSeen((before) => new Set([...before, ...now]));
      },
      { root: within.current, rootMargin: `-${enough}px 0px` },
    );
    for (const id of key.split(' ')) {
      const message = within.current?.querySelector(`[data-email="${CSS.escape(id)}"]`);
      if (message) observer.observe(message);
    }
    return () => observer.disconnect();
  }, [within, key]);
  return seen;
}

const changes = ['visibilitychange', 'focus', 'blur'] as const;

/** Whether somebody is at the page: its tab is shown and its window is the one in use. */
export function useIsAttended(): boolean {
  return useSyncExternalStore(
    (listener) => {
      for (const change of changes) window.addEventListener(change, listener, true);
      return () => {
        for (const change of changes) window.removeEventListener(change, listener, true);
      };
    },
    () => document.visibilityState === 'visible' && document.hasFocus(),
  );
}
