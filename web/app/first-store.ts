import { Store } from '../store/index.ts';

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
