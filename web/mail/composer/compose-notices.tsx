/** What a writer has to know, above the text: never in its way. */
import { Clock } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { SignedOut } from '../../jmap/errors.ts';
import { useConnection } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { uniqueRecipients } from './addresses.ts';
import styles from './compose-panel.module.css';
import type { Desk } from './desk.ts';
import { recipientsOf } from './draft.ts';
import type { OpenDraft } from './open-draft.ts';
import { sendErrorText } from './send-error.ts';
import { refusalText, type SendRefusal } from './send-refusal.ts';
import type { ServerLimits } from './server-limits.ts';

export interface ComposeNoticesProps {
  readonly desk: Desk;
  readonly open: OpenDraft;
  readonly limits: ServerLimits;
  readonly onDiscard: () => void;
  readonly onScheduleAgain: (at: Date) => void;
  /** Why Send did nothing. */
  readonly refused: SendRefusal | undefined;
  /** Undefined where no picture from elsewhere is kept back. */
  readonly onShowPictures: (() => void) | undefined;
}

export function ComposeNotices({ desk, open, limits, onDiscard, onScheduleAgain, refused, onShowPictures }: ComposeNoticesProps) {
  const t = useText();
  const format = useFormat();
  const { isSignedOut } = useConnection();
  const { conflict, save, sendError, unscheduledFrom } = open;
  const count = uniqueRecipients(recipientsOf(open.draft)).length;
  const saveError = save.kind === 'refused' ? sendErrorText(t, format, save.error, limits, open.identity?.email ?? '', []) : undefined;
  const failure = sendError === undefined ? undefined : sendErrorText(t, format, sendError, limits, open.identity?.email ?? '', open.refusedAddresses);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refused !== undefined) place.current?.scrollIntoView({ block: 'nearest' });
  }, [refused]);
  return (
    <div ref={place} className={styles.notices}>
      {unscheduledFrom !== undefined && (
        <Banner
          kind="warn"
          icon={Clock}
          live="status"
          actions={
            Date.parse(unscheduledFrom) > Date.now() && (
              <Button kind="quiet" onPress={() => (Date.parse(unscheduledFrom) > Date.now() ? onScheduleAgain(new Date(unscheduledFrom)) : open.set({}))}>
                {t('composer.scheduleAgain', { time: format.dayAndTime(unscheduledFrom) })}
              </Button>
            )
          }
        >
          {t('composer.unscheduled', { time: format.fullDate(unscheduledFrom) })}
        </Banner>
      )}
      {open.isHeldBack && conflict?.kind !== 'sent' && (
        <Banner kind="warn" icon={Clock} live="status">
          {t('composer.heldBack')}
        </Banner>
      )}
      {refused !== undefined && <Banner kind="danger">{refusalText(t, format, refused, open, limits)}</Banner>}
      {open.isRecovered && (
        <Banner kind="info" live="status" onDismiss={() => open.set({ isRecovered: false })}>
          {t('composer.recovered')}
        </Banner>
      )}
      {(isSignedOut || (save.kind === 'local' && save.error instanceof SignedOut)) && (
        <Banner
          kind="warn"
          live="alert"
          actions={
            <Button kind="quiet" onPress={() => window.open('/sign-in?expired', '_blank')}>
              {t('composer.signInAgain')}
            </Button>
          }
        >
          {t('composer.signedOut')}
        </Banner>
      )}
      {conflict?.kind === 'changed' && (
        <Banner
          kind="warn"
          live="alert"
          onDismiss={() => open.set({ conflict: undefined })}
          actions={
            <Button kind="quiet" onPress={() => void desk.open({ kind: 'draft', accountId: open.draft.accountId, emailId: conflict.otherId })}>
              {t('composer.openOther')}
            </Button>
          }
        >
          {t(open.draft.serverId === undefined ? 'composer.changedElsewhereUnsaved' : 'composer.changedElsewhere')}
        </Banner>
      )}
      {conflict?.kind === 'taken' && (
        <Banner kind="info" live="status" onDismiss={() => open.set({ conflict: undefined })}>
          {t('composer.takenOver')}
        </Banner>
      )}
      {(conflict?.kind === 'destroyed' || conflict?.kind === 'sent') && (
        <Banner
          kind="warn"
          live="alert"
          actions={
            <>
              <Button
                kind="quiet"
                onPress={() => {
                  open.set({ conflict: undefined });
                  open.edit({});
                  void open.saveNow();
                }}
              >
                {t('composer.keepDraft')}
              </Button>
              <Button kind="quiet" onPress={onDiscard}>
                {t('composer.discard')}
              </Button>
            </>
          }
        >
          {t(conflict.kind === 'sent' ? 'composer.sentElsewhere' : 'composer.destroyedElsewhere')}
        </Banner>
      )}
      {saveError && (
        <Banner
          kind="danger"
          live="alert"
          actions={
            <Button kind="quiet" onPress={() => void open.saveNow()}>
              {t('ui.retry')}
            </Button>
          }
        >
          {t('composer.notSaved', { reason: saveError.why ?? saveError.what })}
        </Banner>
      )}
      {onShowPictures && (
        <Banner
          kind="info"
          actions={
            <Button kind="quiet" onPress={onShowPictures}>
              {t('composer.showPictures')}
            </Button>
          }
        >
          {t('reader.picturesBlocked')}
        </Banner>
      )}
      {failure && (
        <Banner kind="danger" live="alert">
          <strong>{t('composer.notSent')}</strong> {failure.what}
          {failure.why !== undefined && ` ${failure.why}`}
        </Banner>
      )}
      {count > limits.maxRecipients && refused !== 'tooManyRecipients' && (
        <Banner kind="danger" live="status">
          {t('composer.tooManyRecipients', { count, limit: format.number(limits.maxRecipients) })}
        </Banner>
      )}
    </div>
  );
}
