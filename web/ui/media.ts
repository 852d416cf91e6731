import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds, now and from now on. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** The layouts: one pane, two, three. */
export type Width = 'phone' | 'tablet' | 'desktop';

export function useWidth(): Width {
  const atLeastTablet = useMediaQuery('(min-width: 768px)');
  const atLeastDesktop = useMediaQuery('(min-width: 1200px)');
  return atLeastDesktop ? 'desktop' : atLeastTablet ? 'tablet' : 'phone';
}
