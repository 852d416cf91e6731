import { Eye, PenLine, Plus } from 'lucide-react';
import { lazy, memo, Suspense, useRef, useState } from 'react';
import { useRoute } from 'wouter';
import { useFirstScreenSeen } from '../../app/first-screen.ts';
import { type Folder, useConnection, useFolders, useSharedAccounts, useStore } from '../../store/index.ts';
import { laterRoom, useFormat, useText } from '../../text/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ErrorState } from '../../ui/state.tsx';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { useComposer } from '../composer/use-composer.ts';
import { Fold } from './fold.tsx';
import type { FolderQuestion } from './folder-dialogs.tsx';
import { folderNodes, hiddenOwn } from './folder-nodes.ts';
import styles from './folder-pane.module.css';
import { FolderTree } from './folder-tree.tsx';
import { Owner, type AccountFoldersProps } from './owner.tsx';
import { PinnedSearches } from './pinned-searches.tsx';
import { QuotaBar } from './quota-bar.tsx';
import { useFolderDrop } from './use-folder-drop.ts';
import { useFolderWish } from './use-folder-wish.ts';
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

function OwnFolders({ accountId, onPicked, onWish }: AccountFoldersProps) {
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
  const hidden = hiddenOwn(folders);
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
