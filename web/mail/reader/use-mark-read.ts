import { useEffect, useRef } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { type EmailRow, isUnread, useStore } from '../../store/index.ts';
import { useMailActions } from '../actions/index.ts';
import { useIsAttended } from './use-in-sight.ts';

/**
 * Marks what is open as read, after the time that the person chose and while the page is attended. Each message once: one that is marked unread again stays so.
 * @param open the messages that are unfolded, and have been seen
 * @returns keeps a message as it is
 */
export function useMarkRead(accountId: string, mailboxId: string | undefined, open: readonly EmailRow[]): (ids: readonly string[]) => void {
  const store = useStore();
  const actions = useMailActions();
  const { markReadAfterSeconds } = usePreferences().preferences;
  const isAttended = useIsAttended();
  const settled = useRef(new Set<string>());
  const unread = open.filter((row) => isUnread(row) && !settled.current.has(row.id));
  const key = unread.map(({ id }) => id).join(' ');

  useEffect(() => {
    if (key === '' || markReadAfterSeconds === null || !isAttended) return;
    const mark = () => {
      const ids = key.split(' ').filter((id) => !settled.current.has(id));
      for (const id of ids) settled.current.add(id);
      const target = { accountId, mailboxId, emailIds: ids };
      // Reading is not something to be undone: it goes to the store without a toast.
      if (actions.whyNot(target, { kind: 'keyword', keyword: '$seen', on: true }) === undefined) void store.markAside(accountId, ids, '$seen', true);
    };
    const timer = setTimeout(mark, markReadAfterSeconds * 1000);
    return () => clearTimeout(timer);
  }, [store, actions, accountId, mailboxId, key, markReadAfterSeconds, isAttended]);

  return (ids) => {
    for (const id of ids) settled.current.add(id);
  };
}
