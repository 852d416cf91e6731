import { Archive, Copy, Flag, FolderInput, Forward, Mail, MailOpen, OctagonAlert, Reply, ReplyAll, Tag, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { isWholeList, type Target, useMailActions } from '../actions/index.ts';
import { useComposer } from '../composer/use-composer.ts';
import styles from './row-menu.module.css';
import { hasUnread } from './use-list-keys.ts';

interface RowMenuProps {
  /** In pixels of the window. */
  readonly place: { readonly x: number; readonly y: number };
  readonly accountId: string;
  readonly emailId: string;
  readonly target: Target;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** What can be done to a row, or to all that are chosen if it is one of them: by right click, or the key for it. */
export function RowMenu({ place, accountId, emailId, target, onOpen, onClose }: RowMenuProps) {
  const t = useText();
  const store = useStore();
  const composer = useComposer();
  const actions = useMailActions();
  const anchor = useRef<HTMLSpanElement>(null);
  const isOne = !isWholeList(target) && (target.emailIds.length === 1 || new Set(target.emailIds.map((id) => store.replica(accountId).row(id)?.threadId)).size === 1);
  const isUnread = hasUnread(store, target);
  const isFlagged = !isWholeList(target) && target.emailIds.some((id) => '$flagged' in (store.replica(accountId).row(id)?.keywords ?? {}));
  const isJunk = target.mailboxId !== undefined && store.replica(accountId).folder(target.mailboxId)?.role === 'junk';
  const act: Record<string, () => void> = {
    open: onOpen,
    reply: () => composer.open({ kind: 'reply', accountId, emailId }),
    replyAll: () => composer.open({ kind: 'replyAll', accountId, emailId }),
    forward: () => composer.open({ kind: 'forward', accountId, emailId }),
    archive: () => actions.archive(target),
    trash: () => actions.trash(target),
    junk: () => (isJunk ? actions.notJunk(target) : actions.junk(target)),
    seen: () => actions.setSeen(target, isUnread),
    flag: () => actions.setFlagged(target, !isFlagged),
    move: () => actions.pickAndMove(target),
    copy: () => actions.pickAndCopy(target),
    label: () => actions.pickLabels(target),
  };
  return (
    <>
      <span ref={anchor} className={styles.anchor} style={{ insetBlockStart: place.y, left: place.x }} />
      <Menu
        aria-label={t('list.more')}
        autoFocus="first"
        onAction={(key) => act[String(key)]?.()}
        onClose={onClose}
        popover={{ isOpen: true, onOpenChange: (isOpen) => isOpen || onClose(), triggerRef: anchor, offset: 0 }}
      >
        {isOne && (
          <>
            <MenuItem id="open" icon={MailOpen} shortcut="O">
              {t('list.open')}
            </MenuItem>
            <MenuItem id="reply" icon={Reply} shortcut="R">
              {t('list.reply')}
            </MenuItem>
            <MenuItem id="replyAll" icon={ReplyAll} shortcut="A">
              {t('list.replyAll')}
            </MenuItem>
            <MenuItem id="forward" icon={Forward} shortcut="F">
              {t('list.forward')}
            </MenuItem>
            <MenuSeparator />
          </>
        )}
        <MenuItem id="archive" icon={Archive} shortcut="E" unavailable={actions.whyNot(target, { kind: 'archive' })}>
          {t('list.archive')}
        </MenuItem>
        <MenuItem id="trash" icon={Trash2} shortcut="#" unavailable={actions.whyNot(target, { kind: 'trash' })}>
          {t(actions.isTrashFinal(target) ? 'list.destroy' : 'list.trash')}
        </MenuItem>
        <MenuItem id="junk" icon={OctagonAlert} shortcut="!" unavailable={actions.whyNot(target, { kind: isJunk ? 'notJunk' : 'junk' })}>
          {t(isJunk ? 'list.notJunk' : 'list.junk')}
        </MenuItem>
        <MenuItem id="move" icon={FolderInput} shortcut="V" unavailable={actions.whyNot(target, { kind: 'pick' })}>
          {t('list.move')}
        </MenuItem>
        <MenuItem id="copy" icon={Copy}>
          {t('list.copy')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem id="seen" icon={isUnread ? MailOpen : Mail} unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$seen', on: isUnread })}>
          {t(isUnread ? 'list.markRead' : 'list.markUnread')}
        </MenuItem>
        <MenuItem id="flag" icon={Flag} shortcut="S" unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$flagged', on: !isFlagged })}>
          {t(isFlagged ? 'list.unflag' : 'list.flag')}
        </MenuItem>
        <MenuItem id="label" icon={Tag} shortcut="L" unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$label1', on: true })}>
          {t('list.label')}
        </MenuItem>
      </Menu>
    </>
  );
}
