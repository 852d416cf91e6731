/** How the other rooms ask for something to be written. */
import { useCallback, useMemo } from 'react';
import { holdKeys } from '../../app/held-keys.ts';
import { type Store, useStore } from '../../store/index.ts';
import type { ComposeIntent } from './intent.ts';

export { type ComposeIntent, intentOfMailto } from './intent.ts';

/** Intents that wait for the composer's code to be there. */
const waiting = new WeakMap<Store, ComposeIntent[]>();

export const composerSignal = 'composer';

export function useComposer(): { readonly open: (intent: ComposeIntent) => void } {
  const store = useStore();
  const open = useCallback(
    (intent: ComposeIntent) => {
      holdKeys();
      waiting.set(store, [...(waiting.get(store) ?? []), intent]);
      store.signals.changed(composerSignal);
    },
    [store],
  );
  return useMemo(() => ({ open }), [open]);
}

/** Hands out what is waiting, once. */
export function takeIntents(store: Store): readonly ComposeIntent[] {
  const intents = waiting.get(store) ?? [];
  waiting.delete(store);
  return intents;
}

export function areIntentsWaiting(store: Store): boolean {
  return (waiting.get(store)?.length ?? 0) > 0;
}
