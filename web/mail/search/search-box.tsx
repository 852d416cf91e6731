/** The search box: a combobox that offers how to go on (WAI-ARIA, editable combobox with list). */
import { ArrowUpRight, Clock, Folder as FolderIcon, Mail, Search, SlidersHorizontal, UserRound, X } from 'lucide-react';
import { type KeyboardEvent, lazy, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useLocation, useRoute, useSearch } from 'wouter';
import { afterFirstScreen } from '../../app/first-screen.ts';
import { useShortcuts } from '../../app/keys.ts';
import { homePath, parseSearchSearch, searchPath } from '../../app/paths.ts';
import { useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon, type LucideIcon } from '../../ui/icon.tsx';
import { Part } from '../../ui/part.tsx';
import { focusRowOfNext } from '../list/focus-row.ts';
import { longestQuery } from './longest-query.ts';
import { useRecentSearches } from './recent.ts';
import { type Scope, scopeInPath, useNameScope } from './scope.ts';
import styles from './search-box.module.css';
import { type SearchWords, searchWords } from './search-words.ts';
import type { Suggestion } from './suggestions.ts';
import { useNamedFolders } from './use-named-folders.ts';

/** What to offer is not needed before somebody is about to search. */
const loadSuggestions = () => import('./suggestions.ts');
const SearchForm = lazy(() => import('./search-form.tsx').then(({ SearchForm }) => ({ default: SearchForm })));

/** Typing pauses so long before the server is asked. */
const pauseMs = 120;

export function SearchBox() {
  const t = useText();
  const store = useStore();
  const listId = useId();
  const [, navigate] = useLocation();
  const [isSearching] = useRoute('/search/:thread?');
  const [, mail] = useRoute<{ account: string; mailbox: string; thread?: string }>('/mail/:account/:mailbox/:thread?');
  const place = parseSearchSearch(useSearch());
  const { ownAccountId } = store;
  // One's own mail is searched, whatever folder is open; on the page of results what that page says.
  const scope: Scope = isSearching ? { accountId: place.accountId ?? ownAccountId, mailboxId: place.mailboxId } : { accountId: ownAccountId };
  const open = mail && mail.account !== ownAccountId ? { accountId: mail.account, mailboxId: mail.mailbox } : undefined;
  const from = isSearching ? place.from : open;
  const folders = useNamedFolders(scope.accountId);
  /** Whose messages are offered while somebody types. */
  const accountId = open?.accountId ?? scope.accountId;
  const { isoDay } = useFormat();
  const words = useMemo(() => searchWords(t), [t]);
  const { recent, add } = useRecentSearches();
  const [text, setText] = useState(isSearching ? place.q : '');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const [isFormOpen, setFormOpen] = useState(false);
  const offers = useOffers(isOpen);
  const people = usePeople(text, words, isOpen, offers);

  const shown = isSearching ? place.q : '';
  useEffect(() => setText(shown), [shown]);
  useShortcuts({
    search: () => {
      input.current?.focus();
      input.current?.select();
    },
  });

  const isFromOpen = open !== undefined;
  const suggestions = useMemo<readonly Offered[]>(() => {
    if (!isOpen || !offers) return [];
    const local = offers.localSuggestions(text, { store, accountId, folders: folders ?? [], recent, words, today: isoDay(new Date()) });
    return [...local.slice(0, 1), ...people, ...local.slice(1)].flatMap((one): Offered[] => (one.kind === 'search' && isFromOpen ? [one, { ...one, isInOpenFolder: true }] : [one]));
  }, [isOpen, offers, text, store, accountId, folders, recent, words, people, isoDay, isFromOpen]);

  const search = (typed: string, where: Scope = scope) => {
    setOpen(false);
    setActive(-1);
    const q = typed.trim();
    if (q === '') return navigate(homePath);
    add(q);
    setText(q);
    input.current?.blur();
    focusRowOfNext();
    navigate(searchPath({ q, from, ...scopeInPath(where, ownAccountId) }));
  };
  const choose = (suggestion: Offered) => {
    switch (suggestion.kind) {
      case 'search':
        return search(suggestion.text, suggestion.isInOpenFolder ? open : scope);
      case 'recent':
        return search(suggestion.text);
      case 'message':
        setOpen(false);
        return navigate(searchPath({ q: text.trim(), from, threadId: suggestion.threadId, ...scopeInPath({ accountId }, ownAccountId) }));
      default:
        setText(suggestion.text);
        setActive(-1);
        input.current?.focus();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const count = suggestions.length + 1;
      setActive((now) => ((now + 1 + (event.key === 'ArrowDown' ? 1 : -1) + count) % count) - 1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const suggestion = suggestions[active];
      if (suggestion) choose(suggestion);
      else search(text);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (isOpen) setOpen(false);
      else input.current?.blur();
      setActive(-1);
    }
  };

  /** Nobody would think of another place. */
  const isPlain = open === undefined && scope.accountId === ownAccountId && scope.mailboxId === undefined;

  return (
    <search className={styles.box}>
      <Icon of={Search} size={18} className={styles.icon} />
      <input
        ref={input}
        className={styles.input}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        dir="auto"
        role="combobox"
        aria-label={t('shell.searchMail')}
        aria-expanded={isOpen && suggestions.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        placeholder={t('shell.searchMail')}
        autoComplete="off"
        spellCheck={false}
        maxLength={longestQuery}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {text !== '' && (
        <IconButton
          icon={X}
          size="small"
          label={t('search.clear')}
          onPress={() => {
            setText('');
            if (isSearching) navigate(homePath);
            input.current?.focus();
          }}
        />
      )}
      <IconButton icon={SlidersHorizontal} size="small" label={t('search.form')} aria-haspopup="dialog" onPress={() => setFormOpen(true)} />
      <div id={listId} role="listbox" aria-label={t('search.suggestions')} className={styles.list} hidden={!isOpen || suggestions.length === 0}>
        {suggestions.map((suggestion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's
          <div
            key={keyOf(suggestion)}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className={styles.option}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(suggestion)}
          >
            <Face suggestion={suggestion} words={words} scope={suggestion.kind === 'search' && suggestion.isInOpenFolder ? open : isPlain ? undefined : scope} />
          </div>
        ))}
      </div>
      {isFormOpen && (
        <Part>
          <SearchForm
            q={text}
            folders={folders ?? []}
            accountId={scope.accountId}
            mailboxId={isSearching ? place.mailboxId : undefined}
            onSearch={(q) => {
              setFormOpen(false);
              search(q, { accountId: scope.accountId });
            }}
            onClose={() => setFormOpen(false)}
          />
        </Part>
      )}
    </search>
  );
}

/** What is offered; a search may be offered in the folder that is open too. */
type Offered = Suggestion & { readonly isInOpenFolder?: boolean };

type Offers = Awaited<ReturnType<typeof loadSuggestions>>;

/** The code that knows what to offer; undefined until it is here. */
function useOffers(isOpen: boolean): Offers | undefined {
  const [offers, setOffers] = useState<Offers>();
  const isWanted = isOpen && offers === undefined;
  useEffect(() => {
    // Where it does not come, searching goes without.
    const load = () => void loadSuggestions().then(setOffers, () => {});
    return isWanted ? load() : afterFirstScreen(load);
  }, [isWanted]);
  return offers;
}

function usePeople(text: string, words: SearchWords, isOpen: boolean, offers: Offers | undefined): readonly Suggestion[] {
  const [people, setPeople] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    setPeople([]);
    if (!isOpen || !offers || text.trim() === '') return;
    const ended = new AbortController();
    const timer = setTimeout(() => offers.peopleFor(text, words, ended.signal).then((found) => !ended.signal.aborted && setPeople(found), () => {}), pauseMs);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [text, words, isOpen, offers]);
  return people;
}

