/** The reader: one conversation, with what can be done to it. */
import { type ReactNode, useDeferredValue, useLayoutEffect, useMemo, useRef } from 'react';
import { ArrowDown, ChevronsDownUp, ChevronsUpDown, Forward, MailX, Reply, ReplyAll, Unplug } from 'lucide-react';
import { useErrorText } from '../../app/error-text.ts';
import { useShortcuts } from '../../app/keys.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { type EmailRow, isUnread, useConnection, useFolder, useSession, useStore } from '../../store/index.ts';
import { subjectDirection } from '../../text/direction.ts';
import { useLanguage, useText } from '../../text/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Tag } from '../../ui/chip.tsx';
import { useWidth } from '../../ui/media.ts';
import { NewsButton } from '../../ui/news-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { EmptyState, ErrorState } from '../../ui/state.tsx';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { toast } from '../../ui/toast.tsx';
import { conversationIn, labelsAmong, useMailActions } from '../actions/index.ts';
import { useComposer } from '../composer/use-composer.ts';
import { type Scheduled, useScheduled } from '../list/use-scheduled.ts';
import { isOwnDraft } from '../own-draft.ts';
import { FoldedMessage } from './message/folded-message.tsx';
import { MessageCard } from './message/message-card.tsx';
import { drawnMessages, printMessages } from './message/print.ts';
import { subjectOf } from './message/readable.ts';
import { selectText } from './message/select-text.ts';
import { ReaderBar } from './reader-bar.tsx';
import styles from './reader-pane.module.css';
import { useArrived, useConversation, useFolds, useFoundIn } from './use-conversation.ts';
import { useHaveBeenInSight } from './use-in-sight.ts';
import { useMarkRead } from './use-mark-read.ts';
import { usePlaces } from './use-places.ts';
import { useSharingEnded } from './use-sharing-ended.ts';

export interface ReaderPaneProps {
  readonly accountId: string;
  readonly threadId: string;
  /** Of the conversation this message alone: lists show single messages. */
  readonly emailId?: string | undefined;
  /** Where one came from; absent in a search. */
  readonly mailboxId?: string;
  /** @param isGone what was read is not there any more: one does not come back to it */
  readonly onClose: (isGone?: boolean) => void;
  readonly onNeighbour?: (step: 1 | -1) => void;
}

