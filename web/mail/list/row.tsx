/** A row of a list: a message, or a conversation. */
import { Archive, Check, Clock, Flag, Forward, MailOpen, Mail, Paperclip, Reply, Trash2 } from 'lucide-react';
import { memo, type MouseEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import { useEmail, useFolder, useThreadRows, type EmailRow } from '../../store/index.ts';
import { subjectDirection } from '../../text/direction.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Tag } from '../../ui/chip.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { RowProps as GridRowProps } from '../../ui/virtual-grid.tsx';
import type { MailActions, Target } from '../actions/index.ts';
import styles from './row.module.css';
import { type RowSummary, type Sight, summaryOf } from './row-summary.ts';
import { useSnippet } from '../search/snippets.tsx';
import { useSwipe } from './use-swipe.ts';

/** What rows tell the list that they are in. The same object for all rows, as long as nothing about it changes. */
export interface RowHandlers {
  onPress(id: string, how: { readonly toggle: boolean; readonly extend: boolean }): void;
  onToggle(id: string, extend: boolean): void;
  onMenu(id: string, place: { readonly x: number; readonly y: number }): void;
  onDragStart(id: string, event: React.DragEvent): void;
  targetOf(id: string): Target;
  readonly actions: MailActions;
}

export interface MessageRowProps {
  readonly row: GridRowProps;
  readonly accountId: string;
  readonly id: string;
  readonly sight: Sight;
  readonly handlers: RowHandlers;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  /** Something is chosen: on a touch screen a tap chooses then. */
  readonly isChoosing: boolean;
  readonly sendsAt: string | undefined;
  readonly isCompact: boolean;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const email = useEmail(props.accountId, props.id);
  return email ? <LoadedRow {...props} email={email} /> : <RowSkeleton row={props.row} />;
}, isSame);

/** The grid makes a new object of the same values each time that it is drawn. */
function isSame(before: MessageRowProps, after: MessageRowProps): boolean {
  return (Object.keys(after) as (keyof MessageRowProps)[]).every((key) => {
    if (key !== 'row') return before[key] === after[key];
    const [a, b] = [before.row, after.row];
    return a.tabIndex === b.tabIndex && a['data-index'] === b['data-index'] && a.style.transform === b.style.transform && a.style.blockSize === b.style.blockSize;
  });
}

function RowSkeleton({ row }: { readonly row: GridRowProps }) {
  const t = useText();
  return (
    <div {...row} className={styles.row} aria-busy>
      <div role="gridcell" className={styles.waiting} aria-label={t('ui.loading')}>
        <span className={styles.waitingMark} />
        <span className={styles.waitingLine} />
        <span className={styles.waitingLine} />
      </div>
    </div>
  );
}

