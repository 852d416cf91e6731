/** Another account whose folders this person may see. */
import { Eye } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useRoute } from 'wouter';
import { usePreferences } from '../../app/preferences.tsx';
import { useFolders } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { Fold } from './fold.tsx';
import { folderNodes } from './folder-nodes.ts';
import styles from './folder-pane.module.css';
import { FolderTree } from './folder-tree.tsx';
import { hiddenOf } from './hidden-of.ts';
import type { OnWish } from './use-folder-wish.ts';
import { useUnfolded } from './use-unfolded.ts';

export interface AccountFoldersProps {
  readonly accountId: string;
  readonly onPicked: (() => void) | undefined;
  readonly onWish: OnWish;
}
interface OwnerProps extends AccountFoldersProps {
  readonly name: string;
  readonly address: string;
  readonly isCounted: boolean;
}

export function Owner({ accountId, name, address, isCounted, onPicked, onWish }: OwnerProps) {
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
  const hidden = hiddenOf(preferences, accountId, folders);
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
function OwnersFolders({ accountId, name, onPicked, onWish }: AccountFoldersProps & { readonly name: string }) {
  const t = useText();
  const { preferences } = usePreferences();
  const { locale } = useFormat();
  const folders = useFolders(accountId);
  const unfolded = useUnfolded();
  const hidden = hiddenOf(preferences, accountId, folders ?? []);
  const isOpen = (id: string) => unfolded.has(`${accountId}/${id}`);
  // Below a hidden folder others may be shown: they stand at the top.
  const shownNodes = folderNodes(t, locale, (folders ?? []).filter(({ id }) => !hidden.has(id)), isOpen);
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
    .filter(({ id, parentId }) => hidden.has(id) && !hidden.has(parentId ?? ''))
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
