import { ChevronRight, Eye, PenLine, Pin, Plus, X } from 'lucide-react';
import { lazy, memo, Suspense, useEffect, useRef, useState } from 'react';
import { useLocation, useRoute, useSearch } from 'wouter';
import { useErrorText } from '../../app/error-text.ts';
import { useFirstScreenSeen } from '../../app/first-screen.ts';
import { holdKeys } from '../../app/held-keys.ts';
import { searchPath } from '../../app/paths.ts';
import { type Preferences, usePreferences } from '../../app/preferences.tsx';
import { type Folder, useConnection, useFolders, useSharedAccounts, useStore } from '../../store/index.ts';
import { laterRoom, useFormat, useText } from '../../text/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ErrorState } from '../../ui/state.tsx';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { toast } from '../../ui/toast.tsx';
import { useComposer } from '../composer/use-composer.ts';
import { changeFolders } from './change-folder.ts';
import { markAllRead } from './empty-folder.ts';
import type { FolderQuestion } from './folder-dialogs.tsx';
import type { FolderWish } from './folder-menu.tsx';
import { folderNodes, hiddenAmong } from './folder-nodes.ts';
import styles from './folder-pane.module.css';
import { FolderTree } from './folder-tree.tsx';
import { QuotaBar } from './quota-bar.tsx';
import { useFolderDrop } from './use-folder-drop.ts';
import { useUnfolded } from './use-unfolded.ts';

const FolderDialog = lazy(() => laterRoom(import('./folder-dialogs.tsx')).then(({ FolderDialog }) => ({ default: FolderDialog })));

export interface FolderPaneProps {
  /** A folder was gone to: on a phone the drawer closes. */
  readonly onPicked?: () => void;
}

export const FolderPane = memo(function FolderPane({ onPicked }: FolderPaneProps) {
  const t = useText();
  const store = useStore();
  const composer = useComposer();
  const shared = useSharedAccounts();
  const [question, setQuestion] = useState<FolderQuestion>();
  const onWish = useFolderWish(setQuestion);
  const isFirstSeen = useFirstScreenSeen();
  const isCounted = isFirstSeen && shared.length <= mostCounted;
  return (
    <nav aria-label={t('folders.title')} className={styles.pane}>
      <div className={styles.top}>
        <Button
          kind="primary"
          icon={PenLine}
          className={styles.compose}
          onPress={() => {
            composer.open({ kind: 'new' });
            onPicked?.();
          }}
        >
          {t('folders.compose')}
        </Button>
      </div>
      <div className={styles.scroll}>
        <OwnFolders accountId={store.ownAccountId} onPicked={onPicked} onWish={onWish} />
        <PinnedSearches onPicked={onPicked} />
        {shared.length > 0 && (
          <section aria-label={t('folders.shared')} className={styles.section}>
            <h2 className={styles.heading}>{t('folders.shared')}</h2>
            {shared.map(({ id, name, address }) => (
              <Owner key={id} accountId={id} name={name} address={address} isCounted={isCounted} onPicked={onPicked} onWish={onWish} />
            ))}
          </section>
        )}
      </div>
      <QuotaBar accountId={store.ownAccountId} />
      {question && (
        <Suspense>
          <FolderDialog
            question={question}
            onClose={() => {
              setQuestion(undefined);
              // What the dialog goes back to may be the entry of a menu that is gone.
              bringFocusHome(() => document.querySelector<HTMLElement>(`[data-folder="${question.folder.id}"]`)?.focus());
            }}
          />
        </Suspense>
      )}
    </nav>
  );
});

/** So many other accounts are asked what is new in them before they are unfolded. */
const mostCounted = 12;

/** As many as the preference takes. */
const mostChosenAccounts = 1000;

/** Preferences that this browser kept under an earlier release do not have it. */
const chosenAmong = ({ chosenAccounts }: Partial<Pick<Preferences, 'chosenAccounts'>>): string[] => chosenAccounts ?? [];

type OnWish = (accountId: string) => (wish: FolderWish, folder: Folder) => void;

/** Does what needs no question, and asks about the rest. */
function useFolderWish(ask: (question: FolderQuestion) => void): OnWish {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const { preferences, change } = usePreferences();
  const chosenAccounts = chosenAmong(preferences);
  return (accountId) => (wish, folder) => {
    const tell = (error: unknown) => {
      const { what, why } = errorText(error);
      toast(why ?? what, { kind: 'failed' });
    };
    switch (wish) {
      case 'move':
      case 'delete':
      case 'empty':
      case 'share':
        holdKeys();
        return ask({ kind: wish, accountId, folder });
      case 'markAllRead':
        return void markAllRead(store, t, accountId, folder);
      case 'hide':
      case 'show': {
        const folders = store.replica(accountId).folders() ?? [];
        const isChosen = accountId === store.ownAccountId || chosenAccounts.includes(accountId);
        const changes = new Map([[folder.id, { isSubscribed: wish === 'show' }]]);
        // From here on subscriptions decide what is shown of this account: the others are to stay.
        if (!isChosen) for (const { id, isSubscribed } of folders) if (id !== folder.id && !isSubscribed) changes.set(id, { isSubscribed: true });
        const changed = changeFolders(store, accountId, changes);
        if (isChosen) return void changed.catch(tell);
        // That was chosen: it holds even where nothing is left to be seen.
        const noted = change({ chosenAccounts: [...chosenAccounts, accountId].slice(-mostChosenAccounts) });
        changed.catch(() => change({ chosenAccounts }).catch(() => {}));
        return void Promise.all([changed, noted]).catch(tell);
      }
      default:
        return undefined;
    }
  };
}