function LoadedRow({ row, accountId, id, email, sight, handlers, isSelected, isOpen, isChoosing, sendsAt, isCompact }: MessageRowProps & { readonly email: EmailRow }) {
  const t = useText();
  const format = useFormat();
  const thread = useThreadRows(accountId, email.threadId);
  const found = useSnippet(id);
  // The length stands before what it counts: of two lists of dependencies React compares no more than the shorter one has.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the thread holds, not the array that it comes in
  const summary = useMemo(() => summaryOf(email, thread, sight), [email, sight, thread.length, ...thread]);
  const [isHovered, setHovered] = useState(false);
  const content = useRef<HTMLDivElement>(null);
  const lastPointer = useRef('mouse');
  const swipe = useSwipe(content, {
    onEnd: () => handlers.actions.archive(handlers.targetOf(id)),
    onStart: () => handlers.actions.trash(handlers.targetOf(id)),
    onHold: () => handlers.onToggle(id, false),
  });
  const date = format.listDate(email.receivedAt);
  const onClick = (event: MouseEvent): void => {
    if (swipe.wasGesture() || (event.target as Element).closest('button')) return;
    const isTap = lastPointer.current === 'touch';
    handlers.onPress(id, { toggle: event.ctrlKey || event.metaKey || (isTap && isChoosing), extend: event.shiftKey });
  };
  return (
    // biome-ignore-start lint/a11y: role and tabIndex are the grid's, which also has the keys
    <div
      {...row}
      className={styles.row}
      aria-selected={isSelected}
      aria-label={spokenRow(t, summary, date, sendsAt === undefined ? undefined : format.dateTime(sendsAt))}
      data-open={isOpen || undefined}
      aria-current={isOpen || undefined}
      data-unread={summary.isUnread || undefined}
      data-choosing={isChoosing || undefined}
      draggable={lastPointer.current !== 'touch'}
      onClick={onClick}
      onPointerDown={(event: PointerEvent) => {
        lastPointer.current = event.pointerType;
        swipe.onPointerDown(event);
      }}
      onPointerEnter={(event: PointerEvent) => setHovered(event.pointerType === 'mouse')}
      onPointerLeave={() => setHovered(false)}
      onDragStart={(event) => handlers.onDragStart(id, event)}
      onContextMenu={(event) => {
        event.preventDefault();
        if (lastPointer.current !== 'touch') handlers.onMenu(id, placeOf(event));
      }}
    >
      <span className={styles.swipeEnd} aria-hidden>
        <Icon of={Archive} />
      </span>
      <span className={styles.swipeStart} aria-hidden>
        <Icon of={Trash2} />
      </span>
      <div role="gridcell" ref={content} className={styles.content}>
        <span className={styles.dot} aria-hidden />
        <span className={styles.mark}>
          <Avatar name={summary.face} size={isCompact ? 32 : 36} />
          <button
            type="button"
            tabIndex={-1}
            className={styles.check}
            aria-pressed={isSelected}
            aria-label={[t('list.select'), summary.people, summary.subject].filter(Boolean).join(t('ui.separator'))}
            onClick={(event) => handlers.onToggle(id, event.shiftKey)}
          >
            <span className={styles.box}>{isSelected && <Icon of={Check} size={14} />}</span>
          </button>
        </span>
        <span className={styles.words}>
          <span className={styles.line}>
            {summary.to !== '' && <span className={styles.to}>{summary.to}</span>}
            {/* The first name of several does not turn the others: they stand as the page runs. */}
            <span className={styles.people} dir={summary.names.length > 1 ? undefined : 'auto'}>
              {/* biome-ignore lint/suspicious/noArrayIndexKey: a name may stand there twice; the order is the conversation's */}
              {summary.names.length > 1 ? summary.names.map((name, place) => (place % 2 === 0 ? <bdi key={place}>{name}</bdi> : name)) : summary.people}
            </span>
            {summary.hasDraft && !sight.showsRecipients && <span className={styles.draft}>{t('list.draft')}</span>}
            {summary.count > 1 && <span className={styles.count}>{format.number(summary.count)}</span>}
            <span className={styles.space} />
            {sendsAt !== undefined ? (
              <span className={styles.scheduled}>
                <Icon of={Clock} size={14} />
                <span className={styles.sendsLong}>{t('list.sendsAt', { time: format.dateTime(sendsAt) })}</span>
                <span className={styles.sendsShort}>{format.dateTime(sendsAt)}</span>
              </span>
            ) : (
              <time className={styles.time} dateTime={email.receivedAt} title={isHovered ? format.fullDate(email.receivedAt) : undefined}>
                {date}
              </time>
            )}
          </span>
          <span className={styles.line}>
            {summary.isAnswered && <Icon of={Reply} size={14} className={styles.sign} />}
            {summary.isForwarded && <Icon of={Forward} size={14} className={styles.sign} />}
            <span className={styles.subject} dir={subjectDirection(summary.subject)}>
              {found.subject ?? summary.subject}
            </span>
            {summary.places !== '' && (
              <span className={styles.places} dir="auto">
                {summary.places}
              </span>
            )}
            {summary.labels.slice(0, 2).map(({ keyword, name, hue }) => (
              <Tag key={keyword} name={name} hue={hue} />
            ))}
            {summary.hasAttachment && <Icon of={Paperclip} size={15} className={styles.sign} />}
            {summary.isFlagged && <Icon of={Flag} size={15} filled className={styles.flag} />}
          </span>
          {!isCompact && (
            <span className={styles.preview} dir="auto">
              {found.preview ?? (summary.preview || '\u00a0')}
            </span>
          )}
        </span>
      </div>
      {isHovered && !isChoosing && <HoverActions id={id} summary={summary} handlers={handlers} />}
    </div>
    // biome-ignore-end lint/a11y: see above
  );
}

