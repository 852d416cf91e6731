/** The page of a search: where it looks, its terms as chips that can be taken out, what was not understood, and what was found. */
import { Search } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { type FolderPlace, type SearchPlace, searchPath } from '../../app/paths.ts';
import { useIdentities, useSession, useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { EmptyState } from '../../ui/state.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { PinSearch } from './pin-search.tsx';
import { parseQuery } from './query-syntax.ts';
import { type Scope, scopeInPath, useScopes } from './scope.ts';
import { ScopeBar } from './scope-bar.tsx';
import { SearchNotes } from './search-notes.tsx';
import styles from './search-pane.module.css';
import { SearchResults } from './search-results.tsx';
import { toFilter } from './to-filter.ts';
import { useNamedFolders } from './use-named-folders.ts';

export interface SearchPaneProps {
  readonly q: string;
  readonly accountId?: string | undefined;
  readonly mailboxId?: string | undefined;
  readonly from?: FolderPlace | undefined;
  readonly threadId?: string | undefined;
  readonly emailId?: string | undefined;
}

export function SearchPane({ q, accountId: chosenAccount, mailboxId, from, threadId, emailId }: SearchPaneProps) {
  const t = useText();
  const { ownAccountId } = useStore();
  const { accounts } = useSession();
  const [, navigate] = useLocation();
  const accountId = chosenAccount ?? ownAccountId;
  const isShared = accountId in accounts;
  const folders = useNamedFolders(accountId);
  const terms = useMemo(() => parseQuery(q), [q]);
  const { startOfDay } = useFormat();
  const identities = useIdentities(ownAccountId);
  const own = useMemo(() => [...new Set((identities ?? []).flatMap(({ email }) => email ?? []))], [identities]);
  const found = useMemo(() => folders && toFilter(terms, { folders, mailboxId, own, startOfDay }), [terms, folders, mailboxId, own, startOfDay]);
  const scopes = useScopes({ accountId, mailboxId }, from, folders);
  const [fromAccount, fromMailbox] = [from?.accountId, from?.mailboxId];
  const place = useMemo<SearchPlace>(() => {
    const began = fromAccount !== undefined && fromMailbox !== undefined ? { accountId: fromAccount, mailboxId: fromMailbox } : undefined;
    return { q, from: began, ...scopeInPath({ accountId, mailboxId }, ownAccountId) };
  }, [q, fromAccount, fromMailbox, accountId, mailboxId, ownAccountId]);
  const onScope = (scope: Scope) => navigate(searchPath({ ...place, ...scopeInPath(scope, ownAccountId) }));
  const where = useRef<HTMLDivElement>(null);
  // What was pressed goes: the choice of the place, which says where one is now, takes the focus.
  const onNearScope = (scope: Scope) => {
    where.current?.querySelector('button')?.focus();
    onScope(scope);
  };
  const [total, setTotal] = useState<number>();
  const [box, setBox] = useState<HTMLElement | null>(null);
  const [rest, setRest] = useState<HTMLElement | null>(null);

  return (
    <div className={styles.pane}>
      <header className={styles.head}>
        <div className={styles.first}>
          <div ref={setBox} className={styles.box} />
          <h1 className={styles.title}>{t('search.title')}</h1>
          <span className={styles.count} role="status">
            {total === undefined ? '\u00a0' : `${t('search.results', { count: total })} · ${scopes.present.name}`}
          </span>
          <PinSearch q={q} />
        </div>
        {/* The choice of the place stays where it is, and keeps the focus, whatever comes and goes beside it. */}
        <div ref={where} className={styles.terms}>
          <ScopeBar scopes={scopes} folders={(isShared && folders) || []} onScope={onScope} onNearScope={onNearScope} />
          <div ref={setRest} className={styles.rest} />
        </div>
        {found && <SearchNotes q={q} terms={terms} unclear={found.unclear} />}
      </header>
      {!isShared ? (
        <EmptyState icon={Search} title={t('search.notShared')} action={<Elsewhere scopes={scopes} onScope={onNearScope} />} />
      ) : found && folders ? (
        <SearchResults {...{ place, terms, found, accountId, folders, threadId, emailId, scopes }} onScope={onNearScope} before={box} beside={rest} onTotal={setTotal} />
      ) : (
        <Skeleton rows={8} avatar />
      )}
    </div>
  );
}
