/** What can be done to the rows that are chosen. */
import { Archive, Copy, Ellipsis, Flag, FolderInput, Mail, MailOpen, OctagonAlert, Tag, Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { useBackCloses } from '../../ui/back-closes.ts';
import { IconButton } from '../../ui/button.tsx';
import { useWidth } from '../../ui/media.ts';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { isWholeList, type Target, useMailActions } from '../actions/index.ts';
import styles from './list-head.module.css';
import { hasUnread } from './use-list-keys.ts';

export interface BulkBarProps {
  readonly target: Target;
  /** Rows that are chosen. */
  readonly count: number;
  readonly role?: string | null | undefined;
  readonly onEnd: () => void;
}

export function BulkBar({ target, count, role, onEnd }: BulkBarProps) {
  const t = useText();
  const store = useStore();
  const actions = useMailActions();
  useBackCloses(useWidth() === 'phone', onEnd);
  const isJunk = role === 'junk';
  const isUnread = hasUnread(store, target);
  const isFlagged = useMemo(() => !isWholeList(target) && target.emailIds.some((id) => '$flagged' in (store.replica(target.accountId).row(id)?.keywords ?? {})), [store, target]);
  return (
    <div className={styles.second} role="toolbar" aria-label={t('list.selected', { count })}>
      <IconButton icon={Archive} label={t('list.archive')} shortcut="E" unavailable={actions.whyNot(target, { kind: 'archive' })} onPress={() => actions.archive(target)} />
      <IconButton icon={Trash2} label={t(actions.isTrashFinal(target) ? 'list.destroy' : 'list.trash')} shortcut="#" unavailable={actions.whyNot(target, { kind: 'trash' })} onPress={() => actions.trash(target)} />
      <IconButton icon={FolderInput} label={t('list.move')} shortcut="V" unavailable={actions.whyNot(target, { kind: 'pick' })} onPress={() => actions.pickAndMove(target)} />
      <IconButton
        icon={isUnread ? MailOpen : Mail}
        label={t(isUnread ? 'list.markRead' : 'list.markUnread')}
        unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$seen', on: isUnread })}
        onPress={() => actions.setSeen(target, isUnread)}
      />
      <IconButton
        icon={Flag}
        label={t(isFlagged ? 'list.unflag' : 'list.flag')}
        filled={isFlagged}
        unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$flagged', on: !isFlagged })}
        onPress={() => actions.setFlagged(target, !isFlagged)}
      />
      <MenuTrigger>
        <IconButton icon={Ellipsis} label={t('list.more')} />
        <Menu
          aria-label={t('list.more')}
          onAction={(key) => {
            if (key === 'junk') (isJunk ? actions.notJunk : actions.junk)(target);
            else if (key === 'copy') actions.pickAndCopy(target);
            else if (key === 'label') actions.pickLabels(target);
            else if (key === 'unread') actions.setSeen(target, false);
          }}
        >
          <MenuItem id="junk" icon={OctagonAlert} shortcut="!" unavailable={actions.whyNot(target, { kind: isJunk ? 'notJunk' : 'junk' })}>
            {t(isJunk ? 'list.notJunk' : 'list.junk')}
          </MenuItem>
          {isUnread && (
            <MenuItem id="unread" icon={Mail} unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$seen', on: false })}>
              {t('list.markUnread')}
            </MenuItem>
          )}
          <MenuItem id="label" icon={Tag} shortcut="L" unavailable={actions.whyNot(target, { kind: 'keyword', keyword: '$label1', on: true })}>
            {t('list.label')}
          </MenuItem>
          <MenuItem id="copy" icon={Copy}>
            {t('list.copy')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
    </div>
  );
}
