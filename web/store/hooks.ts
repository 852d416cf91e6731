/** The store in React: a component that asks is drawn again when what it asked for changes. */
import { createContext, use, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Quota } from '../../openapi/generated/jmap.ts';
import { sharedAccounts, type Session } from '../jmap/session.ts';
import { type LiveQuery, queryKey } from './live-query.ts';
import type { Connection, Store } from './store.ts';
import { ownersSignal } from './owners.ts';
import type { EmailBody, EmailRow, Folder, ListQuery, OwnIdentity } from './types.ts';

export const StoreContext = createContext<Store | undefined>(undefined);

export function useStore(): Store {
  const store = use(StoreContext);
  if (!store) throw new Error('There is no store outside of the signed-in part of the page.');
  return store;
}

/** Draws again when one of these keys changes (see `Signals`). */
export function useSignals(keys: readonly string[]): void {
  const { signals } = useStore();
  const joined = keys.join('\n');
  const subscribe = useCallback((listener: () => void) => signals.subscribe(joined.split('\n'), listener), [signals, joined]);
  useSyncExternalStore(subscribe, () => signals.version(joined.split('\n')));
}

export function useSession(): Session {
  useSignals(['session']);
  return useStore().session;
}

export function useConnection(): Connection {
  useSignals(['connection']);
  return useStore().connection;
}

export interface SharedAccount {
  readonly id: string;
  /** The owner's, as the directory has it; their address until it is known. */
  readonly name: string;
  readonly address: string;
}

/** Accounts of others that share something with this person, by name. */
export function useSharedAccounts(): SharedAccount[] {
  const store = useStore();
  const session = useSession();
  useSignals([ownersSignal]);
  useEffect(() => void store.owners.load(session).catch((error: unknown) => store.failed(error)), [store, session]);
  return sharedAccounts(session)
    .map(({ id, name: address }) => ({ id, name: store.owners.nameOf(id) || address, address }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** All folders of an account; undefined until they are known. */
export function useFolders(accountId: string): Folder[] | undefined {
  useSignals([`mailboxes:${accountId}`]);
  return useStore().replica(accountId).folders();
}

export function useFolder(accountId: string, mailboxId: string | undefined): Folder | undefined {
  useSignals([`mailboxes:${accountId}`]);
  const replica = useStore().replica(accountId);
  return mailboxId === undefined ? undefined : replica.folder(mailboxId);
}

/** A list, kept true as long as the component is there. */
export function useList(query: ListQuery): LiveQuery {
  const store = useStore();
  const key = `${query.accountId}\n${queryKey(query)}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters of the query
  const stable = useMemo(() => query, [key]);
  const live = store.replica(stable.accountId).query(stable);
  useSignals([live.signal]);
  useEffect(() => store.watch(stable), [store, stable]);
  return live;
}

export function useEmail(accountId: string, id: string): EmailRow | undefined {
  const replica = useStore().replica(accountId);
  useSignals([replica.emailKey(id)]);
  return replica.row(id);
}

/** The Emails of a conversation that are known, oldest first. */
export function useThreadRows(accountId: string, threadId: string): EmailRow[] {
  const replica = useStore().replica(accountId);
  useSignals([replica.threadKey(threadId)]);
  return replica.threadRows(threadId);
}

export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  /** True once it is certain that there is no such thing. */
  readonly isGone: boolean;
  retry(): void;
}

/** The body of a message. */
export function useBody(accountId: string, id: string): Loaded<EmailBody> {
  const store = useStore();
  useSignals([store.bodies.key(accountId, id)]);
  const value = store.bodies.get(accountId, id);
  const [result, setResult] = useState<{ error: unknown; isGone: boolean; id: string }>({ error: undefined, isGone: false, id });
  const load = useCallback(() => {
    // Nothing new is not told: it would draw everything again.
    const well = (before: typeof result) => (before.id === id && before.error === undefined && !before.isGone ? before : { error: undefined, isGone: false, id });
    setResult(well);
    if (store.bodies.get(accountId, id)) return;
    store.bodies.load(accountId, id).then(
      (body) => setResult((before) => (body ? well(before) : { error: undefined, isGone: true, id })),
      (error: unknown) => {
        store.failed(error);
        setResult({ error, isGone: false, id });
      },
    );
  }, [store, accountId, id]);
  useEffect(load, [load]);
  const isCurrent = result.id === id;
  return { value, error: isCurrent ? result.error : undefined, isGone: isCurrent && result.isGone, retry: load };
}

/** Identities or quotas of an account. */
function useSettings<T>(accountId: string, type: 'Identity' | 'Quota', read: (store: Store) => T | undefined): T | undefined {
  const store = useStore();
  useSignals([`state:${accountId}:${type}`]);
  const value = read(store);
  const isAbsent = value === undefined;
  useEffect(() => {
    if (isAbsent) store.loadSettings(accountId, type).catch((error: unknown) => store.failed(error));
  }, [store, accountId, type, isAbsent]);
  return value;
}

export function useIdentities(accountId: string): readonly OwnIdentity[] | undefined {
  return useSettings(accountId, 'Identity', (store) => store.replica(accountId).identities);
}

/** The addresses, in small letters, at which this person alone is written to. */
export function useOwnAddresses(accountId: string): ReadonlySet<string> {
  const identities = useIdentities(accountId);
  return useMemo(() => new Set((identities ?? []).flatMap(({ email = '', isShared }) => (isShared ? [] : [email.toLowerCase()]))), [identities]);
}

export function useQuotas(accountId: string): readonly Quota[] | undefined {
  return useSettings(accountId, 'Quota', (store) => store.replica(accountId).quotas);
}
