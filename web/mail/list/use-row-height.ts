import { useLayoutEffect, useState } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { useIsLow } from '../../ui/media.ts';

const comfortable = 80;

/** The height of a row in pixels, as the tokens have it for the density and the window. */
export function useRowHeight(): number {
  const { density } = usePreferences().preferences;
  const isLow = useIsLow();
  const [height, setHeight] = useState(comfortable);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the token follows the density and the window's height
  useLayoutEffect(() => {
    const read = () => setHeight(Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row-h')) || comfortable);
    read();
    // The density is put on the root by an effect that runs after this one.
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ['data-density', 'lang'] });
    return () => observer.disconnect();
  }, [density, isLow]);
  return height;
}
