/** Where this person is signed in, and ending that. */
import { Laptop, LogOut, Smartphone, SquareTerminal } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { OwnSession } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import { rest } from '../jmap/rest.ts';
import { type Translate, useFormat, useText } from '../text/index.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { AlertDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { withoutBidiControls } from '../ui/name-parts.ts';
import { toast } from '../ui/toast.tsx';
import { type Device, deviceOf } from './device.ts';
import { NotLoaded } from './not-loaded.tsx';
import styles from './settings.module.css';
import { useLoading } from './use-loading.ts';

export function Sessions() {
  const t = useText();
  const format = useFormat();
  const errorText = useErrorText();
  const [sessions, setSessions] = useState<readonly OwnSession[]>();
  const [isAsking, setAsking] = useState(false);
  const loading = useLoading(useCallback(() => rest<{ items: OwnSession[] }>('/me/sessions').then(({ items }) => setSessions(items)), []));
  const end = async (path: string) => {
    setAsking(false);
    try {
      await rest(path, { method: 'DELETE' });
    } catch (cause) {
      toast(errorText(cause).what, { kind: 'failed' });
    }
    loading.load();
  };
  if (!sessions) return <NotLoaded rows={3} {...loading} />;
  return (
    <div className={styles.form}>
      <p className={styles.note}>{t('settings.sessionsNote')}</p>
      <ul className={styles.list}>
        {[...sessions].sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent)).map(({ id, kind, name, createdAt, lastUsedAt, remoteAddress, userAgent, isCurrent }) => {
          const device = deviceOf(userAgent);
          const shown = name === null ? inWords(t, device) : withoutBidiControls(name);
          return (
            <li key={id} className={styles.item}>
              <Icon of={kind === 'token' ? SquareTerminal : device?.isPhone ? Smartphone : Laptop} size={24} />
              <div className={styles.grow}>
                {name === null ? <strong>{shown}</strong> : <strong dir="auto">{shown}</strong>}
                <span className={styles.detail}>
                  {isCurrent ? t('settings.thisSession') : t('settings.lastUsed', { time: format.dateTime(lastUsedAt ?? createdAt) })}
                  {remoteAddress !== null && (
                    <>
                      {' · '}
                      <bdi dir="ltr">{remoteAddress}</bdi>
                    </>
                  )}
                </span>
              </div>
              {!isCurrent && <IconButton icon={LogOut} label={t('settings.endSession', { name: shown })} onPress={() => void end(`/me/sessions/${id}`)} />}
            </li>
          );
        })}
      </ul>
      {sessions.some(({ isCurrent }) => !isCurrent) && (
        <div className={styles.actions}>
          <Button kind="danger" onPress={() => setAsking(true)}>
            {t('settings.endOthers')}
          </Button>
        </div>
      )}
      <AlertDialog title={t('settings.endOthersTitle')} isOpen={isAsking} danger confirm={t('settings.endOthers')} onConfirm={() => void end('/me/sessions')} onCancel={() => setAsking(false)}>
        {t('settings.endOthersMeans')}
      </AlertDialog>
    </div>
  );
}

function inWords(t: Translate, { browser, system }: Partial<Device> = {}): string {
  if (browser !== undefined && system !== undefined) return t('settings.device', { browser, system });
  return browser ?? system ?? t('settings.unknownDevice');
}
