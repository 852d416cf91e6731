/** From the first moment to the shell: who is signed in, in which language. */
import { type ComponentType, lazy, Suspense, useCallback, useDeferredValue, useEffect, useState } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { SignedOut } from '../jmap/errors.ts';
import { type Store, StoreContext } from '../store/index.ts';
import { isLanguage, type Language, loadLanguage, preferredLanguage, TextProvider } from '../text/index.ts';
import { openStore, readFirstList } from './first-store.ts';
import { askFirst } from './leaving.ts';
import { firstPreferences, type Preferences, PreferencesProvider, usePreferences } from './preferences.tsx';
import { Opening } from './opening.tsx';

const SignInPage = lazy(() => import('./sign-in/sign-in-page.tsx').then(({ SignInPage }) => ({ default: SignInPage })));

const languageKey = 'messagerie-language';

/** The language before anybody has signed in: the last one used here, else the browser's. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(languageKey);
  return kept !== null && isLanguage(kept) ? kept : preferredLanguage(navigator.languages);
}

export function App() {
  const [language, setLanguage] = useState(firstLanguage);
  const chooseLanguage = useCallback((chosen: Language) => {
    localStorage.setItem(languageKey, chosen);
    setLanguage(chosen);
  }, []);
  const shown = useDeferredValue(language);
  return (
    <Suspense>
      <Switch>
        <Route path="/sign-in">
          <TextProvider language={shown}>
            <SignInPage language={language} onLanguage={chooseLanguage} />
          </TextProvider>
        </Route>
        <Route>
          <SignedIn language={shown} />
        </Route>
      </Switch>
    </Suspense>
  );
}

interface Person {
  readonly store: Store;
  readonly preferences: Preferences;
  /** Loaded before it is drawn: React lets 300 ms go by after a fallback before it shows anything else. */
  readonly Shell: ComponentType;
}

function SignedIn({ language }: { readonly language: Language }) {
  const [person, setPerson] = useState<Person>();
  const [error, setError] = useState<unknown>();

  const open = useCallback(() => {
    let isCurrent = true;
    let opened: Store | undefined;
    setError(undefined);
    void (async () => {
      try {
        // The shell's code and the words come while the session is asked for.
        const shell = import('./shell/shell.tsx');
        shell.catch(() => {}); // awaited below, where an earlier failure does not come before it
        opened = await openStore();
        opened.verified.catch((cause: unknown) => isCurrent && setError(cause));
        const preferences = await firstPreferences(opened);
        const [{ Shell }] = await Promise.all([shell, loadLanguage(preferences.language), readFirstList(opened, preferences)]);
        if (isCurrent) setPerson({ store: opened, preferences, Shell });
        else opened.close();
      } catch (cause) {
        opened?.close();
        if (isCurrent) setError(cause);
      }
    })();
    return () => {
      isCurrent = false;
    };
  }, []);
  useEffect(open, [open]);
  useEffect(() => () => person?.store.close(), [person]);

  if (error instanceof SignedOut) return <Redirect to={signInPath(location.pathname + location.search)} replace />;
  if (!person) {
    return (
      <TextProvider language={language}>
        <Opening error={error} onRetry={open} />
      </TextProvider>
    );
  }
  return (
    <StoreContext value={person.store}>
      <PreferencesProvider initial={person.preferences}>
        <InOwnLanguage Shell={person.Shell} />
      </PreferencesProvider>
    </StoreContext>
  );
}

const weekdays = { auto: undefined, sunday: 0, monday: 1, saturday: 6 } as const;

function InOwnLanguage({ Shell }: Pick<Person, 'Shell'>) {
  const { language, timeZone, hourCycle, firstDayOfWeek } = usePreferences().preferences;
  // Another language is fetched while the present one is still read.
  const shown = useDeferredValue(language);
  useEffect(() => localStorage.setItem(languageKey, language), [language]);
  return (
    <TextProvider language={shown} timeZone={timeZone ?? undefined} hourCycle={hourCycle} firstDayOfWeek={weekdays[firstDayOfWeek]}>
      <Suspense fallback={<Opening />}>
        <Router aroundNav={askFirst}>
          <Shell />
        </Router>
      </Suspense>
    </TextProvider>
  );
}

/** @param place where to go afterwards */
function signInPath(place: string): string {
  return place === '/' || place === '/mail' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(place)}`;
}
