import { useErrorText } from '../../app/error-text.ts';
import { holdKeys } from '../../app/held-keys.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { type Folder, useStore } from '../../store/index.ts';
import { laterRoom, useText } from '../../text/index.ts';
import { toast } from '../../ui/toast.tsx';
import type { FolderQuestion } from './folder-dialogs.tsx';
import type { FolderWish } from './folder-menu.tsx';

export type OnWish = (accountId: string) => (wish: FolderWish, folder: Folder) => void;

/** Does what needs no question, and asks about the rest. */
export function useFolderWish(ask: (question: FolderQuestion) => void): OnWish {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  const preferences = usePreferences();
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
        return void import('./empty-folder.ts').then(({ markAllRead }) => markAllRead(store, t, accountId, folder)).catch(tell);
      case 'hide':
      case 'show':
        return void laterRoom(import('./hide-folder.ts')).then(({ showFolder }) => showFolder(store, t, preferences, accountId, folder, wish === 'show')).catch(tell);
      default:
        return undefined;
    }
  };
}