export function ReaderPane({ accountId, threadId, emailId, mailboxId, onClose, onNeighbour }: ReaderPaneProps) {
  const t = useText();
  const { language, direction } = useLanguage();
  const textOf = useErrorText();
  const store = useStore();
  const width = useWidth();
  const actions = useMailActions();
  const { open } = useComposer();
  const { isReachable } = useConnection();
  const { readingPane } = usePreferences().preferences;
  const isAlone = width === 'phone' || (width === 'desktop' && readingPane === 'off');
  // Beside a list, the page's heading is that of the list.
  const Heading = isAlone ? 'h1' : 'h2';
  const folder = useFolder(accountId, mailboxId);
  const isReachableAccount = accountId in useSession().accounts;
  const { rows: conversation, isLoading, error, isGone: isAllGone, retry } = useConversation(accountId, threadId, mailboxId);
  const rows = useMemo(() => (emailId === undefined ? conversation : conversation.filter(({ id }) => id === emailId)), [conversation, emailId]);
  const isGone = isAllGone || (rows.length === 0 && conversation.length > 0);
  const sharingEnded = useSharingEnded(accountId, mailboxId);
  const inList = useFoundIn(accountId, threadId);
  const found = mailboxId === undefined ? inList : undefined;
  const isCard = (row: EmailRow) => !isOwnDraft(store, accountId, row);
  // Where somebody else keeps their drafts, these are what one has come for.
  const isLookedFor = (row: EmailRow) => row.id === found || (mailboxId !== undefined && mailboxId in row.mailboxIds && isDraft(row) && isCard(row));
  const folds = useFolds(rows, { isLookedFor, isCard });
  const scheduled = useScheduled(accountId);
  const pane = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const places = usePlaces(scroller);

  const whole = conversationIn(store, accountId, threadId, mailboxId);
  const selection = emailId === undefined ? whole : { ...whole, emailIds: whole.emailIds.filter((id) => id === emailId) };
  const isJunk = folder?.role === 'junk';
  const cards = rows.filter(isCard);
  const readable = rows.filter((row) => !isDraft(row));
  const last = readable.at(-1);
  // What comes while nobody looks, or further down than anybody looks, stays unread.
  const arrived = useArrived(readable, isLoading);
  const seen = useHaveBeenInSight(scroller, arrived.map(({ id }) => id));
  const unseen = arrived.filter((row) => isUnread(row) && !seen.has(row.id));
  const keepUnread = useMarkRead(accountId, mailboxId, readable.filter((row) => folds.isOpen(row) && !unseen.includes(row)));
  const subject = subjectOf(rows[0]?.subject);
  const shownSubject = subject || t('list.noSubject');
  const labels = labelsAmong(t, Object.assign({}, ...readable.map(({ keywords }) => keywords)) as Record<string, true>);

  // ── leaving ──
  const isLeaving = useRef(false);
  const leave = () => {
    isLeaving.current = true;
    // Where the list is not beside it, one goes back there.
    if (isAlone || !onNeighbour) onClose(true);
    else onNeighbour(1);
  };
  const hasLeft = rows.length > 0 && mailboxId !== undefined && selection.emailIds.length === 0;
  const shown = useRef<readonly string[]>([]);
  if (rows.length > 0) shown.current = rows.map(({ id }) => id);
  const isOwnAct = (hasLeft || rows.length === 0) && shown.current.some((id) => store.replica(accountId).isChanging(id));
  useLayoutEffect(() => {
    // There was no neighbour to go to, or it was put elsewhere by other means than this bar: the list may then open what took its place.
    if (isOwnAct || (hasLeft && isLeaving.current)) onClose(true);
  }, [hasLeft, isOwnAct, onClose]);

  // ── where to begin ──
  const firstOpen = rows.find(isLookedFor) ?? rows.find((row) => folds.isOpen(row) && isUnread(row)) ?? rows.find(folds.isOpen);
  const begun = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (begun.current !== undefined || isLoading || !firstOpen) return;
    begun.current = firstOpen.id;
    // The row that was opened went with its list.
    if (isAlone) bringFocusHome(() => scroller.current?.querySelector<HTMLElement>(`article[data-email="${CSS.escape(firstOpen.id)}"]`)?.focus({ preventScroll: true }));
    if (firstOpen.id !== rows[0]?.id) scroller.current?.querySelector(`[data-email="${CSS.escape(firstOpen.id)}"]`)?.scrollIntoView({ block: 'start' });
  }, [isLoading, isAlone, firstOpen, rows]);

  const print = () => {
    if (!pane.current) return;
    // The whole conversation: what is folded says nothing.
    folds.setAll(true);
    if (!printMessages(drawnMessages(pane.current, cards.length), { subject: shownSubject, direction, language })) toast(t('reader.printBlocked'), { kind: 'failed' });
  };
  const opened = cards.find((row) => row.id === places.turnedId && folds.isOpen(row));
  const answer = (kind: 'reply' | 'replyAll' | 'forward', row = last) => row && (kind === 'forward' || !isDraft(row)) && open({ kind, accountId, emailId: row.id });
  /** What keys are for: the message that somebody is on. */
  const answerHere = (kind: 'reply' | 'replyAll' | 'forward') => {
    const focusedId = places.focusedId();
    return answer(kind, cards.find(({ id }) => id === focusedId) ?? opened);
  };
  const toggle = (row: EmailRow) => {
    folds.toggle(row);
    places.turned(row.id);
  };
  const foldHere = () => {
    const focusedId = places.focusedId();
    const row = rows.length > 1 ? cards.find(({ id }) => id === focusedId) : undefined;
    if (row) toggle(row);
    return row !== undefined;
  };
  const showUnseen = () => {
    const article = scroller.current?.querySelector<HTMLElement>(`[data-email="${CSS.escape(unseen[0]?.id ?? '')}"]`);
    article?.focus({ preventScroll: true });
    article?.scrollIntoView({ block: 'start' });
  };
  const step = (by: 1 | -1) => places.step(by, opened?.id ?? begun.current);
  useShortcuts({
    close: () => onClose(),
    reply: () => answerHere('reply'),
    replyAll: () => answerHere('replyAll'),
    forward: () => answerHere('forward'),
    // Where there is no list to walk.
    next: ({ key }) => (isAlone && key === 'j' ? onNeighbour?.(1) : false),
    previous: ({ key }) => (isAlone && key === 'k' ? onNeighbour?.(-1) : false),
    // Within what is read, its text is meant.
    selectAll: ({ target, ctrlKey, metaKey }) => {
      if (!(ctrlKey || metaKey) || !(target instanceof Element) || !pane.current?.contains(target)) return false;
      const id = places.focusedId() ?? opened?.id ?? begun.current;
      const article = id === undefined ? null : pane.current.querySelector(`article[data-email="${CSS.escape(id)}"]`);
      return article !== null && selectText(article, target);
    },
    fold: foldHere,
    nextMessage: () => step(1),
    previousMessage: () => step(-1),
    archive: () => {
      if (selection.emailIds.length === 0) return false;
      const isPossible = actions.whyNot(selection, { kind: 'archive' }) === undefined;
      if (isPossible) leave();
      actions.archive(selection);
      return true;
    },
    trash: () => {
      if (selection.emailIds.length === 0) return false;
      const isPossible = actions.whyNot(selection, { kind: 'trash' }) === undefined;
      if (isPossible && !actions.isTrashFinal(selection)) leave();
      actions.trash(selection);
      return true;
    },
    junk: () => {
      if (selection.emailIds.length === 0) return false;
      const isPossible = actions.whyNot(selection, { kind: isJunk ? 'notJunk' : 'junk' }) === undefined;
      if (isPossible) leave();
      if (isJunk) actions.notJunk(selection);
      else actions.junk(selection);
      return true;
    },
    move: () => (selection.emailIds.length === 0 ? false : actions.pickAndMove(selection)),
    label: () => (selection.emailIds.length === 0 ? false : actions.pickLabels(selection)),
    flag: () => actions.setFlagged(selection, !rows.some(({ keywords }) => '$flagged' in keywords)),
    markRead: () => actions.setSeen(selection, true),
    markUnread: () => {
      keepUnread(selection.emailIds);
      actions.setSeen(selection, false);
    },
  });

  const bar = (
    <ReaderBar
      selection={selection}
      isEmpty={sharingEnded !== undefined || (rows.length === 0 && (!isLoading || !isReachableAccount))}
      unavailable={hasLeft ? t('reader.elsewhere') : undefined}
      rows={rows.filter(({ id }) => selection.emailIds.includes(id))}
      answered={opened ?? last ?? cards.at(-1)}
      isJunk={isJunk}
      isSingle={emailId !== undefined}
      isAlone={isAlone}
      onClose={onClose}
      onNeighbour={onNeighbour}
      onLeave={leave}
      onMarkedUnread={() => keepUnread(selection.emailIds)}
      onPrint={print}
    />
  );

  if (rows.length === 0 || sharingEnded !== undefined) {
    return (
      <div className={styles.pane} ref={pane}>
        {bar}
        {sharingEnded !== undefined ? (
          <EmptyState icon={MailX} heading={Heading} title={sharingEnded} action={<Button onPress={() => onClose(true)}>{t('reader.backToList')}</Button>} />
        ) : isGone || !isReachableAccount ? (
          <EmptyState icon={MailX} heading={Heading} title={t(emailId === undefined ? 'reader.conversationGone' : 'reader.messageGone')} action={<Button onPress={() => onClose(true)}>{t('reader.backToList')}</Button>}>
            {t(emailId === undefined ? 'reader.conversationGoneText' : 'reader.messageGoneText')}
          </EmptyState>
        ) : error !== undefined && !isReachable ? (
          <EmptyState icon={Unplug} heading={Heading} title={t('reader.notHere')} action={<Button onPress={retry}>{t('ui.retry')}</Button>}>
            {t('reader.notHereText')}
          </EmptyState>
        ) : error !== undefined ? (
          <ErrorState title={t('reader.failed')} onRetry={retry}>
            {textOf(error).what} {textOf(error).why}
          </ErrorState>
        ) : (
          <Skeleton rows={4} avatar />
        )}
      </div>
    );
  }

  return (
    <div className={styles.pane} ref={pane}>
      {bar}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={styles.scroller} ref={scroller} tabIndex={0} aria-label={t('reader.conversation')}>
        <div className={styles.subjectLine}>
          <Heading className={styles.subject} dir={subjectDirection(subject)}>
            {shownSubject}
          </Heading>
          {labels.length > 0 && (
            <span className={styles.labels}>
              {labels.map(({ keyword, name, hue }) => (
                <Tag
                  key={keyword}
                  name={name}
                  hue={hue}
                  {...(actions.whyNot(selection, { kind: 'keyword', keyword, on: false }) === undefined && { onRemove: () => actions.setKeyword(selection, keyword, false) })}
                />
              ))}
            </span>
          )}
          {cards.length > 1 && (
            <IconButton
              icon={folds.areAllOpen ? ChevronsDownUp : ChevronsUpDown}
              label={t(folds.areAllOpen ? 'reader.foldAll' : 'reader.unfoldAll')}
              onPress={() => folds.setAll(!folds.areAllOpen)}
            />
          )}
        </div>
        <ul role="list" className={styles.messages}>
          {rows.map((row) => (
            <li key={row.id} data-place={row.id}>
              <Message
                accountId={accountId}
                row={row}
                isCard={isCard(row)}
                mailboxId={mailboxId}
                isJunk={isJunk}
                scheduled={scheduled.get(row.id)}
                isOpen={folds.isOpen(row)}
                onToggle={rows.length > 1 ? () => toggle(row) : undefined}
                onMarkedUnread={() => keepUnread([row.id])}
                onEditDraft={() => open({ kind: 'draft', accountId, emailId: row.id })}
              />
            </li>
          ))}
        </ul>
        {last && (
          <Later>
            <div className={styles.answers}>
              <Button icon={Reply} onPress={() => answer('reply')}>
                {t('list.reply')}
              </Button>
              <Button icon={ReplyAll} onPress={() => answer('replyAll')}>
                {t('list.replyAll')}
              </Button>
              <Button icon={Forward} onPress={() => answer('forward')}>
                {t('list.forward')}
              </Button>
            </div>
          </Later>
        )}
      </section>
      <div role="status" className={styles.arrived}>
        {unseen.length > 0 && (
          <NewsButton icon={ArrowDown} onPress={showUnseen}>
            {t('list.newArrivals', { count: unseen.length })}
          </NewsButton>
        )}
      </div>
    </div>
  );
}

/** What stands below a message is drawn once the message is. */
function Later({ children }: { readonly children: ReactNode }) {
  return useDeferredValue(true, false) && children;
}

interface MessageProps {
  readonly accountId: string;
  readonly row: EmailRow;
  readonly isCard: boolean;
  readonly mailboxId: string | undefined;
  readonly isJunk: boolean;
  readonly scheduled: Scheduled | undefined;
  readonly isOpen: boolean;
  readonly onToggle: (() => void) | undefined;
  readonly onMarkedUnread: () => void;
  readonly onEditDraft: () => void;
}

function Message({ accountId, row, isCard, mailboxId, isJunk, scheduled, isOpen, onToggle, onMarkedUnread, onEditDraft }: MessageProps) {
  if (!isCard) return <FoldedMessage row={row} isFold={false} onOpen={onEditDraft} />;
  if (!isOpen && onToggle) return <FoldedMessage row={row} isFold onOpen={onToggle} />;
  return <MessageCard accountId={accountId} row={row} mailboxId={mailboxId} isJunk={isJunk} scheduled={scheduled} onFold={onToggle} onMarkedUnread={onMarkedUnread} />;
}

function isDraft({ keywords }: EmailRow): boolean {
  return '$draft' in keywords;
}
