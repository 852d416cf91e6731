import { useLayoutEffect, useState } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { useIsLow } from '../../ui/media.ts';

const comfortable = 5;

/** The height of a row in pixels, as the tokens have it, in rem, for the density and the window. */
export function useRowHeight(): number {
  const { density } = usePreferences().preferences;
  const isLow = useIsLow();
  const [height, setHeight] = useState(comfortable * 16);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the token follows the density and the window's height
  useLayoutEffect(() => {
    const read = () => {
      const root = getComputedStyle(document.documentElement);
      setHeight((Number.parseFloat(root.getPropertyValue('--row-h')) || comfortable) * Number.parseFloat(root.fontSize));
    };
    read();
    // The density is put on the root by an effect that runs after this one.
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ['data-density', 'lang'] });
    return () => observer.disconnect();
  }, [density, isLow]);
  return height;
}
