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

/** So low that bars would leave no room for what stands between them: a phone on its side, a desktop at 400 % (WCAG 2.2, 1.4.10). The same as in tokens.css. */
export function useIsLow(): boolean {
  return useMediaQuery('(max-height: 400px)');
}
