/** The last searches of this person, in this browser's replica: they go with it when they sign out. */
import { useCallback, useEffect, useState } from 'react';
import { useStore } from '../../store/index.ts';

const key = 'recent-searches';
const most = 20;

export function useRecentSearches(): { readonly recent: readonly string[]; add(text: string): void } {
  const { database } = useStore();
  const [recent, setRecent] = useState<readonly string[]>([]);
  useEffect(() => {
    void database.meta<string[]>(key).then((kept) => setRecent(kept ?? []));
  }, [database]);
  const add = useCallback(
    (text: string) => {
      setRecent((before) => {
        const after = [text, ...before.filter((one) => one !== text)].slice(0, most);
        database.putMeta(key, after);
        return after;
      });
    },
    [database],
  );
  return { recent, add };
}
