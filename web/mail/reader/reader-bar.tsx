import { useLayoutEffect, useRef } from 'react';
import { Archive, ArrowLeft, ChevronDown, ChevronUp, Copy, Ellipsis, Flag, FolderInput, Forward, Mail, MailOpen, OctagonAlert, Paperclip, PenLine, Printer, Reply, ReplyAll, ShieldCheck, Tag, Trash2 } from 'lucide-react';
import { type EmailRow, isUnread } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { clickCount } from '../../ui/click-count.ts';
import { useWidth } from '../../ui/media.ts';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { Menu, MenuItem, MenuSeparator, MenuTrigger } from '../../ui/menu.tsx';
import { type Selection, useMailActions } from '../actions/index.ts';
import { useComposer } from '../composer/use-composer.ts';
import styles from './reader-bar.module.css';

export interface ReaderBarProps {
  /** What archive, delete and the like are done to. */
  readonly selection: Selection;
  /** There is nothing to act on: only what leads elsewhere is drawn. */
  readonly isEmpty: boolean;
  /** Why nothing can be done to it where it is looked at. */
  readonly unavailable?: string | undefined;
  /** What of it is known. */
  readonly rows: readonly EmailRow[];
  /** The message that is answered: the same as by the keys that the menu names. */
  readonly answered: EmailRow | undefined;
  readonly isJunk: boolean;
  /** One message by itself, not a conversation. */
  readonly isSingle: boolean;
  /** No list is beside it: there is a way back. */
  readonly isAlone: boolean;
  readonly onClose: () => void;
  readonly onNeighbour: ((step: 1 | -1) => void) | undefined;
  /** The conversation is about to leave the list. */
  readonly onLeave: () => void;
  readonly onMarkedUnread: () => void;
  readonly onPrint: () => void;
}

/** A button has been pressed that leads to the conversation before or behind. */
let stepping: 1 | -1 | undefined;

