/** What an action asks of the person before it is done, and what runs on; drawn by {@link ActionDialogs}, once on the page. */
import { useSyncExternalStore } from 'react';
import type { Target } from './selection.ts';

export type ActionRequest =
  | { readonly kind: 'pick'; readonly target: Target; readonly isCopy: boolean }
  | { readonly kind: 'label'; readonly target: Target }
  | { readonly kind: 'destroy'; readonly target: Target };

export interface Progress {
  readonly done: number;
  readonly total: number;
  cancel(): void;
}

interface Present {
  readonly request: ActionRequest | undefined;
  readonly progress: Progress | undefined;
}

let present: Present = { request: undefined, progress: undefined };
const listeners = new Set<() => void>();

function put(change: Partial<Present>): void {
  present = { ...present, ...change };
  for (const listener of listeners) listener();
}

export const ask = (request: ActionRequest): void => put({ request });
export const closeRequest = (): void => put({ request: undefined });
export const showProgress = (progress: Progress | undefined): void => put({ progress });

export function usePresentRequest(): Present {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => present,
  );
}
