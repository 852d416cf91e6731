import { useEffect, useState } from 'react';

/** Whether the page that messages are drawn in could not be loaded, until the network is back: their words can be read meanwhile. */
export function useMissingPage(): readonly [isMissing: boolean, setMissing: (isMissing: boolean) => void] {
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (!isMissing) return;
    const again = () => setMissing(false);
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [isMissing]);
  return [isMissing, setMissing];
}
