/** `g i` and its like: to a folder from anywhere. */
import { useLocation } from 'wouter';
import { useStore } from '../../store/index.ts';
import { focusRowOfNext } from '../../mail/list/focus-row.ts';
import { useShortcuts } from '../keys.ts';
import { mailPath } from '../paths.ts';

export function useGoKeys(): void {
  const store = useStore();
  const [, navigate] = useLocation();
  const go = (role: string, filter?: 'flagged') => {
    const accountId = store.ownAccountId;
    const mailboxId = store.replica(accountId).folderByRole(role)?.id;
    if (mailboxId === undefined) return false;
    focusRowOfNext();
    navigate(mailPath({ accountId, mailboxId, filter }));
    return true;
  };
  useShortcuts({
    goInbox: () => go('inbox'),
    goFlagged: () => go('inbox', 'flagged'),
    goDrafts: () => go('drafts'),
    goSent: () => go('sent'),
    goArchive: () => go('archive'),
  });
}
