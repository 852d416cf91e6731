import { listQuery } from '../mail/list/list-query.ts';
import { Store } from '../store/index.ts';
import { parseMailSearch } from './paths.ts';
import type { Preferences } from './preferences.tsx';

let begun: Promise<Store> | undefined;

/** Opens the store while the words of the page are still on their way; the first {@link openStore} gets it. */
export function beginOpening(): void {
  begun = Store.open();
  begun.catch(() => {}); // told by openStore
}

/** The store of whoever is signed in. @throws as `Store.open` */
export function openStore(): Promise<Store> {
  const opening = begun ?? Store.open();
  begun = undefined;
  return opening;
}

/** Reads what the disk has of the list that the address leads to: drawn without it, the page would be drawn again for each thing that comes. */
export async function readFirstList(store: Store, { conversations }: Preferences): Promise<void> {
  const [, room, account, mailbox] = location.pathname.split('/');
  if (room !== 'mail') return;
  const { filter, sort } = parseMailSearch(location.search);
  const accountId = account || store.ownAccountId;
  if (!(accountId in store.session.accounts)) return;
  await store.readAhead(accountId, (folders) => {
    const folder = folders.find(({ id, role }) => (mailbox ? id === mailbox : role === 'inbox'));
    return folder && listQuery({ accountId, mailboxId: folder.id, filter, sort, conversations, role: folder.role });
  });
}
