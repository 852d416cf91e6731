/** Who may do what in a folder, kept true, and changed at once. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Mailbox, MailboxRights, Principal } from '../../openapi/generated/jmap.ts';
import { capability, type Session } from '../jmap/session.ts';
import { useSession, useSignals, useStore } from '../store/index.ts';
import { type Below, changeGrants, foldersBelow, type GrantsByFolder, type Outcome, type Refusal, setGrants } from './folder-grants.ts';

export interface Grant {
  readonly principalId: string;
  readonly principal: Principal | undefined;
  readonly rights: MailboxRights;
}

export interface Sharing {
  readonly name: string;
  readonly myRights: MailboxRights | undefined;
  /** Whose folder it is; undefined until known. */
  readonly owner: Principal | undefined;
  /** Undefined until known. */
  readonly grants: readonly Grant[] | undefined;
  /** There are folders below that this person may share along. */
  readonly hasBelow: boolean;
  readonly error: unknown;
  retry(): void;
  /** Null takes the grant away. @param below where else. @throws what the client throws; afterwards the picture is what is true */
  set(who: Sharee, rights: MailboxRights | null, below: Below): Promise<Outcome>;
  /** Gives back what an outcome tells. @returns what was refused. @throws as `set` */
  putBack(who: Sharee, before: GrantsByFolder): Promise<readonly Refusal[]>;
}

/** Somebody who has a grant, or is to have one. */
export type Sharee = Pick<Grant, 'principalId' | 'principal'>;

export function useSharing(accountId: string, mailboxId: string): Sharing {
  const store = useStore();
  const [mailbox, setMailbox] = useState<Mailbox>();
  const [principals, setPrincipals] = useState<ReadonlyMap<string, Principal>>(new Map());
  const [error, setError] = useState<unknown>();
  const folder = store.replica(accountId).folder(mailboxId);
  const ownerId = ownerOf(useSession(), accountId);

  const load = useCallback(async () => {
    try {
      const { list } = await store.client.call('Mailbox/get', { accountId, ids: [mailboxId], properties: ['name', 'myRights', 'shareWith'] });
      const [found] = list;
      const ids = [...new Set([...Object.keys(found?.shareWith ?? {}), ...(ownerId === undefined ? [] : [ownerId])])];
      if (ids.length > 0) {
        const known = await store.client.call('Principal/get', { accountId: store.ownAccountId, ids });
        setPrincipals((before) => new Map([...before, ...known.list.map((one) => [one.id, one] as const)]));
      }
      setMailbox(found);
      setError(undefined);
    } catch (cause) {
      store.failed(cause);
      setError(cause);
    }
  }, [store, accountId, mailboxId, ownerId]);
  useSignals([`mailboxes:${accountId}`]);
  const { myRights } = folder ?? {};
  // Rights that others change meanwhile come with the folder's own changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the rights change
  useEffect(() => void load(), [load, myRights]);

  // One after the other: a change looks at what is there, and must not miss what the one before it gives.
  const running = useRef<Promise<unknown>>(Promise.resolve());
  /** Shows a grant as it is to be, until the server has answered. */
  const changing = async <T>({ principalId, principal }: Sharee, rights: MailboxRights | null, change: () => Promise<T>): Promise<T> => {
    if (principal) setPrincipals((before) => new Map([...before, [principal.id, principal]]));
    setMailbox((before) => {
      if (!before) return before;
      const { [principalId]: _old, ...others } = before.shareWith ?? {};
      return { ...before, shareWith: rights ? { ...others, [principalId]: rights } : others };
    });
    const turn = running.current.then(change);
    running.current = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      await load();
    }
  };
  const set: Sharing['set'] = (who, rights, below) => changing(who, rights, () => changeGrants(store, accountId, mailboxId, who.principalId, rights, below));
  const putBack: Sharing['putBack'] = (who, before) =>
    changing(who, before.get(mailboxId) ?? null, async () => {
      const refused = await setGrants(store, accountId, who.principalId, before);
      return [...refused].map(([id, error]) => ({ folder: id === mailboxId ? undefined : store.replica(accountId).folder(id), error }));
    });

  const grants = mailbox?.shareWith === undefined ? undefined : Object.entries(mailbox.shareWith ?? {}).map(([principalId, rights]) => ({ principalId, principal: principals.get(principalId), rights }));
  return {
    name: mailbox?.name ?? folder?.name ?? '',
    myRights: mailbox?.myRights ?? folder?.myRights,
    owner: ownerId === undefined ? undefined : principals.get(ownerId),
    grants,
    hasBelow: foldersBelow(store, accountId, mailboxId).some((below) => below.myRights.mayShare),
    error,
    retry: () => void load(),
    set,
    putBack,
  };
}

/** The Principal that an account belongs to (RFC 9670 §1.5.2); one's own account is one's own. */
function ownerOf({ accounts }: Session, accountId: string): string | undefined {
  const { isPersonal, accountCapabilities } = accounts[accountId] ?? {};
  const owner = accountCapabilities?.[capability.owner] as { principalId?: string } | undefined;
  const own = accountCapabilities?.[capability.principals] as { currentUserPrincipalId?: string | null } | undefined;
  return owner?.principalId ?? (isPersonal ? (own?.currentUserPrincipalId ?? undefined) : undefined);
}
