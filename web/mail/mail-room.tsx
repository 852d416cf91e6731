/** The mail room: folders, list and reader side by side as far as the screen and the person's choice allow. */
import { lazy, Suspense, useEffect } from 'react';
import { useLocation, useRoute, useSearch } from 'wouter';
import { MailOpen, PenLine } from 'lucide-react';
import { afterFirstScreen, firstScreenIsThere } from '../app/first-screen.ts';
import { emailIn, mailPath, parseMailSearch, parseSearchSearch, searchPath } from '../app/paths.ts';
import { usePreferences } from '../app/preferences.tsx';
import { useFolders, useStore } from '../store/index.ts';
import { laterRoom, useText } from '../text/index.ts';
import { IconButton } from '../ui/button.tsx';
import { useIsLow, useWidth } from '../ui/media.ts';
import { EmptyState } from '../ui/state.tsx';
import { ActionDialogs } from './actions/index.ts';
import { useComposer } from './composer/use-composer.ts';
import { FolderPane } from './folders/folder-pane.tsx';
import { ListPane } from './list/list-pane.tsx';
import styles from './mail-room.module.css';
import { PaneDivider } from './pane-divider.tsx';
import type { OpenedPlace } from './neighbours.ts';

const loadReader = () => laterRoom(import('./reader/reader-pane.tsx'));
const ReaderPane = lazy(() => loadReader().then(({ ReaderPane }) => ({ default: ReaderPane })));
const FolderDrawer = lazy(() => import('./folders/folder-drawer.tsx').then(({ FolderDrawer }) => ({ default: FolderDrawer })));
const SearchPane = lazy(() => import('./search/search-pane.tsx').then(({ SearchPane }) => ({ default: SearchPane })));

interface MailRoomProps {
  /** On narrow screens the folders are a drawer. */
  readonly areFoldersOpen: boolean;
  readonly onFoldersOpen: (isOpen: boolean) => void;
}

export function MailRoom({ areFoldersOpen, onFoldersOpen }: MailRoomProps) {
  const t = useText();
  const width = useWidth();
  const isLow = useIsLow();
  const place = usePlace();
  const [, navigate] = useLocation();
  const store = useStore();
  const { readingPane, conversations } = usePreferences().preferences;
  const composer = useComposer();
  // The list comes first; what follows is there before anybody reaches for it.
  useEffect(
    () =>
      afterFirstScreen(() => {
        // What does not come is asked for again when it is needed.
        for (const load of [loadReader, () => import('./list/bulk-bar.tsx')]) load().catch(() => {});
      }),
    [],
  );

  const layout = width === 'phone' || (readingPane === 'off' && width === 'desktop') ? 'single' : width === 'desktop' && readingPane === 'below' && !isLow ? 'below' : 'beside';
  const threadId = place?.threadId;
  const isListShown = layout !== 'single' || threadId === undefined;
  const isReaderShown = layout !== 'single' || threadId !== undefined;
  const isListFirst = place === undefined || (place.kind === 'mail' && isListShown);
  useEffect(() => {
    if (!isListFirst) firstScreenIsThere();
  }, [isListFirst]);
  const close = (isGone = false) => place && navigate(place.pathOf({ threadId: undefined }), { replace: isGone });
  const step = (by: 1 | -1) => {
    if (!place) return;
    void import('./neighbours.ts')
      .then(({ stepFrom }) => stepFrom(store, { ...place, mailboxId: place.kind === 'mail' ? place.mailboxId : undefined, conversations }, by))
      .then(
        (neighbour) => neighbour && navigate(place.pathOf(neighbour), { replace: true }),
        (error: unknown) => store.failed(error),
      );
  };

  return (
    <div className={styles.room} data-layout={layout} data-width={width}>
      {width === 'desktop' ? (
        <div className={styles.folders}>
          <FolderPane />
        </div>
      ) : (
        areFoldersOpen && (
          <Suspense>
            <FolderDrawer onClose={() => onFoldersOpen(false)} />
          </Suspense>
        )
      )}
      <main id="main" tabIndex={-1} className={styles.main}>
        {isListShown && (
          <section className={styles.list} aria-busy={place === undefined}>
            {place === undefined ? null : place.kind === 'search' ? (
              <Suspense>
                <SearchPane {...place.search} threadId={threadId} emailId={place.emailId} />
              </Suspense>
            ) : (
              <ListPane accountId={place.accountId} mailboxId={place.mailboxId} threadId={threadId} emailId={place.emailId} />
            )}
            {width !== 'desktop' && <IconButton icon={PenLine} size="large" label={t('folders.compose')} className={styles.compose} onPress={() => composer.open({ kind: 'new' })} />}
          </section>
        )}
        {isListShown && isReaderShown && <PaneDivider layout={layout} />}
        {isReaderShown && (
          <section className={styles.reader}>
            {place !== undefined && threadId !== undefined ? (
              <Suspense>
                <ReaderPane
                  key={`${threadId} ${place.emailId}`}
                  accountId={place.accountId}
                  threadId={threadId}
                  emailId={place.emailId}
                  {...(place.kind === 'mail' ? { mailboxId: place.mailboxId } : {})}
                  onClose={close}
                  onNeighbour={step}
                />
              </Suspense>
            ) : (
              <EmptyState icon={MailOpen} title={t('list.nothingOpen')} />
            )}
          </section>
        )}
      </main>
      <ActionDialogs />
    </div>
  );
}

type Place = OpenedPlace & { readonly accountId: string; readonly pathOf: (opened: OpenedPlace) => string } & (
  | { readonly kind: 'mail'; readonly mailboxId: string }
  | { readonly kind: 'search'; readonly search: ReturnType<typeof parseSearchSearch> }
);

/** Where the address leads. Without a folder in it, one's own Inbox, as soon as that is known. */
function usePlace(): Place | undefined {
  const store = useStore();
  const query = useSearch();
  const [, navigate] = useLocation();
  const [isMail, mail] = useRoute<{ account: string; mailbox: string; thread?: string }>('/mail/:account/:mailbox/:thread?');
  const [isSearch, search] = useRoute<{ thread?: string }>('/search/:thread?');
  const [isHome] = useRoute('/mail');
  const folders = useFolders(store.ownAccountId);
  const inbox = folders?.find(({ role }) => role === 'inbox') ?? folders?.[0];
  useEffect(() => {
    if (isHome && inbox) navigate(mailPath({ accountId: store.ownAccountId, mailboxId: inbox.id }), { replace: true });
  }, [isHome, inbox, store, navigate]);

  if (isSearch) {
    const parsed = parseSearchSearch(query);
    const accountId = parsed.accountId ?? store.ownAccountId;
    return { kind: 'search', threadId: search.thread, emailId: emailIn(query), accountId, search: parsed, pathOf: (to) => searchPath({ ...parsed, ...to }) };
  }
  if (isMail) {
    const { account: accountId, mailbox: mailboxId, thread: threadId } = mail;
    return { kind: 'mail', threadId, emailId: emailIn(query), accountId, mailboxId, pathOf: (to) => mailPath({ ...parseMailSearch(query), accountId, mailboxId, ...to }) };
  }
  return inbox && { kind: 'mail', threadId: undefined, accountId: store.ownAccountId, mailboxId: inbox.id, pathOf: (to) => mailPath({ accountId: store.ownAccountId, mailboxId: inbox.id, ...to }) };
}