interface HoverActionsProps {
  readonly id: string;
  readonly summary: RowSummary;
  readonly handlers: RowHandlers;
}

/** Over the time, in fixed places: what is unavailable stays where it is. The row under the pointer is drawn again as it is opened; these are not. */
const HoverActions = memo(function HoverActions({ id, summary, handlers }: HoverActionsProps) {
  const t = useText();
  const { actions } = handlers;
  const target = handlers.targetOf(id);
  // What may be done here changes while it is looked at.
  useFolder(target.accountId, target.mailboxId);
  return (
    <div role="gridcell" aria-label={t('list.actions')} className={styles.actions} data-passing>
      <IconButton size="small" icon={Archive} label={t('list.archive')} shortcut="E" excludeFromTabOrder unavailable={actions.whyNot(target, { kind: 'archive' })} onPress={() => actions.archive(target)} />
      <IconButton
        size="small"
        icon={Trash2}
        label={t(actions.isTrashFinal(target) ? 'list.destroy' : 'list.trash')}
        shortcut="#"
        excludeFromTabOrder
        unavailable={actions.whyNot(target, { kind: 'trash' })}
        onPress={() => actions.trash(target)}
      />
      <IconButton
        size="small"
        icon={summary.isUnread ? MailOpen : Mail}
        label={t(summary.isUnread ? 'list.markRead' : 'list.markUnread')}
        shortcut={summary.isUnread ? 'Shift+I' : 'Shift+U'}
        excludeFromTabOrder
        unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$seen', on: summary.isUnread })}
        onPress={() => actions.setSeen(target, summary.isUnread)}
      />
      <IconButton
        size="small"
        icon={Flag}
        filled={summary.isFlagged}
        label={t(summary.isFlagged ? 'list.unflag' : 'list.flag')}
        shortcut="S"
        excludeFromTabOrder
        unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$flagged', on: !summary.isFlagged })}
        onPress={() => actions.setFlagged(target, !summary.isFlagged)}
      />
    </div>
  );
});

function spokenRow(t: ReturnType<typeof useText>, summary: RowSummary, date: string, sendsAt: string | undefined): string {
  return [
    summary.isUnread && t('list.isUnread'),
    summary.hasDraft && t('list.draft'),
    [summary.to, summary.people].filter(Boolean).join(' '),
    summary.count > 1 && t('list.inConversation', { count: summary.count }),
    summary.subject,
    summary.places,
    sendsAt === undefined ? date : t('list.sendsAt', { time: sendsAt }),
    summary.isFlagged && t('list.isFlagged'),
    summary.hasAttachment && t('list.hasAttachment'),
    summary.isAnswered && t('list.answered'),
    summary.isForwarded && t('list.forwarded'),
    ...summary.labels.map(({ name }) => name),
  ]
    .filter(Boolean)
    .join(t('ui.separator'));
}

/** Where a menu opens: at the pointer, or in the row where the key for it was pressed, of which Firefox says where it would be without its transform. */
function placeOf({ clientX: x, clientY: y, currentTarget }: MouseEvent): { x: number; y: number } {
  const box = currentTarget.getBoundingClientRect();
  return y >= box.top && y <= box.bottom ? { x, y } : { x: box.left + 56, y: box.top + box.height / 2 };
}
