import { CircleAlert, X } from 'lucide-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { useLanguage, useText } from '../text/index.ts';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './toast.module.css';
import { closeToast, presentToasts, type Toast, watchToasts } from './toast-queue.ts';

export { toast, type ToastOptions } from './toast-queue.ts';

/** Where toasts are seen; one on the page. What they say is announced by the page's live region. */
export function ToastRegion() {
  const t = useText();
  const present = useSyncExternalStore(watchToasts, presentToasts);
  // Above dialogs and drawers, and in use beside them: what they have done can be taken back.
  return createPortal(
    <section aria-label={t('ui.notifications')} className={styles.region} data-passing data-react-aria-top-layer="true">
      {present.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>,
    document.body,
  );
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const t = useText();
  const { direction } = useLanguage();
  const [isHeld, setHeld] = useState(false);
  const card = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);

  // Time stands still while somebody reads or is about to press.
  useEffect(() => {
    if (isHeld || toast.durationMs === Number.POSITIVE_INFINITY) return;
    const timer = setTimeout(() => closeToast(toast.id), toast.durationMs);
    return () => clearTimeout(timer);
  }, [isHeld, toast]);

  const close = (): void => {
    // The focus goes back to where it came from, not to the top of the page.
    if (card.current?.contains(document.activeElement) && before.current instanceof HTMLElement) before.current.focus();
    closeToast(toast.id);
  };

  return (
    <div
      ref={card}
      className={styles.toast}
      role="group"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) before.current = event.relatedTarget;
        setHeld(true);
      }}
      onBlur={() => setHeld(false)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      {toast.kind === 'failed' && <Icon of={CircleAlert} className={styles.failed} />}
      {/* A sentence of ours may begin with a name in another script; what a server says in English stays so. */}
      <p className={styles.text} dir={direction === 'ltr' || /[\u0600-\u06ff]/.test(toast.text) ? direction : 'auto'}>
        {toast.text}
      </p>
      {toast.action && (
        <Button
          kind="quiet"
          className={styles.action}
          onPress={() => {
            close();
            toast.action?.onPress();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon={X} label={t('ui.dismiss')} size="small" placement="top" className={styles.close} onPress={close} />
    </div>
  );
}
