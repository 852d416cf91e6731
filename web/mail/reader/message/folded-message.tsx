import { Flag, Paperclip, PenLine } from 'lucide-react';
import { Button as PlainButton } from 'react-aria-components/Button';
import { type EmailRow, isUnread } from '../../../store/index.ts';
import { useText } from '../../../text/index.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { withoutBidiControls } from '../../../ui/name-parts.ts';
import { Tag } from '../../../ui/chip.tsx';
import styles from './folded-message.module.css';
import { personOf } from './readable.ts';
import { SentAt } from './sent-at.tsx';

export interface FoldedMessageProps {
  readonly row: EmailRow;
  /** It unfolds in its place; else, a draft of one's own, it is gone on with. */
  readonly isFold: boolean;
  readonly onOpen: () => void;
}

/** A message that was read, as one line: who, how it begins, when. */
export function FoldedMessage({ row, isFold, onOpen }: FoldedMessageProps) {
  const t = useText();
  const isDraft = '$draft' in row.keywords;
  const sender = row.from?.[0] && personOf(row.from[0]);
  const name = sender?.name ?? t('ui.unknownSender');
  // What is bold or a sign to the eye.
  const signs = [isUnread(row) && t('list.isUnread'), '$flagged' in row.keywords && t('list.isFlagged'), row.hasAttachment && t('list.hasAttachment')].filter((sign) => sign !== false);
  return (
    <PlainButton className={styles.line ?? ''} onPress={onOpen} {...(isFold ? { 'aria-expanded': false } : {})}>
      {isDraft ? (
        <span className={styles.pen}>
          <Icon of={PenLine} size={16} />
        </span>
      ) : (
        <Avatar name={name} size={28} />
      )}
      <span className={isUnread(row) ? styles.unread : styles.name} dir="auto">
        {name}
      </span>
      {isDraft && <Tag name={t('list.draft')} />}
      <span className={styles.preview} dir="auto">
        {withoutBidiControls(row.preview)}
      </span>
      {'$flagged' in row.keywords && <Icon of={Flag} size={14} filled className={styles.flag} />}
      {row.hasAttachment && <Icon of={Paperclip} size={14} className={styles.clip} />}
      <SentAt moment={row.receivedAt} className={styles.date} />
      {signs.length > 0 && <span className="visually-hidden">{signs.join(t('ui.separator'))}</span>}
    </PlainButton>
  );
}
