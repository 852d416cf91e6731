/** What stands in a list's place while it has no rows. */
import { CalendarClock, CloudOff, FolderX, Inbox, type LucideIcon, MailCheck, Paperclip, Flag, Send, FileText, Trash2, ShieldCheck, Folder } from 'lucide-react';
import { useLocation } from 'wouter';
import { useErrorText } from '../../app/error-text.ts';
import { homePath, type ListFilter } from '../../app/paths.ts';
import { type LiveQuery, useConnection, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { EmptyState, ErrorState } from '../../ui/state.tsx';
import { useComposer } from '../composer/use-composer.ts';

interface ListStateProps {
  readonly live: LiveQuery;
  readonly role: string | null | undefined;
  readonly filter: ListFilter | undefined;
  /** Others lie in the folder. */
  readonly hasFolders: boolean;
  readonly onShowAll: () => void;
}

export function ListState({ live, role, filter, hasFolders, onShowAll }: ListStateProps) {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const { isReachable } = useConnection();
  if (live.status === 'failed') {
    if (!isReachable) {
      return (
        <EmptyState icon={CloudOff} title={t('list.offline')} action={<Button onPress={() => store.retry(live.query)}>{t('ui.retry')}</Button>}>
          {t('list.offlineText')}
        </EmptyState>
      );
    }
    const { what, why } = errorText(live.error);
    return (
      <ErrorState title={t('list.failed')} onRetry={() => store.retry(live.query)}>
        {what} {why}
      </ErrorState>
    );
  }
  if (live.status !== 'ready') return <Skeleton rows={8} avatar />;
  return filter ? <EmptyFilter filter={filter} onShowAll={onShowAll} /> : <EmptyFolder role={role} hasFolders={hasFolders} />;
}

const filterStates = { unread: [MailCheck, 'emptyUnread'], flagged: [Flag, 'emptyFlagged'], attachments: [Paperclip, 'emptyAttachments'] } as const;

function EmptyFilter({ filter, onShowAll }: { readonly filter: ListFilter; readonly onShowAll: () => void }) {
  const t = useText();
  const [icon, title] = filterStates[filter];
  return <EmptyState icon={icon} title={t(`list.${title}`)} action={<Button onPress={onShowAll}>{t('list.showAll')}</Button>} />;
}

function EmptyFolder({ role, hasFolders }: Pick<ListStateProps, 'role' | 'hasFolders'>) {
  const t = useText();
  const { open } = useComposer();
  const write = <Button onPress={() => open({ kind: 'new' })}>{t('list.write')}</Button>;
  const plain = (icon: LucideIcon, title: string, text?: string) => (
    <EmptyState icon={icon} title={title}>
      {text}
    </EmptyState>
  );
  switch (role) {
    case 'inbox':
      return plain(Inbox, t('list.emptyInbox'), t('list.emptyInboxText'));
    case 'drafts':
      return (
        <EmptyState icon={FileText} title={t('list.emptyDrafts')} action={write}>
          {t('list.emptyDraftsText')}
        </EmptyState>
      );
    case 'scheduled':
      return plain(CalendarClock, t('list.emptyScheduled'), t('list.emptyScheduledText'));
    case 'sent':
      return <EmptyState icon={Send} title={t('list.emptySent')} action={write} />;
    case 'trash':
      return hasFolders ? plain(Trash2, t('list.emptyTrashTop'), t('list.emptyTrashTopText')) : plain(Trash2, t('list.emptyTrash'));
    case 'junk':
      return plain(ShieldCheck, t('list.emptyJunk'));
    default:
      return plain(Folder, t('list.emptyFolder'), t('list.emptyFolderText'));
  }
}

/** The address names a folder that is not there. */
export function NoSuchFolder({ isOwn }: { readonly isOwn: boolean }) {
  const t = useText();
  const [, navigate] = useLocation();
  return (
    <EmptyState icon={FolderX} heading="h1" title={t('list.notFound')} action={<Button onPress={() => navigate(homePath)}>{t('list.toInbox')}</Button>}>
      {t(isOwn ? 'list.notFoundOwn' : 'list.notFoundText')}
    </EmptyState>
  );
}
