import { useCallback, useEffect, useState } from 'react';
import { useConnection, useStore } from '../store/index.ts';

export interface Loading {
  readonly error: unknown;
  readonly load: () => void;
}

/** Fetches what a section shows: as it is opened, and by itself whenever the connection or the session is back. @param fetch the same function as long as it fetches the same */
export function useLoading(fetch: () => Promise<unknown>): Loading {
  const store = useStore();
  const { isReachable, isSignedOut } = useConnection();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    setError(undefined);
    fetch().catch((cause: unknown) => {
      store.failed(cause);
      setError(cause);
    });
  }, [fetch, store]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the session back, what was refused without one is asked for again
  useEffect(() => {
    if (isReachable) load();
  }, [isReachable, isSignedOut, load]);
  return { error, load };
}
