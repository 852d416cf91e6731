/** What an action asks of the person before it is done, and what runs on; drawn by {@link ActionDialogs}, once on the page. */
import { useSyncExternalStore } from 'react';
import { dropKeys, holdKeys } from '../../app/held-keys.ts';
import type { Folder } from '../../store/index.ts';
import type { Target } from './selection.ts';

export type ActionRequest =
  | { readonly kind: 'pick'; readonly target: Target; readonly isCopy: boolean }
  | { readonly kind: 'label'; readonly target: Target }
  | { readonly kind: 'destroy'; readonly target: Target }
  | { readonly kind: 'empty'; readonly accountId: string; readonly folder: Folder };

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

/** Whoever has asked by a key goes on typing: what is typed before the dialog is there is meant for it, and does nothing to the messages behind it. */
export function ask(request: ActionRequest): void {
  holdKeys();
  put({ request });
}

export function closeRequest(): void {
  dropKeys();
  put({ request: undefined });
}

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
