/** `g i` and its like: to a folder from anywhere. */
import { useLocation } from 'wouter';
import { useStore } from '../../store/index.ts';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { useShortcuts } from '../keys.ts';
import { mailPath } from '../paths.ts';

/** How long a list takes to come at most, in frames. */
const patience = 120;

function focusRow(frames: number): void {
  if (document.activeElement !== document.body) return;
  const row = document.querySelector<HTMLElement>('[role="row"][tabindex="0"]');
  if (row) row.focus();
  else if (frames > 0) requestAnimationFrame(() => focusRow(frames - 1));
}

export function useGoKeys(): void {
  const store = useStore();
  const [, navigate] = useLocation();
  const go = (role: string, filter?: 'flagged') => {
    const accountId = store.ownAccountId;
    const mailboxId = store.replica(accountId).folderByRole(role)?.id;
    if (mailboxId === undefined) return false;
    navigate(mailPath({ accountId, mailboxId, filter }));
    // The row that had it is gone with its list.
    bringFocusHome(() => focusRow(patience));
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
