/** Words in a form that are not saved yet: whoever goes elsewhere is asked first, and so is whoever closes the page (by the browser, in its own words). */
import { useEffect, useSyncExternalStore } from 'react';
import type { AroundNavHandler } from 'wouter';

const forms = new Set<object>();
const listeners = new Set<() => void>();
/** Where somebody wanted to go and is being asked about. */
let wanted: (() => void) | undefined;
let formAddress = '';

/** Holds whoever leaves for as long as the component is there and this is true. */
export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const form = {};
    formAddress = location.href;
    addEventListener('beforeunload', onUnload);
    forms.add(form);
    tell();
    return () => {
      forms.delete(form);
      if (forms.size === 0) removeEventListener('beforeunload', onUnload);
      tell();
    };
  }, [isUnsaved]);
}

/** Whether a form on the page holds words that would go with it. */
export function useHasUnsaved(): boolean {
  return useSyncExternalStore(subscribe, () => forms.size > 0);
}

/** Does this at once where everything is saved, else when the person has said so. */
export function leave(go: () => void): void {
  if (forms.size > 0) want(go);
  else go();
}

/** For the router: every link and key goes this way. */
export const askFirst: AroundNavHandler = (navigate, to, options) => {
  const go = () => navigate(to, options);
  if (new URL(to, location.href).pathname === location.pathname) go();
  else leave(go);
};

/** What the question needs. */
export function useLeaving(): { readonly isAsked: boolean; readonly stay: () => void; readonly discard: () => void } {
  const isAsked = useSyncExternalStore(subscribe, () => wanted !== undefined);
  return { isAsked, stay: () => want(undefined), discard };
}

function discard(): void {
  const go = wanted;
  forms.clear();
  removeEventListener('beforeunload', onUnload);
  want(undefined);
  go?.();
}

function want(go: (() => void) | undefined): void {
  wanted = go;
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();

/**
 * Back and forward cannot be refused: the form's address is put on top again before the router hears of it. A window's listeners are called in the order they came,
 * and the router's come with the first component.
 */
addEventListener('popstate', (event) => {
  if (forms.size === 0) return;
  event.stopImmediatePropagation();
  history.pushState(null, '', formAddress);
  leave(() => history.back());
});