interface PartProps {
  readonly accountId: string;
  readonly onPicked: (() => void) | undefined;
  readonly onWish: OnWish;
}

function OwnFolders({ accountId, onPicked, onWish }: PartProps) {
  const t = useText();
  const { locale } = useFormat();
  const store = useStore();
  const folders = useFolders(accountId);
  const { isReachable } = useConnection();
  const unfolded = useUnfolded();
  const [isCreating, setCreating] = useState(false);
  const newFolder = useRef<HTMLButtonElement>(null);
  const drop = useFolderDrop(accountId, undefined);
  const [, mail] = useRoute<{ account: string; mailbox: string; thread?: string }>('/mail/:account/:mailbox/:thread?');
  if (!folders) {
    if (isReachable) return <Skeleton rows={6} />;
    return (
      <ErrorState title={t('folders.failed')} onRetry={() => store.syncAll()}>
        {t('errors.offline')}
      </ErrorState>
    );
  }
  const hidden = hiddenAmong(folders, true);
  const isOpen = (id: string) => unfolded.has(`${accountId}/${id}`);
  // Most of the time nothing waits for its time.
  const isShown = ({ id, role, totalEmails }: Folder) => !hidden.has(id) && (role !== 'scheduled' || totalEmails > 0 || id === mail?.mailbox);
  const common = { accountId, folders, onPicked, onWish: onWish(accountId), onUnfold: (id: string, open: boolean) => unfolded.set(`${accountId}/${id}`, open) };
  const mine = folderNodes(t, locale, folders, isOpen, isShown, ({ role }) => role === null);
  const hiddenNodes = folders
    .filter(({ id }) => hidden.has(id))
    .map((folder, index, all) => ({ folder, name: folder.name, level: 1, place: index + 1, siblings: all.length, hasChildren: false, isOpen: false }));
  return (
    <>
      <FolderTree {...common} label={t('folders.title')} nodes={folderNodes(t, locale, folders, isOpen, isShown, ({ role }) => role !== null)} />
      <section aria-label={t('folders.mine')} className={styles.section}>
        <div className={styles.headingRow} data-over={drop.isOver || undefined} {...drop.handlers}>
          <h2 className={styles.heading}>{t('folders.mine')}</h2>
          <IconButton size="small" icon={Plus} label={t('folders.newFolder')} ref={newFolder} onPress={() => setCreating(true)} />
        </div>
        {(mine.length > 0 || isCreating) && <FolderTree {...common} label={t('folders.mine')} nodes={mine} isCreating={isCreating} onCreated={() => setCreating(false)} onCreateEscaped={() => newFolder.current?.focus()} />}
      </section>
      {hiddenNodes.length > 0 && (
        <Fold name={`${accountId}/hidden`} title={t('folders.hidden')} icon={<Icon of={Eye} size={18} />} count={hiddenNodes.length}>
          <FolderTree {...common} label={t('folders.hidden')} areHidden nodes={hiddenNodes} />
        </Fold>
      )}
    </>
  );
}

interface FoldProps {
  /** What it is remembered by. */
  readonly name: string;
  readonly title: string;
  /** On hover. */
  readonly hint?: string;
  readonly icon: React.ReactNode;
  readonly count?: number;
  /** What is to be known of what is inside, while that is not seen. */
  readonly news?: React.ReactNode;
  readonly children: React.ReactNode;
  readonly ref?: React.Ref<HTMLButtonElement>;
}

function Fold({ name, title, hint, icon, count, news, children, ref }: FoldProps) {
  const format = useFormat();
  const unfolded = useUnfolded();
  const isOpen = unfolded.has(name);
  return (
    <>
      <button ref={ref} type="button" aria-expanded={isOpen} title={hint} className={styles.fold} onClick={() => unfolded.set(name, !isOpen)}>
        <Icon of={ChevronRight} size={16} className={isOpen ? styles.down : undefined} />
        {icon}
        <span className={styles.foldName} dir="auto">
          {title}
        </span>
        {count !== undefined && <span className={styles.foldCount}>{format.number(count)}</span>}
        {!isOpen && news}
      </button>
      {isOpen && <div className={styles.inside}>{children}</div>}
    </>
  );
}

interface OwnerProps extends PartProps {
  readonly name: string;
  readonly address: string;
  readonly isCounted: boolean;
}