/** Each button has its place and keeps it: Read becomes Unread where it stands. */
export function ReaderBar({ selection, isEmpty, unavailable, rows, answered, isJunk, isSingle, isAlone, onClose, onNeighbour, onLeave, onMarkedUnread, onPrint }: ReaderBarProps) {
  const t = useText();
  const width = useWidth();
  const actions = useMailActions();
  const { open } = useComposer();
  const whyNot = (action: Parameters<typeof actions.whyNot>[1]) => unavailable ?? actions.whyNot(selection, action);
  const isSeen = !rows.some(isUnread);
  const isFlagged = rows.some(({ keywords }) => '$flagged' in keywords);
  // Nobody has sent it: it is not answered.
  const isDraft = answered !== undefined && '$draft' in answered.keywords;
  const isFinal = actions.isTrashFinal(selection);
  const leave = (act: () => void) => (press?: { readonly pointerType: string }) => {
    // The second press of a double click is not meant for the conversation that has come in its place.
    if (press?.pointerType === 'mouse' && clickCount() > 1) return;
    const pressed = document.activeElement?.getAttribute('aria-label') ?? '';
    onLeave();
    act();
    // The button goes with its conversation: whoever works by keyboard is on the next one's, or in the list.
    bringFocusHome(() => document.querySelector<HTMLElement>(`[data-reader-bar] [aria-label="${CSS.escape(pressed)}"], [role="row"][tabindex="0"]`)?.focus());
  };
  const step = (by: 1 | -1) => {
    stepping = by;
    onNeighbour?.(by);
  };
  const bar = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const by = stepping;
    stepping = undefined;
    // The button that led here went with the bar that it was in.
    if (by !== undefined) bringFocusHome(() => bar.current?.querySelector<HTMLElement>(`[data-step="${by}"]`)?.focus());
  }, []);
  const compose = (kind: 'reply' | 'replyAll' | 'forward' | 'forwardAsAttachment' | 'editAsNew') => answered && open({ kind, accountId: selection.accountId, emailId: answered.id });
  return (
    <div ref={bar} className={styles.bar} role="toolbar" data-reader-bar aria-label={t(isSingle ? 'reader.moreOfMessage' : 'reader.actions')}>
      {isAlone && <IconButton icon={ArrowLeft} label={t('reader.back')} shortcut="U" onPress={() => onClose()} />}
      {!isEmpty && (
        <>
          <IconButton icon={Archive} label={t('list.archive')} shortcut="E" unavailable={whyNot({ kind: 'archive' })} onPress={leave(() => actions.archive(selection))} />
          <IconButton icon={Trash2} label={t(isFinal ? 'list.destroy' : 'list.trash')} shortcut="#" unavailable={whyNot({ kind: 'trash' })} onPress={isFinal ? () => actions.trash(selection) : leave(() => actions.trash(selection))} />
          {width !== 'phone' && (
            <IconButton
              icon={isJunk ? ShieldCheck : OctagonAlert}
              label={t(isJunk ? 'list.notJunk' : 'list.junk')}
              shortcut="!"
              unavailable={whyNot({ kind: isJunk ? 'notJunk' : 'junk' })}
              onPress={leave(() => (isJunk ? actions.notJunk(selection) : actions.junk(selection)))}
            />
          )}
          <span className={styles.line} aria-hidden />
          <IconButton icon={FolderInput} label={t('list.move')} shortcut="V" unavailable={whyNot({ kind: 'pick' })} onPress={() => actions.pickAndMove(selection)} />
          <IconButton
            icon={isSeen ? Mail : MailOpen}
            label={t(isSeen ? 'list.markUnread' : 'list.markRead')}
            shortcut={isSeen ? 'Shift+U' : 'Shift+I'}
            unavailable={whyNot({ kind: 'keyword', keyword: '$seen', on: !isSeen })}
            onPress={() => {
              if (isSeen) onMarkedUnread();
              actions.setSeen(selection, !isSeen);
            }}
          />
          {width !== 'phone' && (
            <IconButton
              icon={Flag}
              filled={isFlagged}
              className={isFlagged ? styles.flagged : undefined}
              label={t(isFlagged ? 'list.unflag' : 'list.flag')}
              shortcut="S"
              aria-pressed={isFlagged}
              unavailable={whyNot({ kind: 'keyword', keyword: '$flagged', on: !isFlagged })}
              onPress={() => actions.setFlagged(selection, !isFlagged)}
            />
          )}
        </>
      )}
      <span className={styles.space} />
      {width !== 'phone' && onNeighbour && (
        <>
          <IconButton icon={ChevronUp} data-step="-1" label={t(isSingle ? 'reader.newerMessage' : 'reader.newer')} shortcut="K" onPress={() => step(-1)} />
          <IconButton icon={ChevronDown} data-step="1" label={t(isSingle ? 'reader.olderMessage' : 'reader.older')} shortcut="J" onPress={() => step(1)} />
        </>
      )}
      {!isEmpty && (
        <MenuTrigger>
          <IconButton icon={Ellipsis} label={t('list.more')} />
          <Menu
            placement="bottom end"
            onAction={(key) => {
              if (key === 'print') onPrint();
              else if (key === 'flag') actions.setFlagged(selection, !isFlagged);
              else if (key === 'junk') leave(() => (isJunk ? actions.notJunk(selection) : actions.junk(selection)))();
              else if (key === 'copy') actions.pickAndCopy(selection);
              else if (key === 'label') actions.pickLabels(selection);
              else compose(key as 'reply');
            }}
          >
            {!isDraft && (
              <MenuItem id="reply" icon={Reply} shortcut="R">
                {t('list.reply')}
              </MenuItem>
            )}
            {!isDraft && (
              <MenuItem id="replyAll" icon={ReplyAll} shortcut="A">
                {t('list.replyAll')}
              </MenuItem>
            )}
            <MenuItem id="forward" icon={Forward} shortcut="F">
              {t('list.forward')}
            </MenuItem>
            <MenuItem id="forwardAsAttachment" icon={Paperclip}>
              {t('reader.forwardAsAttachment')}
            </MenuItem>
            <MenuItem id="editAsNew" icon={PenLine}>
              {t('reader.editAsNew')}
            </MenuItem>
            <MenuSeparator />
            {width === 'phone' && (
              <MenuItem id="flag" icon={Flag} unavailable={whyNot({ kind: 'keyword', keyword: '$flagged', on: !isFlagged })}>
                {t(isFlagged ? 'list.unflag' : 'list.flag')}
              </MenuItem>
            )}
            {width === 'phone' && (
              <MenuItem id="junk" icon={isJunk ? ShieldCheck : OctagonAlert} unavailable={whyNot({ kind: isJunk ? 'notJunk' : 'junk' })}>
                {t(isJunk ? 'list.notJunk' : 'list.junk')}
              </MenuItem>
            )}
            <MenuItem id="label" icon={Tag} shortcut="L" unavailable={whyNot({ kind: 'keyword', keyword: '$label1', on: true })}>
              {t('list.label')}
            </MenuItem>
            <MenuItem id="copy" icon={Copy} unavailable={unavailable}>
              {t('list.copy')}
            </MenuItem>
            <MenuItem id="print" icon={Printer}>
              {t('reader.print')}
            </MenuItem>
          </Menu>
        </MenuTrigger>
      )}
    </div>
  );
}
