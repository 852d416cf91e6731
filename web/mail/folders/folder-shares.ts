/** With whom folders are shared that are about to be deleted: they lose what they have there. */
import { useEffect, useState } from 'react';
import type { MailboxRights } from '../../../openapi/generated/jmap.ts';
import { nameOf } from '../../sharing/principal-name.ts';
import { type Store, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';

/** `shareWith` of those folders that are shared, by their ids. */
export type Shares = ReadonlyMap<string, Readonly<Record<string, MailboxRights>>>;

/** Of folders whose sharing this person may change; of others the server does not tell. @throws what the client throws */
export async function sharesOf(store: Store, accountId: string, ids: readonly string[]): Promise<Shares> {
  const { list } = await store.client.call('Mailbox/get', { accountId, ids: [...ids], properties: ['id', 'shareWith'] });
  return new Map(list.flatMap(({ id, shareWith }) => (id !== undefined && shareWith && Object.keys(shareWith).length > 0 ? [[id, shareWith] as const] : [])));
}

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
