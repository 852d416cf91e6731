/** What goes into a folder of another account, and how it comes back from there. */
import { type Folder, final, type Store, type Undoable } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';
import { toast } from '../../ui/toast-queue.ts';
import type { Action, Patchable } from './action.ts';
import { folderName } from './folder-name.ts';

export type BetweenFolders = Action & { readonly kind: 'move' | 'copy' };

/** The Emails that go, by the folder that each comes back to. */
export class Homes {
  readonly accountId: string;
  readonly #folders = new Map<string, Set<string>>();

  constructor(accountId: string) {
    this.accountId = accountId;
  }

  /** @param mailboxId the folder that they are taken out of; where absent, the first of each */
  add(emails: Iterable<Patchable & { readonly id: string }>, mailboxId: string | undefined): void {
    for (const { id, mailboxIds } of emails) {
      const home = mailboxId ?? Object.keys(mailboxIds)[0];
      if (home !== undefined) this.#folders.set(home, (this.#folders.get(home) ?? new Set()).add(id));
    }
  }

  /** One of them that nothing may be put into. */
  closed(store: Store): Folder | undefined {
    return [...this.#folders.keys()].map((id) => store.replica(this.accountId).folder(id)).find((folder) => folder && !folder.myRights.mayAddItems);
  }

  /** @param copied old id to new id */
  async bringBack(store: Store, action: BetweenFolders, copied: ReadonlyMap<string, string>): Promise<void> {
    if (action.kind === 'copy') return void (await store.change(action.accountId, new Map([...copied.values()].map((id) => [id, { destroy: true as const }]))));
    for (const [mailboxId, old] of this.#folders) {
      const back = [...copied].flatMap(([id, now]) => (old.has(id) ? [now] : []));
      if (back.length > 0) await store.copyBetweenAccounts(action.accountId, back, this.accountId, mailboxId, { move: true });
    }
  }
}

/** Says what was done, with the way back where there is one. @param copied old id to new id, by the time that somebody asks for it */
export async function tellBetweenAccounts({ store, t }: { readonly store: Store; readonly t: Translate }, action: BetweenFolders, homes: Homes, done: string, copied: () => Promise<ReadonlyMap<string, string>>): Promise<void> {
  const to = store.replica(action.accountId).folder(action.mailboxId);
  // A way back that would leave a copy there, to be read by others, is none.
  const closed = to && !to.myRights.mayRemoveItems ? to : undefined;
  const closedHome = action.kind === 'move' ? homes.closed(store) : undefined;
  const noWay = closed ? t('list.noWayBack', { done, folder: folderName(t, closed) }) : closedHome && t('list.noWayIn', { done, folder: folderName(t, closedHome) });
  if (noWay !== undefined) {
    await copied();
    store.undo.push(final(done));
    toast(noWay, { durationMs: 12_000 });
    return;
  }
  const undoable: Undoable = { label: done, undo: async () => homes.bringBack(store, action, await copied()) };
  store.undo.push(undoable);
  store.onNotice({ kind: 'done', action: undoable });
}
