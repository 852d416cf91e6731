/** What stands between this page and the server, and what becomes of changes meanwhile. */
import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useConnection, useSignals, useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** A connection that is back within so long is not worth a word. */
const patienceMs = 1_500;

export function ConnectionBanner() {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  useSignals(['outbox']);
  const { isReachable, isSignedOut, answeredAt } = useConnection();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    setShown(false);
    if (isReachable) return;
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isReachable]);

  if (isSignedOut) {
    return (
      <Banner
        kind="warn"
        live="alert"
        actions={
          <Button kind="primary" onPress={() => location.assign(`/sign-in?expired&to=${encodeURIComponent(location.pathname + location.search)}`)}>
            {t('signin.submit')}
          </Button>
        }
      >
        {t('signin.expired')}
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
