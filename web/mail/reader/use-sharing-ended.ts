import { useRef } from 'react';
import { useFolders, useSession, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { folderName } from '../actions/index.ts';

/** That the folder of somebody else in which one reads is no longer shared with this person, in words; undefined while it is. */
export function useSharingEnded(accountId: string, mailboxId: string | undefined): string | undefined {
  const t = useText();
  const store = useStore();
  const { accounts } = useSession();
  const folders = useFolders(accountId);
  const folder = folders?.find(({ id }) => id === mailboxId);
  // What it was called: afterwards nobody tells.
  const last = useRef<{ readonly owner: string; readonly name: string }>(undefined);
  const account = accounts[accountId];
  if (account && folder) last.current = { owner: store.owners.nameOf(accountId) || account.name, name: folderName(t, folder) };
  if (accountId === store.ownAccountId || last.current === undefined || (account && folder)) return undefined;
  return t('sharing.ended', { who: last.current.owner, name: last.current.name });
}
