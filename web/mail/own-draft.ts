import type { EmailRow, Store } from '../store/index.ts';

/** A draft that is gone on with where it is opened. One in the account of somebody else is read, like any message: only its owner writes on it. */
export function isOwnDraft(store: Store, accountId: string, { keywords }: EmailRow): boolean {
  return '$draft' in keywords && accountId === store.ownAccountId;
}
