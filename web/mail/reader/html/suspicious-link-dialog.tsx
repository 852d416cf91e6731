import { useRef } from 'react';
import { useText } from '../../../text/index.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import type { SuspiciousLink } from './mail-frame.tsx';
import styles from './suspicious-link-dialog.module.css';
import { linkTarget } from './web-address.ts';

export interface SuspiciousLinkDialogProps {
  readonly link: SuspiciousLink | undefined;
  readonly onClose: () => void;
}

/** Says where a link really leads before it is followed. */
export function SuspiciousLinkDialog({ link, onClose }: SuspiciousLinkDialogProps) {
  const t = useText();
  const last = useRef(link);
  if (link) last.current = link;
  const { href = '', text = '', why = 'otherPlace' } = last.current ?? {};
  const target = linkTarget(href);
  const place = target?.kind === 'web' ? target.host : target?.kind === 'mail' ? target.address : '';
  return (
    <Dialog
      size="small"
      title={t('reader.linkTitle')}
      isOpen={link !== undefined}
      onClose={onClose}
      actions={
        <>
          <a className={styles.follow} href={href} target="_blank" rel="noopener noreferrer nofollow" onClick={onClose}>
            {t('reader.linkFollow')}
          </a>
          <Button kind="primary" onPress={onClose} autoFocus>
            {t('reader.linkStay')}
          </Button>
        </>
      }
    >
      <div className={styles.content}>
        <p>{t(why === 'mixedLetters' ? 'reader.linkLetters' : why === 'disguised' ? 'reader.linkDisguised' : 'reader.linkOther')}</p>
        <dl className={styles.facts}>
          <dt>{t('reader.linkShows')}</dt>
          <dd>
            <bdi dir="ltr">{text.slice(0, 300)}</bdi>
          </dd>
          <dt>{t('reader.linkLeads')}</dt>
          <dd className={styles.place}>
            <bdi dir="ltr">{place}</bdi>
          </dd>
        </dl>
      </div>
    </Dialog>
  );
}
