import { useCallback, useEffect, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useFirstPicture } from '../../app/first-picture/keep.ts';
import { firstScreenIsThere } from '../../app/first-screen.ts';
import { mailPath, type MailPlace, parseMailSearch } from '../../app/paths.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useFolder, useFolders, useList, useSession, useSharedAccounts, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { folderName } from '../actions/index.ts';
import { ask } from '../actions/requests.ts';
import { isReadOnly } from '../actions/rights.ts';
import { useComposer } from '../composer/use-composer.ts';
import { isOwnDraft } from '../own-draft.ts';
import { ListHead } from './list-head.tsx';
import styles from './list-pane.module.css';
import { listQuery, showsRecipients } from './list-query.ts';
import { ListState, NoSuchFolder } from './list-states.tsx';
import { MessageList } from './message-list.tsx';
import { useRowSelection } from './use-row-selection.ts';
import { useSight } from './use-sight.ts';

export interface ListPaneProps {
  readonly accountId: string;
  readonly mailboxId: string;
  /** The conversation that is open. */
  readonly threadId?: string | undefined;
  /** See `MailPlace`. */
  readonly emailId?: string | undefined;
}

/** The messages of a folder. */
export function ListPane({ accountId, mailboxId, threadId, emailId }: ListPaneProps) {
  const t = useText();
  const store = useStore();
  const [, navigate] = useLocation();
  const { filter, sort } = parseMailSearch(useSearch());
  const { preferences } = usePreferences();
  const { accounts } = useSession();
  const owner = useSharedAccounts().find(({ id }) => id === accountId);
  const folders = useFolders(accountId);
  const folder = useFolder(accountId, mailboxId);
  const composer = useComposer();
  const role = folder?.role;
  const { conversations } = preferences;
  const query = useMemo(() => listQuery({ accountId, mailboxId, filter, sort, conversations, role }), [accountId, mailboxId, filter, sort, conversations, role]);
  const live = useList(query);
  const selection = useRowSelection(live, mailboxId);
  const sight = useSight(accountId, mailboxId, { showsRecipients: showsRecipients(role), byConversations: query.collapseThreads });

  useFirstPicture(store, {
    address: mailPath({ accountId, mailboxId, filter, sort }),
    isPlain: live.status === 'ready' && live.total > 0 && selection.count === 0 && threadId === undefined,
    isHome: role === 'inbox' && accountId === store.ownAccountId && filter === undefined && sort === 'newest',
  });

  const go = useCallback(
    (place: Partial<MailPlace>, replace = false) => navigate(mailPath({ accountId, mailboxId, filter, sort, ...place }), { replace }),
    [navigate, accountId, mailboxId, filter, sort],
  );
  const onOpen = useCallback(
    (id: string, follow: boolean) => {
      const row = store.replica(accountId).row(id);
      if (!row) return;
      if (role === 'drafts' && isOwnDraft(store, accountId, row)) {
        if (!follow) composer.open({ kind: 'draft', accountId, emailId: id });
        return;
      }
      go({ threadId: row.threadId, emailId: conversations ? undefined : id }, follow);
    },
    [store, accountId, role, composer, go, conversations],
  );

  const isNowhere = (folders !== undefined && !folder) || !(accountId in accounts);
  const isFinal = isNowhere || live.status === 'ready' || live.status === 'failed';
  useEffect(() => {
    if (isFinal) firstScreenIsThere();
  }, [isFinal]);

  if (isNowhere) return <NoSuchFolder isOwn={accountId === store.ownAccountId} />;
  const title = folder ? folderName(t, folder) : '';
  const mayEmpty = folder !== undefined && (role === 'trash' || role === 'junk') && folder.totalEmails > 0 && folder.myRights.mayRemoveItems;
  return (
    <div className={styles.pane} aria-busy={!isFinal}>
      <ListHead title={title} owner={owner?.name} live={live} selection={selection} filter={filter} sort={sort} onFilter={(next) => go({ filter: next, threadId, emailId })} onSort={(next) => go({ sort: next, threadId, emailId })} role={role} isReadOnly={folder !== undefined && isReadOnly(folder)} onEmpty={mayEmpty ? () => ask({ kind: 'empty', accountId, folder }) : undefined} />
      {live.total > 0 ? (
        <MessageList key={live.key} label={title || t('list.messages')} live={live} selection={selection} sight={sight} threadId={threadId} emailId={emailId} onOpen={onOpen} />
      ) : (
        <ListState live={live} role={role} filter={filter} hasFolders={folders?.some(({ parentId }) => parentId === mailboxId) === true} onShowAll={() => go({ filter: undefined, threadId, emailId })} />
      )}
    </div>
  );
}
