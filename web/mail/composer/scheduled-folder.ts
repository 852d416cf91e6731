/** Where messages lie that wait for their time. */
import { SetFailed } from '../../jmap/errors.ts';
import type { Store } from '../../store/index.ts';
import { createFolder } from '../folders/change-folder.ts';

/**
 * The mailbox with the role `scheduled`, made with the first message that waits.
 * @param name what it is called where it is made
 * @returns undefined where there is none and none can be made
 * @throws what the client throws
 */
export async function scheduledFolderOf(store: Store, accountId: string, name: string): Promise<string | undefined> {
  const known = () => store.replica(accountId).folderByRole('scheduled')?.id;
  try {
    return known() ?? (await createFolder(store, accountId, name, null, 'scheduled'));
  } catch (error) {
    if (!(error instanceof SetFailed)) throw error;
    // Another client may have made one meanwhile, or this person has a folder of this name.
    await store.sync(accountId);
    return known();
  }
}
