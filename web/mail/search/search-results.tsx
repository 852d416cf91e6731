/** What a search found: the list, and beside the choice of the place the search's terms, or what can be done to the rows that are chosen. */
import { Search } from 'lucide-react';
import { useCallback, useEffect, useMemo } from 'react';
import { createPortal } from 'react-dom';
import { useLocation } from 'wouter';
import { useErrorText } from '../../app/error-text.ts';
import { type SearchPlace, searchPath } from '../../app/paths.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { type EmailRow, type Folder, type ListQuery, newestFirst, useList, useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Button } from '../../ui/button.tsx';
import { Chip, Tag } from '../../ui/chip.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { EmptyState, ErrorState } from '../../ui/state.tsx';
import { useComposer } from '../composer/use-composer.ts';
import { BulkBar } from '../list/bulk-bar.tsx';
import { ChooseAll } from '../list/choose-all.tsx';
import { MessageList } from '../list/message-list.tsx';
import { useRowSelection } from '../list/use-row-selection.ts';
import { useSight } from '../list/use-sight.ts';
import { isOwnDraft } from '../own-draft.ts';
import { Elsewhere } from './elsewhere.tsx';
import { type Term, without } from './query-syntax.ts';
import type { Scope, Scopes } from './scope.ts';
import styles from './search-pane.module.css';
import { SnippetProvider } from './snippets.tsx';
import { termInWords } from './term-in-words.ts';
import type { Search as Searched } from './to-filter.ts';

interface SearchResultsProps {
  /** The search, without a conversation that is open. */
  readonly place: SearchPlace;
  readonly terms: readonly Term[];
  readonly found: Searched;
  readonly accountId: string;
  readonly folders: readonly Folder[];
  readonly threadId: string | undefined;
  readonly emailId: string | undefined;
  readonly scopes: Scopes;
  readonly onScope: (scope: Scope) => void;
  /** Where the box stands that chooses all. */
  readonly before: HTMLElement | null;
  /** Where the terms stand. */
  readonly beside: HTMLElement | null;
  /** How much was found; undefined while that is not known. */
  readonly onTotal: (total: number | undefined) => void;
}

export function SearchResults({ place, terms, found: { filter, unclear }, accountId, folders, threadId, emailId, scopes, onScope, before, beside, onTotal }: SearchResultsProps) {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const errorText = useErrorText();
  const [, navigate] = useLocation();
  const composer = useComposer();
  const { preferences } = usePreferences();
  const { q, mailboxId } = place;
  const query = useMemo<ListQuery>(() => ({ accountId, filter, sort: newestFirst, collapseThreads: preferences.conversations }), [accountId, filter, preferences.conversations]);
  const live = useList(query);
  const selection = useRowSelection(live, mailboxId);
  const folderNames = useMemo(() => (mailboxId === undefined ? new Map(folders.map(({ id, name }) => [id, name])) : undefined), [folders, mailboxId]);
  const sight = useSight(accountId, mailboxId, { showsRecipients: false, byConversations: query.collapseThreads, folderNames });
  const total = live.status === 'ready' ? live.total : undefined;
  useEffect(() => {
    onTotal(total);
    return () => onTotal(undefined);
  }, [onTotal, total]);

  const onOpen = useCallback(
    (id: string, follow: boolean) => {
      const row = store.replica(accountId).row(id);
      if (!row) return;
      const isDraft = (one: EmailRow) => isOwnDraft(store, accountId, one);
      // A draft that answers something stands for its conversation: the reader shows both.
      const isAlone = !query.collapseThreads || store.replica(accountId).threadRows(row.threadId).every(isDraft);
      if (isDraft(row) && isAlone) {
        if (!follow) composer.open({ kind: 'draft', accountId, emailId: id });
        return;
      }
      navigate(searchPath({ ...place, threadId: row.threadId, emailId: query.collapseThreads ? undefined : id }), { replace: follow });
    },
    [store, accountId, composer, navigate, place, query],
  );
  const everywhere = `${t('search.operatorName.in')}:${t('search.typed.everywhere')}`;
  const namesFolder = mailboxId !== undefined || terms.some(({ operator }) => operator === 'in');
  const chips = (
    <>
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
    </>
  );

  const { count, target } = selection;
  const bar = target && (
    <>
      <span className={styles.chosen}>{t(selection.isWhole && count === live.total ? 'list.allShownSelected' : 'list.selected', { count })}</span>
      {count < live.total && (
        <Button kind="quiet" onPress={selection.all}>
          {t('list.selectAllHere', { count: live.total })}
        </Button>
      )}
      <BulkBar target={target} count={count} onEnd={selection.clear} />
    </>
  );

  return (
    <>
      {before && createPortal(<ChooseAll selection={selection} total={live.total} />, before)}
      {beside && createPortal(bar ?? chips, beside)}
      {live.total > 0 ? (
        <SnippetProvider accountId={accountId} filter={filter}>
          <MessageList key={`${accountId} ${live.key}`} label={t('search.title')} live={live} selection={selection} sight={sight} threadId={threadId} emailId={emailId} onOpen={onOpen} />
        </SnippetProvider>
      ) : live.status === 'failed' ? (
        <ErrorState onRetry={() => store.retry(query)}>{errorText(live.error).what}</ErrorState>
      ) : live.status === 'ready' ? (
        <EmptyState icon={Search} title={t(unclear.length > 0 ? 'search.notSearchedTitle' : 'search.emptyTitle')} action={<Elsewhere scopes={scopes} onScope={onScope} />}>
          {unclear.length === 0 && <strong className={styles.searched}>{scopes.present.name}</strong>}
          {t(unclear.length > 0 ? 'search.notSearched' : 'search.empty')}
        </EmptyState>
      ) : (
        <Skeleton rows={8} avatar />
      )}
    </>
  );
}
