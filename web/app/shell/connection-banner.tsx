/** What stands between this page and the server, and what becomes of changes meanwhile. */
import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useConnection, useSignals, useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { useHasUnsaved } from '../leaving.ts';

/** A connection that is back within so long is not worth a word. */
const patienceMs = 1_500;

export function ConnectionBanner() {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  useSignals(['outbox']);
  const { isReachable, isSignedOut, answeredAt } = useConnection();
  const hasUnsaved = useHasUnsaved();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    setShown(false);
    if (isReachable) return;
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isReachable]);

  // The tab in which one has signed in again says so itself; one of an earlier release, or another way in, does not.
  useEffect(() => {
    if (!isSignedOut) return;
    const look = () => void store.comeBack();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, [store, isSignedOut]);

  if (isSignedOut) {
    const signIn = () => {
      // The words of a form are nowhere but on this page: it stays, and goes on once the session is back.
      if (hasUnsaved) window.open('/sign-in?expired', '_blank');
      else location.assign(`/sign-in?expired&to=${encodeURIComponent(location.pathname + location.search)}`);
    };
    return (
      <Banner
        kind="warn"
        live="alert"
        actions={
          <Button kind="primary" onPress={signIn}>
            {t('signin.submit')}
          </Button>
        }
      >
        {t(hasUnsaved ? 'signin.expiredUnsaved' : 'signin.expired')}
      </Banner>
    );
  }
  if (isReachable || !isShown) return null;
  const waiting = store.outbox.length;
  return (
    <Banner kind="warn" icon={CloudOff} live="status" actions={<Button onPress={() => store.syncAll()}>{t('ui.retry')}</Button>}>
      {waiting > 0 ? t('shell.offlineChanges', { count: waiting }) : answeredAt === undefined ? t('errors.offline') : t('shell.offlineSince', { time: format.time(new Date(answeredAt)) })}
    </Banner>
  );
}
