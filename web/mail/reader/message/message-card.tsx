import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { CircleAlert, Flag, Reply } from 'lucide-react';
import { useErrorText } from '../../../app/error-text.ts';
import { type EmailRow, useBody, useConnection, useOwnAddresses } from '../../../store/index.ts';
import { useLanguage, useText } from '../../../text/index.ts';
import { Address } from '../../../ui/address.tsx';
import { Avatar } from '../../../ui/avatar.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { Tag } from '../../../ui/chip.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { EmptyState, ErrorState } from '../../../ui/state.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useMailActions } from '../../actions/index.ts';
import { useComposer } from '../../composer/use-composer.ts';
import type { Scheduled } from '../../list/use-scheduled.ts';
import { priorityOf } from '../../priority.ts';
import { Attachments } from '../attachments/attachments.tsx';
import { DraftNotice } from './draft-notice.tsx';
import { MessageBody } from './message-body.tsx';
import styles from './message-card.module.css';
import { type MessageDialog, MessageMenu } from './message-menu.tsx';
import { printMessages } from './print.ts';
import { filesOf, personOf, piecesOf, senderOf, subjectOf } from './readable.ts';
import { Recipients } from './recipients.tsx';
import { ScheduledNotice } from './scheduled-notice.tsx';
import { SentAt } from './sent-at.tsx';
import { Unsubscribe } from './unsubscribe.tsx';

const DetailsDialog = lazy(() => import('./details-dialog.tsx').then(({ DetailsDialog }) => ({ default: DetailsDialog })));
const SourceDialog = lazy(() => import('./source-dialog.tsx').then(({ SourceDialog }) => ({ default: SourceDialog })));

export interface MessageCardProps {
  readonly accountId: string;
  readonly row: EmailRow;
  readonly mailboxId: string | undefined;
  readonly isJunk: boolean;
  /** It waits for its time. */
  readonly scheduled?: Scheduled | undefined;
  /** Absent where it is the only message. */
  readonly onFold?: (() => void) | undefined;
  readonly onMarkedUnread: () => void;
}

/** One message of a conversation, open. */
export function MessageCard({ accountId, row, mailboxId, isJunk, scheduled, onFold, onMarkedUnread }: MessageCardProps) {
  const t = useText();
  const { language, direction } = useLanguage();
  const textOf = useErrorText();
  const actions = useMailActions();
  const { open } = useComposer();
  const { value: message, error, isGone, retry } = useBody(accountId, row.id);
  const { isReachable } = useConnection();
  const own = useOwnAddresses(accountId);
  const pieces = useMemo(() => (message ? piecesOf(message) : []), [message]);
  const files = useMemo(() => (message ? filesOf(message, pieces) : []), [message, pieces]);
  const [dialog, setDialog] = useState<MessageDialog>();
  const article = useRef<HTMLElement>(null);

  const sender = (message && senderOf(message)) ?? (row.from?.[0] && personOf(row.from[0]));
  const name = sender?.name ?? t('ui.unknownSender');
  const subject = subjectOf(row.subject) || t('list.noSubject');
  const isFlagged = '$flagged' in row.keywords;
  // Of somebody else: one's own is written on, not read.
  const isDraft = '$draft' in row.keywords;
  const target = { accountId, mailboxId: mailboxId !== undefined && mailboxId in row.mailboxIds ? mailboxId : undefined, emailIds: [row.id] };
  const print = () => {
    if (article.current && !printMessages(Promise.resolve([article.current]), { subject, direction, language })) toast(t('reader.printBlocked'), { kind: 'failed' });
  };
  const list = message?.['header:List-Id:asText'];
  const priority = message ? priorityOf(message) : 'normal';

  return (
    <article ref={article} className={styles.card} aria-label={t('reader.messageFrom', { sender: name })} data-email={row.id} tabIndex={-1}>
      <header className={styles.head}>
        <Avatar name={name} size={40} />
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same is on the buttons of the conversation; this is a larger target for the mouse */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
        <div className={styles.who} onClick={(event) => event.target === event.currentTarget && onFold?.()}>
          <span data-print-head="" className={styles.sender}>
            <bdi className={styles.name}>{name}</bdi>
            {sender?.hasName && (
              <>
                {' '}
                <Address address={`<${sender.address}>`} breaks className={styles.address} />
              </>
            )}
            {isDraft && (
              <>
                {' '}
                <Tag name={t('list.draft')} />
              </>
            )}
            {priority !== 'normal' && (
              <>
                {' '}
                <Tag name={t(`composer.important.${priority}`)} {...(priority === 'high' ? { hue: 25, icon: CircleAlert } : {})} />
              </>
            )}
          </span>
          {message && <Recipients message={message} own={own} />}
        </div>
        <div className={styles.tools}>
          <span data-print-head="" className={styles.date}>
            <SentAt moment={row.receivedAt} detail="clear" />
          </span>
          <IconButton
            icon={Flag}
            filled={isFlagged}
            label={t(isFlagged ? 'list.unflag' : 'list.flag')}
            aria-pressed={isFlagged}
            className={isFlagged ? `${styles.flag} ${styles.flagged}` : styles.flag}
            unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$flagged', on: !isFlagged })}
            onPress={() => actions.setFlagged(target, !isFlagged)}
          />
          {!isDraft && <IconButton icon={Reply} label={t('list.reply')} shortcut="R" onPress={() => open({ kind: 'reply', accountId, emailId: row.id })} />}
          <MessageMenu accountId={accountId} row={row} mailboxId={mailboxId} onDialog={setDialog} onPrint={print} onMarkedUnread={onMarkedUnread} />
        </div>
      </header>
      {message && (typeof list === 'string' || message['header:List-Unsubscribe:asURLs']) && !isJunk && (
        <div className={styles.list}>
          {typeof list === 'string' && <span className={styles.listName}>{t.rich('reader.fromList', { list: <bdi>{list.replace(/\s*<.*>\s*$/, '').replaceAll('"', '') || list}</bdi> })}</span>}
          <Unsubscribe accountId={accountId} message={message} className={styles.unsubscribe} />
        </div>
      )}
      {isDraft && <DraftNotice accountId={accountId} emailId={row.id} />}
      {scheduled && <ScheduledNotice accountId={accountId} emailId={row.id} scheduled={scheduled} />}
      <div className={styles.content} data-print-body>
        {message ? (
          <MessageBody accountId={accountId} message={message} pieces={pieces} isJunk={isJunk} />
        ) : isGone ? (
          <EmptyState title={t('reader.gone')}>{t('reader.goneText')}</EmptyState>
        ) : error !== undefined ? (
          <ErrorState {...(isReachable ? {} : { title: t('reader.notHere') })} onRetry={retry}>
            {textOf(error).what}
          </ErrorState>
        ) : (
          <Skeleton rows={3} />
        )}
      </div>
      {files.length > 0 && <Attachments accountId={accountId} emailId={row.id} files={files} />}
      <Suspense>
        {dialog === 'details' && message && <DetailsDialog accountId={accountId} message={message} onClose={() => setDialog(undefined)} />}
        {dialog === 'source' && <SourceDialog accountId={accountId} emailId={row.id} name={subject} onClose={() => setDialog(undefined)} />}
      </Suspense>
    </article>
  );
}
