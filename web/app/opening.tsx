/** Before anything is known: calm for a moment, then a sign of work; a server that does not answer is told, with a way to try again. */
import { useEffect, useState } from 'react';
import { useText } from '../text/index.ts';
import { Button } from '../ui/button.tsx';
import { useErrorText } from './error-text.ts';
import styles from './opening.module.css';

export function Opening({ error, onRetry }: { readonly error?: unknown; readonly onRetry?: () => void }) {
  const t = useText();
  const textOf = useErrorText();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 400);
    return () => clearTimeout(timer);
  }, []);
  if (error === undefined) return <main className={styles.page} aria-busy="true">{isSlow && <div className={styles.pulse} aria-hidden />}</main>;
  const { what, why } = textOf(error);
  return (
    <main className={styles.page}>
      <h1>{t('errors.title')}</h1>
      <p>{what}</p>
      {why !== undefined && <p>{why}</p>}
      {onRetry && (
        <Button kind="primary" onPress={onRetry}>
          {t('ui.retry')}
        </Button>
      )}
    </main>
  );
}
