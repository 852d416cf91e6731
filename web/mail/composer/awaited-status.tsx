/** Beside Send: that the message leaves by itself when its files are there, or why it has not. */
import { CircleAlert, Clock } from 'lucide-react';
import { useEffect } from 'react';
import { type Translate, useFormat, useText } from '../../text/index.ts';
import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { CalledOff } from './awaited-send.ts';
import styles from './compose-panel.module.css';
import type { OpenDraft } from './open-draft.ts';

export function AwaitedStatus({ open, onCallOff }: { readonly open: OpenDraft; readonly onCallOff: () => void }) {
  const t = useText();
  const format = useFormat();
  const { plan, calledOff } = open.awaited;
  const sendAt = plan?.sendAt;
  const what = plan ? (sendAt === undefined ? t('composer.awaited') : t('composer.awaitedLater', { time: format.fullDate(sendAt) })) : calledOff && calledOffText(t, calledOff);
  // Said once; how far the files have come is only shown.
  useEffect(() => {
    // What is to be corrected is said by who has found it.
    if (what !== undefined && calledOff !== 'incomplete') announce(what);
  }, [what, calledOff]);
  if (what === undefined) return null;
  if (!plan) {
    return (
      <div className={styles.awaited} data-failed>
        <Icon of={CircleAlert} size={16} />
        <span>{what}</span>
      </div>
    );
  }
  const { attachments } = open.draft;
  const total = attachments.reduce((sum, { size }) => sum + size, 0);
  const done = attachments.reduce((sum, { id, size, blobId }) => sum + (blobId === undefined ? (open.uploads.state(id)?.sentBytes ?? 0) : size), 0);
  return (
    <div className={styles.awaited}>
      <Icon of={Clock} size={16} />
      <span>
        {what} {t('composer.awaitedShare', { done: format.size(Math.min(done, total)), total: format.size(total) })}
      </span>
      <Button kind="quiet" onPress={onCallOff}>
        {t('composer.dontSend')}
      </Button>
    </div>
  );
}

export const calledOffText = (t: Translate, why: CalledOff): string => t(`composer.calledOff.${why}`);
