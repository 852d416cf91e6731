/** Where a search looks: in all folders of an account, or in one of them. It is always one account's, and named by whose that is. */
import { useCallback, useMemo } from 'react';
import type { FolderPlace, SearchPlace } from '../../app/paths.ts';
import { type Folder, useSharedAccounts, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { withoutBidiControls } from '../../ui/name-parts.ts';
import { useNamedFolders } from './use-named-folders.ts';

export interface Scope {
  readonly accountId: string;
  /** Undefined for all of the account's. */
  readonly mailboxId?: string | undefined;
}

export interface NamedScope extends Scope {
  readonly key: string;
  /** As a place: "In Claire’s folders". */
  readonly name: string;
  /** On a button that searches there. */
  readonly wish: string;
}

export const scopeKey = ({ accountId, mailboxId = '' }: Scope): string => `${accountId}/${mailboxId}`;

/** The part of a search's address that says where it looks. */
export function scopeInPath({ accountId, mailboxId }: Scope, ownAccountId: string): Pick<SearchPlace, 'accountId' | 'mailboxId'> {
  return { accountId: accountId === ownAccountId ? undefined : accountId, mailboxId };
}

/** Names a scope. `folders` are those of its account; a folder that is not among them (yet) has no name. */
export function useNameScope(): (scope: Scope, folders?: readonly Folder[]) => NamedScope {
  const t = useText();
  const { ownAccountId } = useStore();
  const shared = useSharedAccounts();
  // The list is made anew each time: only what it says counts.
  const key = JSON.stringify(shared);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the accounts
  const owners = useMemo(() => new Map(shared.map(({ id, name }) => [id, withoutBidiControls(name)])), [key]);
  return useCallback(
    (scope, folders) => {
      const key = scopeKey(scope);
      const { accountId, mailboxId } = scope;
      const folder = folders?.find(({ id }) => id === mailboxId)?.name ?? '…';
      if (accountId === ownAccountId) {
        const wish = t('search.elsewhere.mine');
        return { ...scope, key, wish, name: mailboxId === undefined ? t('search.everywhere') : t('search.scope.folder', { folder }) };
      }
      const owner = owners.get(accountId) ?? '…';
      if (mailboxId === undefined) return { ...scope, key, name: t('search.scope.theirs', { owner }), wish: t('search.elsewhere.theirs', { owner }) };
      return { ...scope, key, name: t('search.scope.folderOf', { folder, owner }), wish: t('search.elsewhere.folderOf', { folder, owner }) };
    },
    [t, ownAccountId, owners],
  );
}

export interface Scopes {
  readonly present: NamedScope;
  /** All of one's own, the folder that the search began in where that is somebody else's, and all of each account that is shared. */
  readonly wide: readonly NamedScope[];
  /** Where the search began, while it does not look there, and all of one's own, while it looks into what is somebody else's: one press away. */
  readonly near: readonly NamedScope[];
}

/** The scopes that a search may have. @param folders those of the account that it looks into, undefined until they are known */
export function useScopes(present: Scope, from: FolderPlace | undefined, folders: readonly Folder[] | undefined): Scopes {
  const { ownAccountId } = useStore();
  const nameScope = useNameScope();
  const shared = useSharedAccounts().map(({ id }) => id).join(' ');
  const fromFolders = useNamedFolders(from?.accountId ?? ownAccountId);
  const { accountId, mailboxId } = present;
  const [fromAccount, fromMailbox] = [from?.accountId, from?.mailboxId];
  return useMemo(() => {
    const named = nameScope({ accountId, mailboxId }, folders);
    const accounts = shared === '' ? [] : shared.split(' ');
    const isThere = fromAccount !== undefined && accounts.includes(fromAccount) && (fromFolders?.some(({ id }) => id === fromMailbox) ?? false);
    const began = isThere ? [nameScope({ accountId: fromAccount, mailboxId: fromMailbox }, fromFolders)] : [];
    const mine = nameScope({ accountId: ownAccountId });
    const near = [...(accountId === ownAccountId ? [] : [mine]), ...began].filter(({ key }) => key !== named.key);
    return { present: named, wide: [mine, ...began, ...accounts.map((id) => nameScope({ accountId: id }))], near };
  }, [nameScope, accountId, mailboxId, folders, fromAccount, fromMailbox, fromFolders, shared, ownAccountId]);
}
