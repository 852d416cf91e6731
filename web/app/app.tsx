/** From the first moment to the shell: who is signed in, in which language. */
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useState } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { SignedOut } from '../jmap/errors.ts';
import { StoreContext } from '../store/index.ts';
import { type Language, TextProvider } from '../text/index.ts';
import { firstLanguage, rememberLanguage } from './first-language.ts';
import { afterFirstScreen } from './first-screen.ts';
import { askFirst } from './leaving.ts';
import { Opening } from './opening.tsx';
import { firstPerson, firstPersonIsHad, openPerson, type Person } from './person.ts';
import { PreferencesProvider, usePreferences } from './preferences.tsx';

const SignInPage = lazy(() => import('./sign-in/sign-in-page.tsx').then(({ SignInPage }) => ({ default: SignInPage })));

export function App() {
  const [language, setLanguage] = useState(firstLanguage);
  const chooseLanguage = useCallback((chosen: Language) => {
    rememberLanguage(chosen);
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

function SignedIn({ language }: { readonly language: Language }) {
  const [first] = useState(firstPerson);
  const [person, setPerson] = useState(first?.here);
  const [error, setError] = useState<unknown>();

  const open = useCallback((coming: Promise<Person>) => {
    let isCurrent = true;
    setError(undefined);
    coming.then(
      (opened) => (isCurrent ? setPerson(opened) : opened.store.close()),
      (cause: unknown) => isCurrent && setError(cause),
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  useEffect(() => {
    firstPersonIsHad();
    // Who is drawn already is the same once more; who has come since the drawing is not missed.
    return open(first?.coming ?? openPerson());
  }, [open, first]);
  useEffect(() => {
    if (!person) return;
    const { store } = person;
    let isCurrent = true;
    store.verified.catch((cause: unknown) => isCurrent && setError(cause));
    const callOff = afterFirstScreen(() => store.listen());
    return () => {
      isCurrent = false;
      callOff();
      store.close();
    };
  }, [person]);

  if (error instanceof SignedOut) return <Redirect to={signInPath(location.pathname + location.search)} replace />;
  if (!person) {
    return (
      <TextProvider language={language}>
        <Opening error={error} onRetry={() => open(openPerson())} />
      </TextProvider>
    );
  }
  return (
    <StoreContext value={person.store}>
      <PreferencesProvider initial={person.preferences} areFresh={person.areFresh}>
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
  useEffect(() => rememberLanguage(language), [language]);
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
