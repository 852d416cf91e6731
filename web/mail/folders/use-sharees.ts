/** With whom folders are shared that are about to be deleted: they lose what they have there. */
import { useEffect, useState } from 'react';
import { nameOf } from '../../sharing/principal-name.ts';
import { useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { sharesOf } from './folder-shares.ts';

/** Names of all with whom these folders are shared; undefined until they are known. What cannot be asked is nothing that can be told. */
export function useSharees(accountId: string, ids: readonly string[]): readonly string[] | undefined {
  const t = useText();
  const store = useStore();
  const [names, setNames] = useState<readonly string[]>();
  const key = ids.join(' ');
  useEffect(() => {
    let isCurrent = true;
    void (async () => {
      let found: readonly string[] = [];
      try {
        const shares = await sharesOf(store, accountId, key.split(' '));
        const principals = [...new Set([...shares.values()].flatMap((shareWith) => Object.keys(shareWith)))];
        if (principals.length > 0) {
          const { list } = await store.client.call('Principal/get', { accountId: store.ownAccountId, ids: principals });
          found = principals.map((id) => nameOf(list.find((principal) => principal.id === id), t));
        }
      } catch (error) {
        store.failed(error);
      }
      if (isCurrent) setNames(found);
    })();
    return () => {
      isCurrent = false;
    };
  }, [t, store, accountId, key]);
  return names;
}