/** @param scope where a search would look, if that is to be said */
function Face({ suggestion, words, scope }: { readonly suggestion: Suggestion; readonly words: SearchWords; readonly scope: Scope | undefined }) {
  const t = useText();
  switch (suggestion.kind) {
    case 'search':
      return <Line icon={Search} text={t('search.searchFor', { words: suggestion.text })} note={scope && <ScopeName scope={scope} />} noteWraps />;
    case 'recent':
      return <Line icon={Clock} text={suggestion.text} />;
    case 'operator':
      return <Line icon={ArrowUpRight} text={`${words.nameOf(suggestion.operator)}:`} note={t(`search.operator.${suggestion.operator}`)} />;
    case 'value':
      return <Line icon={ArrowUpRight} text={suggestion.typed} note={suggestion.means && suggestion.means !== 'everywhere' ? t(`search.value.${suggestion.means}`) : undefined} />;
    case 'person':
      return <Line icon={UserRound} text={suggestion.name} note={<bdi dir="ltr">{suggestion.address}</bdi>} />;
    case 'folder':
      return <Line icon={FolderIcon} text={suggestion.folder.name} />;
    case 'message':
      return <Line icon={Mail} text={suggestion.subject || t('search.noSubject')} note={suggestion.sender} />;
  }
}

function ScopeName({ scope }: { readonly scope: Scope }) {
  return useNameScope()(scope, useNamedFolders(scope.accountId)).name;
}

/** @param noteWraps the note is read to its end */
function Line({ icon, text, note, noteWraps = false }: { readonly icon: LucideIcon; readonly text: ReactNode; readonly note?: ReactNode; readonly noteWraps?: boolean }) {
  return (
    <>
      <Icon of={icon} size={18} />
      <span className={styles.text} dir="auto">
        {text}
      </span>
      {note !== undefined && (
        <span className={`${styles.note} ${noteWraps ? styles.wraps : ''}`} dir="auto">
          {note}
        </span>
      )}
    </>
  );
}

function keyOf(suggestion: Offered): string {
  if (suggestion.isInOpenFolder) return `search here ${suggestion.kind}`;
  return suggestion.kind === 'message' ? `message ${suggestion.id}` : `${suggestion.kind} ${suggestion.text}`;
}
