/** What happens to what is dropped on a folder. Fetched when something is dropped. */
import { errorText } from '../../app/error-text.ts';
import type { Folder, Store } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { toast } from '../../ui/toast-queue.ts';
import { inRoles } from '../actions/folder-choices.ts';
import { type Dragged, folderName, type MailActions, type Target } from '../actions/index.ts';
import { moveFolder } from './folder-actions.ts';

export interface DropPlace {
  readonly store: Store;
  readonly t: Translate;
  readonly actions: MailActions;
  readonly accountId: string;
  /** Undefined: the top of the account's tree. */
  readonly folder: Folder | undefined;
  /** A folder was dropped into Trash: that deletes it, and is asked first. */
  readonly onDelete: ((folder: Folder) => void) | undefined;
}

export function takeDrop(place: DropPlace, dragged: Dragged, isCopy: boolean): void {
  if (dragged.kind === 'emails') takeEmails(place, dragged.target, isCopy);
  else takeFolder(place, dragged.mailboxId);
}

/** What may not be taken out of where it is, is not copied unasked: it is said why, and a copy is offered. */
function takeEmails({ actions, accountId, folder, t }: DropPlace, target: Target, isCopy: boolean): void {
  if (!folder) return;
  const to = { accountId, mailboxId: folder.id };
  if (isCopy) return void actions.copy(target, to);
  const why = actions.whyNot(target, { kind: 'move', ...to });
  if (why === undefined) return void actions.move(target, to);
  const mayCopy = actions.whyNot(target, { kind: 'copy', ...to }) === undefined;
  toast(why, { kind: 'failed', ...(mayCopy ? { action: { label: t('reader.copy'), onPress: () => actions.copy(target, to) } } : {}) });
}

function takeFolder({ store, t, accountId, folder, onDelete }: DropPlace, id: string): void {
  const moved = store.replica(accountId).folder(id);
  if (!moved) return;
  const trash = inRoles(store.replica(accountId).folders() ?? [], ['trash']);
  if (onDelete && folder && trash.has(folder.id) && !trash.has(moved.id)) return void onDelete(moved);
  moveFolder(store, t, accountId, moved, folder?.id ?? null, t('folders.moved', { name: folderName(t, moved) })).catch((error: unknown) => {
    const { what, why } = errorText(t, error);
    toast(why ?? what, { kind: 'failed' });
  });
}
