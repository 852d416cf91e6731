/**
 * What somebody has in a folder and in those below it. A new folder takes over the grants of the one that it is made in; each has its own from then on. So
 * what ends or changes above has to end or change below, or somebody keeps what nobody meant to leave.
 */
import type { MailboxRights } from '../../openapi/generated/jmap.ts';
import { SetFailed } from '../jmap/errors.ts';
import { subtreeOf } from '../mail/actions/folder-choices.ts';
import { sharesOf } from '../mail/folders/folder-shares.ts';
import type { Folder, Store } from '../store/index.ts';
import { everybodyId } from './everybody.ts';
import { isSame } from './roles.ts';
import { type StillHeld, stillHeld } from './still-held.ts';

/** One principal's rights by Mailbox id; null for none. */
export type GrantsByFolder = ReadonlyMap<string, MailboxRights | null>;

/** Which of the folders below a change concerns: all, those with any grant, those that have what the one above has, none. */
export type Below = 'all' | 'granted' | 'alike' | 'none';

export interface Outcome {
  /** What was there before, of each folder that has changed: with it, all of it can be given back. */
  readonly before: GrantsByFolder;
  /** Folders below that have changed too. */
  readonly along: readonly Folder[];
  /** Folders below with rights of their own, which stay. */
  readonly kept: readonly Folder[];
  /** Folders below that are not this person's to share: what others have there stays, and is not known. */
  readonly foreign: readonly Folder[];
  readonly refused: readonly Refusal[];
  /** What whose grants have ended has all the same; undefined where that could not be asked. */
  readonly still: Still | undefined;
}

export interface Still {
  readonly here: StillHeld | undefined;
  /** Those of `along` that are still had. */
  readonly below: readonly Folder[];
}

export interface Refusal {
  /** Undefined: the folder itself. */
  readonly folder: Folder | undefined;
  readonly error: SetFailed;
}

export function foldersBelow(store: Store, accountId: string, mailboxId: string): readonly Folder[] {
  return subtreeOf(store.replica(accountId).folders() ?? [], mailboxId).slice(1);
}

/**
 * Gives somebody rights in a folder and, in the same call, in those below that are concerned.
 * @param rights null takes the grants away
 * @throws what the client throws; nothing has changed then
 */
export async function changeGrants(store: Store, accountId: string, mailboxId: string, principalId: string, rights: MailboxRights | null, concerned: Below): Promise<Outcome> {
  const all = foldersBelow(store, accountId, mailboxId);
  const below = all.filter(({ myRights }) => myRights.mayShare);
  // Asked anew: what is left out here stays open.
  const shares = await sharesOf(store, accountId, [mailboxId, ...below.map(({ id }) => id)]);
  const held = (id: string) => shares.get(id)?.[principalId];
  const here = held(mailboxId);
  const isConcerned = ({ id }: Folder): boolean => {
    const there = held(id);
    if (concerned === 'alike') return there !== undefined && here !== undefined && isSame(there, here);
    return concerned === 'all' || (concerned === 'granted' && there !== undefined);
  };
  const along = below.filter(isConcerned);
  const keeps = ({ id }: Folder): boolean => {
    const there = held(id);
    return concerned === 'alike' && there !== undefined && !along.some((folder) => folder.id === id) && !(rights && isSame(there, rights));
  };
  // The folder itself comes last: where the server has had enough on the way, its grant still stands, and the change can be made again.
  const ids = [...along.map(({ id }) => id), mailboxId];
  const refused = await setGrants(store, accountId, principalId, new Map(ids.map((id) => [id, rights])));
  const ended = rights === null && principalId !== everybodyId ? ids.filter((id) => !refused.has(id)) : [];
  const others = new Map(ended.map((id) => [id, Object.fromEntries(Object.entries(shares.get(id) ?? {}).filter(([other]) => other !== principalId))]));
  // The grants have ended, whether or not this is answered.
  const still = await stillHeld(accountId, principalId, others).catch(() => undefined);
  return {
    before: new Map(ids.filter((id) => !refused.has(id)).map((id) => [id, held(id) ?? null])),
    along: along.filter(({ id }) => !refused.has(id)),
    kept: below.filter(keeps),
    still: still && { here: still.get(mailboxId), below: along.filter(({ id }) => still.has(id)) },
    foreign: concerned === 'none' ? [] : all.filter(({ myRights }) => !myRights.mayShare),
    refused: [...refused].map(([id, error]) => ({ folder: along.find((folder) => folder.id === id), error })),
  };
}

/** @returns what the server says where it refuses, by Mailbox ids; the others have changed. @throws what the client throws */
export async function setGrants(store: Store, accountId: string, principalId: string, grants: GrantsByFolder): Promise<ReadonlyMap<string, SetFailed>> {
  const update = Object.fromEntries([...grants].map(([id, rights]) => [id, { [`shareWith/${principalId}`]: rights }]));
  const { notUpdated } = await store.client.call('Mailbox/set', { accountId, update });
  return new Map(Object.entries(notUpdated ?? {}).map(([id, error]) => [id, new SetFailed(error)]));
}
