/** What a search found: its terms as chips that can be taken out, where it looked, and the list. */
import { Pin, PinOff, Search } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useLocation } from 'wouter';
import { useErrorText } from '../../app/error-text.ts';
import { searchPath } from '../../app/paths.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { type EmailRow, type Folder, type ListQuery, newestFirst, useIdentities, useList, useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Chip, Tag } from '../../ui/chip.tsx';
import { Option, Select } from '../../ui/choice.tsx';
import { EmptyState, ErrorState } from '../../ui/state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.tsx';
import { BulkBar } from '../list/bulk-bar.tsx';
import { MessageList } from '../list/message-list.tsx';
import { useRowSelection } from '../list/use-row-selection.ts';
import { useSight } from '../list/use-sight.ts';
import { useComposer } from '../composer/use-composer.ts';
import { parseQuery, type Term, without } from './query-syntax.ts';
import styles from './search-pane.module.css';
import { SnippetProvider } from './snippets.tsx';
import { termInWords } from './term-in-words.ts';
import { toFilter } from './to-filter.ts';
import { useNamedFolders } from './use-named-folders.ts';

export interface SearchPaneProps {
  readonly q: string;
  readonly accountId?: string | undefined;
  readonly mailboxId?: string | undefined;
  readonly threadId?: string | undefined;
}

export function SearchPane({ q, accountId: chosenAccount, mailboxId, threadId }: SearchPaneProps) {
  const store = useStore();
  const accountId = chosenAccount ?? store.ownAccountId;
  const folders = useNamedFolders(accountId);
  const terms = useMemo(() => parseQuery(q), [q]);
  const { startOfDay } = useFormat();
  const identities = useIdentities(store.ownAccountId);
  const own = useMemo(() => [...new Set((identities ?? []).flatMap(({ email }) => email ?? []))], [identities]);
  const found = useMemo(() => folders && toFilter(terms, { folders, mailboxId, own, startOfDay }), [terms, folders, mailboxId, own, startOfDay]);
  if (!found) return <Skeleton rows={8} avatar />;
  return <Results key={accountId} {...{ q, terms, accountId, mailboxId, threadId, unclear: found.unclear }} folders={folders ?? []} filter={found.filter} />;
}

interface ResultsProps {
  readonly q: string;
  readonly terms: readonly Term[];
  readonly unclear: readonly Term[];
  readonly filter: ListQuery['filter'];
  readonly folders: readonly Folder[];
  readonly accountId: string;
  readonly mailboxId: string | undefined;
  readonly threadId: string | undefined;
}

function Results({ q, terms, unclear, filter, folders, accountId, mailboxId, threadId }: ResultsProps) {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const errorText = useErrorText();
  const [, navigate] = useLocation();
  const composer = useComposer();
  const { preferences, change } = usePreferences();
  const query = useMemo<ListQuery>(() => ({ accountId, filter, sort: newestFirst, collapseThreads: preferences.conversations }), [accountId, filter, preferences.conversations]);
  const live = useList(query);
  const selection = useRowSelection(live, mailboxId);
  const sight = useSight(accountId, mailboxId, { showsRecipients: false, byConversations: query.collapseThreads });
  const place = { q, mailboxId, ...(accountId === store.ownAccountId ? {} : { accountId }) };

  const onOpen = useCallback(
    (id: string, follow: boolean) => {
      const row = store.replica(accountId).row(id);
      if (!row) return;
      const isDraft = (one: EmailRow) => '$draft' in one.keywords;
      // A draft that answers something stands for its conversation: the reader shows both.
      const isAlone = !query.collapseThreads || store.replica(accountId).threadRows(row.threadId).every(isDraft);
      if (isDraft(row) && isAlone) {
        if (!follow) composer.open({ kind: 'draft', accountId, emailId: id });
        return;
      }
      navigate(searchPath({ q, mailboxId, threadId: row.threadId, ...(accountId === store.ownAccountId ? {} : { accountId }) }), { replace: follow });
    },
    [store, accountId, composer, navigate, q, mailboxId, query],
  );
  const pinned = preferences.pinnedSearches.find((one) => one.query === q);
  const togglePin = async () => {
    const others = preferences.pinnedSearches.filter((one) => one !== pinned);
    try {
      await change({ pinnedSearches: pinned ? others : [...others, { name: q, query: q }] });
      if (!pinned) toast(t('search.pinned'));
    } catch (error) {
      toast(errorText(error).what, { kind: 'failed' });
    }
  };
  const everywhere = `${t('search.operatorName.in')}:${t('search.typed.everywhere')}`;
  const namesFolder = mailboxId !== undefined || terms.some(({ operator }) => operator === 'in');

  return (
    <div className={styles.pane}>
      <header className={styles.head}>
        <div className={styles.first}>
          <h1 className={styles.title}>{t('search.title')}</h1>
          <span className={styles.count} role="status">
            {live.status === 'ready' ? t('search.results', { count: live.total }) : '\u00a0'}
          </span>
          <IconButton icon={pinned ? PinOff : Pin} label={t(pinned ? 'search.unpin' : 'search.pin')} onPress={() => void togglePin()} />
        </div>
        {selection.target ? (
          <BulkBar target={selection.target} onEnd={selection.clear} />
        ) : (
          <div className={styles.terms}>
            <Select label={t('search.inFolder')} hideLabel selectedKey={mailboxId ?? 'all'} onSelectionChange={(key) => navigate(searchPath({ ...place, mailboxId: key === 'all' ? undefined : String(key) }))}>
              <Option id="all">{t('search.everywhere')}</Option>
              {folders.map((folder) => (
                <Option key={folder.id} id={folder.id}>
                  {folder.name}
                </Option>
              ))}
            </Select>
            {terms
              .filter(({ value }) => value !== '')
              .map((term) => (
                <Tag key={`${term.from} ${term.value}`} name={termInWords(t, format, term)} onRemove={() => navigate(searchPath({ ...place, q: without(q, term) }))} />
              ))}
            {!namesFolder && (
              <Chip isSelected={false} onChange={() => navigate(searchPath({ ...place, q: `${q} ${everywhere}` }))}>
                {t('search.includeAll')}
              </Chip>
            )}
          </div>
        )}
        {unclear.map((term) => (
          <Banner key={term.from} kind="warn">
            {t('search.unclear', { term: q.slice(term.from, term.to), hint: t(hintOf(term)) })}
          </Banner>
        ))}
      </header>
      {live.total > 0 ? (
        <SnippetProvider accountId={accountId} filter={filter}>
          <MessageList key={live.key} label={t('search.title')} live={live} selection={selection} sight={sight} threadId={threadId} onOpen={onOpen} />
        </SnippetProvider>
      ) : live.status === 'failed' ? (
        <ErrorState onRetry={() => store.retry(query)}>{errorText(live.error).what}</ErrorState>
      ) : live.status === 'ready' ? (
        <EmptyState icon={Search} title={t(unclear.length > 0 ? 'search.notSearchedTitle' : 'search.emptyTitle')}>
          {t(unclear.length > 0 ? 'search.notSearched' : 'search.empty')}
        </EmptyState>
      ) : (
        <Skeleton rows={8} avatar />
      )}
    </div>
  );
}

function hintOf({ operator }: Term) {
  if (operator === 'before' || operator === 'after') return 'search.unclearDate' as const;
  if (operator === 'in') return 'search.unclearFolder' as const;
  if (operator === 'larger' || operator === 'smaller') return 'search.unclearSize' as const;
  return 'search.unclearValue' as const;
}
