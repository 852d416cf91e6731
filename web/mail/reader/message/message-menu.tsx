import { CodeXml, Ellipsis, Forward, MailOpen, MailPlus, Paperclip, PenLine, Printer, ReceiptText, ReplyAll, Trash2 } from 'lucide-react';
import { useStore, type EmailRow } from '../../../store/index.ts';
import { useText } from '../../../text/index.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator, MenuTrigger } from '../../../ui/menu.tsx';
import { useMailActions } from '../../actions/index.ts';
import { useComposer } from '../../composer/use-composer.ts';

export type MessageDialog = 'details' | 'source';

export interface MessageMenuProps {
  readonly accountId: string;
  readonly row: EmailRow;
  readonly mailboxId: string | undefined;
  readonly onDialog: (dialog: MessageDialog) => void;
  readonly onPrint: () => void;
  readonly onMarkedUnread: () => void;
}

/** What can be done to one message of a conversation. */
export function MessageMenu({ accountId, row, mailboxId, onDialog, onPrint, onMarkedUnread }: MessageMenuProps) {
  const t = useText();
  const store = useStore();
  const actions = useMailActions();
  const { open } = useComposer();
  const target = { accountId, mailboxId: mailboxId !== undefined && mailboxId in row.mailboxIds ? mailboxId : undefined, emailIds: [row.id] };
  const intent = (kind: 'replyAll' | 'forward' | 'forwardAsAttachment' | 'editAsNew') => open({ kind, accountId, emailId: row.id });
  const seenOff = actions.whyNot(target, { kind: 'keyword', keyword: '$seen', on: false });
  const act = (key: string) => {
    switch (key) {
      case 'replyAll':
      case 'forward':
      case 'forwardAsAttachment':
      case 'editAsNew':
        return intent(key);
      case 'unread':
        onMarkedUnread();
        return void store.change(accountId, new Map([[row.id, { keywords: { $seen: false } }]]));
      case 'trash':
        return actions.trash(target);
      case 'print':
        return onPrint();
      default:
        return onDialog(key as MessageDialog);
    }
  };
  return (
    <MenuTrigger>
      <IconButton icon={Ellipsis} label={t('reader.moreOfMessage')} />
      <Menu placement="bottom end" onAction={(key) => act(String(key))}>
        {!('$draft' in row.keywords) && (
          <MenuItem id="replyAll" icon={ReplyAll}>
            {t('list.replyAll')}
          </MenuItem>
        )}
        <MenuItem id="forward" icon={Forward}>
          {t('list.forward')}
        </MenuItem>
        <MenuItem id="forwardAsAttachment" icon={Paperclip}>
          {t('reader.forwardAsAttachment')}
        </MenuItem>
        <MenuItem id="editAsNew" icon={PenLine}>
          {t('reader.editAsNew')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem id="unread" icon={'$seen' in row.keywords ? MailPlus : MailOpen} unavailable={seenOff}>
          {t('list.markUnread')}
        </MenuItem>
        <MenuItem id="trash" icon={Trash2} danger unavailable={actions.whyNot(target, { kind: 'trash' })}>
          {t(actions.isTrashFinal(target) ? 'list.destroy' : 'reader.deleteMessage')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem id="print" icon={Printer}>
          {t('reader.print')}
        </MenuItem>
        <MenuItem id="details" icon={ReceiptText}>
          {t('reader.details')}
        </MenuItem>
        <MenuItem id="source" icon={CodeXml}>
          {t('reader.source')}
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