function Owner({ accountId, name, address, isCounted, onPicked, onWish }: OwnerProps) {
  const unfolded = useUnfolded();
  const key = `owner ${accountId}`;
  const [isMail, mail] = useRoute<{ account: string; mailbox: string; thread?: string }>('/mail/:account/:mailbox/:thread?');
  const isHere = isMail && mail.account === accountId;
  const { set } = unfolded;
  useEffect(() => {
    if (isHere) set(key, true);
  }, [isHere, key, set]);
  return (
    <Fold name={key} title={name} hint={address} icon={<Avatar name={name} size={22} />} news={isCounted && <UnreadInside accountId={accountId} />}>
      <OwnersFolders accountId={accountId} name={name} onPicked={onPicked} onWish={onWish} />
    </Fold>
  );
}

/** What is unread in the folders that an owner's fold shows once it is opened. */
function UnreadInside({ accountId }: { readonly accountId: string }) {
  const t = useText();
  const format = useFormat();
  const { preferences } = usePreferences();
  const folders = useFolders(accountId) ?? [];
  const hidden = hiddenAmong(folders, false, chosenAmong(preferences).includes(accountId));
  const count = folders
    .filter(({ id, role }) => !hidden.has(id) && !quietRoles.includes(role ?? ''))
    .reduce((sum, { unreadThreads, unreadEmails }) => sum + (preferences.conversations ? unreadThreads : unreadEmails), 0);
  if (count === 0) return null;
  return (
    <span className={styles.foldNews}>
      <span aria-hidden>{format.number(count)}</span>
      <span className="visually-hidden">{t('folders.unread', { count })}</span>
    </span>
  );
}

/** In them nothing is news. */
const quietRoles: readonly string[] = ['drafts', 'scheduled', 'sent', 'junk', 'trash'];

/** There only while its owner is unfolded: that is when the folders are asked for. */
function OwnersFolders({ accountId, name, onPicked, onWish }: PartProps & { readonly name: string }) {
  const t = useText();
  const { preferences } = usePreferences();
  const { locale } = useFormat();
  const folders = useFolders(accountId);
  const unfolded = useUnfolded();
  const hidden = hiddenAmong(folders ?? [], false, chosenAmong(preferences).includes(accountId));
  const isOpen = (id: string) => unfolded.has(`${accountId}/${id}`);
  const shownNodes = folderNodes(t, locale, folders ?? [], isOpen, ({ id }) => !hidden.has(id));
  const hiddenFold = useRef<HTMLButtonElement>(null);
  const shownBefore = useRef(0);
  useEffect(() => {
    // The last one was hidden, and its row had the focus.
    if (shownBefore.current > 0 && shownNodes.length === 0) bringFocusHome(() => hiddenFold.current?.focus());
    shownBefore.current = shownNodes.length;
  });
  if (!folders) return <Skeleton rows={2} />;
  if (folders.length === 0) return <p className={styles.nothing}>{t('folders.nothingShared')}</p>;
  const common = { accountId, folders, onPicked, onWish: onWish(accountId), onUnfold: (id: string, open: boolean) => unfolded.set(`${accountId}/${id}`, open) };
  const hiddenNodes = folders
    .filter(({ id }) => hidden.has(id))
    .map((folder, index, all) => ({ folder, name: folder.name, level: 1, place: index + 1, siblings: all.length, hasChildren: false, isOpen: false }));
  return (
    <>
      {shownNodes.length > 0 && <FolderTree {...common} label={name} nodes={shownNodes} />}
      {hiddenNodes.length > 0 && (
        <Fold ref={hiddenFold} name={`${accountId}/hidden`} title={t('folders.hidden')} icon={<Icon of={Eye} size={18} />} count={hiddenNodes.length}>
          <FolderTree {...common} label={t('folders.hidden')} areHidden nodes={hiddenNodes} />
        </Fold>
      )}
    </>
  );
}

function PinnedSearches({ onPicked }: { readonly onPicked: (() => void) | undefined }) {
  const t = useText();
  const { preferences, change } = usePreferences();
  const [, navigate] = useLocation();
  const present = new URLSearchParams(useSearch()).get('q');
  const { pinnedSearches } = preferences;
  if (!pinnedSearches?.length) return null;
  return (
    <section aria-label={t('folders.searches')} className={styles.section}>
      <h2 className={styles.heading}>{t('folders.searches')}</h2>
      <ul role="list">
        {pinnedSearches.map((search) => (
          <li key={`${search.name} ${search.query}`} className={styles.search}>
            <a
              className={styles.searchLink}
              href={searchPath({ q: search.query })}
              aria-current={present === search.query ? 'page' : undefined}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                navigate(searchPath({ q: search.query }));
                onPicked?.();
              }}
            >
              <Icon of={Pin} size={18} />
              <span className={styles.foldName} dir="auto">
                {search.name}
              </span>
            </a>
            <IconButton size="small" icon={X} label={t('folders.unpin')} onPress={() => void change({ pinnedSearches: pinnedSearches.filter((one) => one !== search) }).catch(() => {})} />
          </li>
        ))}
      </ul>
    </section>
  );
}
