/** Throwing a draft away so that Undo has all of it: its files are parts of the Email that the server keeps of it, and would be gone with that. */
import type { Store } from '../../store/index.ts';
import type { Draft } from './draft.ts';
import type { RefusedFile } from './refused-files.ts';
import { allFiles } from './same-files.ts';

export interface Discarded {
  readonly draft: Draft;
  /** Files that were not on the server yet, by the id of the attachment. */
  readonly files: ReadonlyMap<string, Blob>;
  readonly refusedFiles: readonly RefusedFile[];
  /** The Email that the server keeps of it lies in Trash. */
  readonly isInTrash: boolean;
}

/**
 * Takes away what the server keeps of a draft: with files into Trash, like any message that is deleted, else for good. What was sent from another place meanwhile
 * is no draft any more, and stays.
 * @param homes the mailboxes that it was in when it was last looked at
 * @returns whether it is in Trash
 */
export async function throwAway(store: Store, draft: Draft, homes: readonly string[]): Promise<boolean> {
  const { accountId, serverId } = draft;
  if (serverId === undefined || (await isSent(store, accountId, serverId))) return false;
  const { trash, drafts } = places(store, accountId);
  const isInTrash = trash !== undefined && allFiles(draft).length > 0;
  const away = [...homes, ...(drafts === undefined ? [] : [drafts])].map((id) => [id, false] as const);
  await store.change(accountId, new Map([[serverId, isInTrash ? { mailboxIds: { ...Object.fromEntries(away), [trash]: true } } : { destroy: true }]]));
  return isInTrash;
}

async function isSent({ client }: Store, accountId: string, id: string): Promise<boolean> {
  try {
    const { list } = await client.call('Email/get', { accountId, ids: [id], properties: ['keywords'] });
    return list.some(({ keywords }) => !keywords?.['$draft']);
  } catch {
    return false; // without a network it goes when there is one, as all that is deleted
  }
}

/** Puts it back among the drafts: on the screen at once, on the server before the promise resolves. */
export async function takeOutOfTrash(store: Store, { accountId, serverId }: Draft): Promise<void> {
  const { trash, drafts } = places(store, accountId);
  if (serverId === undefined || trash === undefined || drafts === undefined) return;
  await store.change(accountId, new Map([[serverId, { mailboxIds: { [trash]: false, [drafts]: true } }]]));
}

function places(store: Store, accountId: string): { readonly trash: string | undefined; readonly drafts: string | undefined } {
  const replica = store.replica(accountId);
  return { trash: replica.folderByRole('trash')?.id, drafts: replica.folderByRole('drafts')?.id };
}
