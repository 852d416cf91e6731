import { useMemo } from 'react';
import { useFolders, useOwnAddresses, useSession, useStore } from '../../store/index.ts';
import { useLanguage, useText } from '../../text/index.ts';
import { inRoles } from '../actions/folder-choices.ts';
import type { Sight } from './row-summary.ts';

/** How rows of a list are seen: by whom, and from which folder. */
export function useSight(accountId: string, mailboxId: string | undefined, wishes: Pick<Sight, 'showsRecipients' | 'byConversations' | 'folderNames'>): Sight {
  const t = useText();
  const { language } = useLanguage();
  const own = useOwnAddresses(useStore().ownAccountId);
  const { username } = useSession();
  const folders = useFolders(accountId);
  const { showsRecipients, byConversations, folderNames } = wishes;
  const apartKey = [...inRoles(folders ?? [], ['trash', 'junk'])].filter((id) => id !== mailboxId).join(' ');
  return useMemo(() => {
    const mine = new Set([username.toLowerCase(), ...own]);
    return {
      t,
      isMe: (address) => mine.has(address.toLowerCase()),
      separator: language === 'ar' ? '، ' : ', ',
      showsRecipients,
      byConversations,
      apart: new Set(apartKey === '' ? [] : apartKey.split(' ')),
      folderNames,
    };
  }, [t, language, own, username, showsRecipients, byConversations, apartKey, folderNames]);
}
