/** Changes to folders: at once on the screen; what the server refuses is taken back and thrown. */
import type { Mailbox, PatchObject } from '../../../openapi/generated/jmap.ts';
import { SetFailed } from '../../jmap/errors.ts';
import type { Folder, Store } from '../../store/index.ts';

/** @returns the new folder's id. @throws SetFailed with the server's reason, and what the client throws */
export async function createFolder(store: Store, accountId: string, name: string, parentId: string | null, role: 'scheduled' | null = null): Promise<string> {
  const properties = { name: name.normalize('NFC').trim(), parentId, role, sortOrder: 0, isSubscribed: true };
  const { created, notCreated } = await store.client.call('Mailbox/set', { accountId, create: { folder: properties } });
  const refused = notCreated?.['folder'];
  if (refused) throw new SetFailed(refused);
  const folder = { ...properties, ...created?.['folder'] } as Folder;
  store.replica(accountId).putFolders([folder], { keep: false });
  void store.sync(accountId).catch(() => {});
  return folder.id;
}

type ShownChange = Partial<Pick<Folder, 'name' | 'parentId' | 'isSubscribed'>>;
/** `shareWith` is not kept here: only the server is told. */
export type FolderChange = ShownChange & Pick<Mailbox, 'shareWith'>;

const shown = ({ shareWith: _, ...change }: FolderChange): ShownChange => change;

/** Renames, moves, hides or shows folders, and says with whom they are shared. @throws as {@link createFolder} */
export async function changeFolders(store: Store, accountId: string, changes: ReadonlyMap<string, FolderChange>): Promise<void> {
  const replica = store.replica(accountId);
  const before = [...changes].flatMap(([id, change]) => {
    const folder = replica.folder(id);
    return folder ? [{ id, ...Object.fromEntries(Object.keys(shown(change)).map((key) => [key, folder[key as keyof ShownChange]])) }] : [];
  });
  replica.putFolders([...changes].map(([id, change]) => ({ id, ...shown(change) })), { keep: false });
  try {
    const update = Object.fromEntries([...changes].map(([id, change]) => [id, change as PatchObject]));
    const { notUpdated } = await store.client.call('Mailbox/set', { accountId, update });
    const refused = Object.values(notUpdated ?? {})[0];
    if (refused) throw new SetFailed(refused);
  } catch (error) {
    replica.putFolders(before, { keep: false });
    throw error;
  }
  await store.sync(accountId);
}

/** @throws SetFailed where messages or folders are in it, and as {@link createFolder} */
export async function destroyEmptyFolder(store: Store, accountId: string, id: string): Promise<void> {
  const { notDestroyed } = await store.client.call('Mailbox/set', { accountId, destroy: [id], onDestroyRemoveEmails: false });
  const refused = notDestroyed?.[id];
  if (refused) throw new SetFailed(refused);
  await store.sync(accountId);
}

/** A folder that was to go with others, and stays. */
export class FolderStays extends SetFailed {
  readonly id: string;

  constructor(id: string, error: ConstructorParameters<typeof SetFailed>[0]) {
    super(error);
    this.id = id;
  }
}

/** Takes folders away with all that is in them. @throws FolderStays with the server's reason; what the client throws */
export async function destroyFolders(store: Store, accountId: string, ids: readonly string[]): Promise<void> {
  const { cancelSendingIn } = await import('../actions/cancel-sending.ts');
  await cancelSendingIn(store, accountId, ids);
  const { notDestroyed } = await store.client.call('Mailbox/set', { accountId, destroy: [...ids], onDestroyRemoveEmails: true });
  const refused = Object.entries(notDestroyed ?? {});
  // With the last folder that somebody shares their account goes, too: there is nothing left to ask about.
  await store.sync(accountId).catch((error: unknown) => store.failed(error));
  // Those that hold one that stays are refused on its account.
  const [id, error] = refused.find(([, { type }]) => type !== 'mailboxHasChild') ?? refused[0] ?? [];
  if (id !== undefined && error) throw new FolderStays(id, error);
}
