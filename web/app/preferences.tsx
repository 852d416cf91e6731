/** A person's preferences: on the server, the same in every browser; kept here too so that the page looks right from its first moment. */
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Preferences, PreferencesUpdate } from '../../openapi/generated/jmap.ts';
import { rest } from '../jmap/rest.ts';
import { useStore } from '../store/index.ts';
import { preferencesKey } from '../store/names.ts';
import { applyLook, rememberLook } from '../ui/look.ts';
import { switchShortcuts } from './keys.ts';

export type { Preferences };

interface PreferencesOfPerson {
  readonly preferences: Preferences;
  /** Changes these at once; null puts the default back. @throws what `rest` throws; the change is then taken back */
  change(patch: PreferencesUpdate): Promise<void>;
}

const PreferencesContext = createContext<PreferencesOfPerson | undefined>(undefined);

export function usePreferences(): PreferencesOfPerson {
  const found = use(PreferencesContext);
  if (!found) throw new Error('There are no preferences outside of the signed-in part of the page.');
  return found;
}

/**
 * @param initial as they were kept in this browser
 * @param areFresh they are what the server has just said
 */
export function PreferencesProvider({ initial, areFresh, children }: { readonly initial: Preferences; readonly areFresh: boolean; readonly children: ReactNode }) {
  const store = useStore();
  const [preferences, setPreferences] = useState(initial);
  const accept = useCallback(
    (fresh: Preferences) => {
      setPreferences(fresh);
      store.database.putMeta(preferencesKey, fresh);
    },
    [store],
  );
  // An answer that a later change has overtaken would put the old value back.
  const changes = useRef(0);
  useEffect(() => {
    const refresh = () => {
      const begun = changes.current;
      rest<Preferences>('/me/preferences').then(
        (fresh) => begun === changes.current && accept(fresh),
        (error: unknown) => store.failed(error),
      );
    };
    // They may have been changed in another browser while nobody looked at this one.
    const onVisible = () => document.visibilityState === 'visible' && refresh();
    if (areFresh) accept(initial);
    else refresh();
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [store, accept, initial, areFresh]);

  const change = useCallback(
    async (patch: PreferencesUpdate) => {
      const mine = ++changes.current;
      let before: Preferences | undefined;
      setPreferences((current) => {
        before = current;
        // A default that null brings back comes with the answer.
        return { ...current, ...Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null)) };
      });
      try {
        const fresh = await rest<Preferences>('/me/preferences', { method: 'PATCH', json: patch });
        if (mine === changes.current) accept(fresh);
      } catch (error) {
        store.failed(error);
        const kept = before;
        if (kept) setPreferences((current) => ({ ...current, ...Object.fromEntries(Object.keys(patch).map((name) => [name, kept[name as keyof Preferences]])) }));
        throw error;
      }
    },
    [store, accept],
  );

  const { theme, density, keyboardShortcuts } = preferences;
  useEffect(() => {
    applyLook({ theme, density });
    rememberLook({ theme, density });
    switchShortcuts(keyboardShortcuts);
  }, [theme, density, keyboardShortcuts]);
  const value = useMemo(() => ({ preferences, change }), [preferences, change]);
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}
