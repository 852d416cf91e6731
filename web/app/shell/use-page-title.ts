/** The browser tab tells where one is, and how much is unread. */
import { useEffect } from 'react';
import { useLocation, useRoute } from 'wouter';
import { folderName } from '../../mail/actions/folder-name.ts';
import { useFolder, useFolders, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { usePreferences } from '../preferences.tsx';

export function usePageTitle(): void {
  const t = useText();
  const inbox = useFolders(useStore().ownAccountId)?.find(({ role }) => role === 'inbox');
  const { conversations } = usePreferences().preferences;
  const count = (conversations ? inbox?.unreadThreads : inbox?.unreadEmails) ?? 0;
  const place = usePlaceName();
  useEffect(() => {
    const page = [place, t('shell.product')].filter(Boolean).join(' – ');
    document.title = count > 0 ? t('shell.unreadTitle', { count, page }) : page;
  }, [t, count, place]);
}

/** The folder, or the room. */
function usePlaceName(): string | undefined {
  const t = useText();
  const store = useStore();
  const [location] = useLocation();
  const [, mail] = useRoute<{ account: string; mailbox: string; thread?: string }>('/mail/:account/:mailbox/:thread?');
  const folder = useFolder(mail?.account ?? store.ownAccountId, mail?.mailbox);
  if (folder) return folderName(t, folder);
  if (location.startsWith('/settings')) return t('shell.settings');
  return location.startsWith('/search') ? t('shell.search') : undefined;
}
