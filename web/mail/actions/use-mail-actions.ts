import { useMemo } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import type { Action } from './action.ts';
import { toast } from '../../ui/toast-queue.ts';
import { ask } from './requests.ts';
import { whyNot } from './rights.ts';
import { runAction } from './run-action.ts';
import type { Target } from './selection.ts';

export interface MailActions {
  archive(target: Target): void;
  /** Moves to Trash, to one's own where the account shows none. From there, or where there is none at all, it asks and then destroys. */
  trash(target: Target): void;
  /** Asks first. */
  destroy(target: Target): void;
  junk(target: Target): void;
  notJunk(target: Target): void;
  /** Into a folder of the same account or of another. */
  move(target: Target, to: { readonly accountId: string; readonly mailboxId: string }): void;
  copy(target: Target, to: { readonly accountId: string; readonly mailboxId: string }): void;
  setSeen(target: Target, on: boolean): void;
  setFlagged(target: Target, on: boolean): void;
  setKeyword(target: Target, keyword: string, on: boolean): void;
  /** Asks for the folder. */
  pickAndMove(target: Target): void;
  pickAndCopy(target: Target): void;
  pickLabels(target: Target): void;
  /** Why this cannot be done, in words; undefined where it can. */
  whyNot(target: Target, action: Action | { readonly kind: 'pick' }): string | undefined;
  /** Whether deleting from there is for ever. */
  isTrashFinal(target: Target): boolean;
}

/** What is done to messages, from wherever: each acts at once, tells with Undo, and rolls back what the server refuses. */
export function useMailActions(): MailActions {
  const store = useStore();
  const t = useText();
  const { conversations } = usePreferences().preferences;
  return useMemo(() => {
    /** Keys reach what buttons do not offer: why nothing happens is said then. */
    const may = (target: Target, action: Action): boolean => {
      const why = whyNot(store, t, target, action);
      if (why !== undefined) toast(why);
      return why === undefined;
    };
    const run = (target: Target, action: Action): void => {
      if (may(target, action)) void runAction({ store, t, byConversations: conversations }, target, action);
    };
    /** Undefined where deleting is for ever. */
    const intoTrash = ({ accountId, mailboxId }: Target): Action | undefined => {
      const trash = store.replica(accountId).folderByRole('trash');
      if (trash) return trash.id === mailboxId ? undefined : { kind: 'trash' };
      // An owner shares a folder, seldom the Trash: what is deleted there can be fetched back by whoever deleted it.
      const own = store.replica(store.ownAccountId).folderByRole('trash');
      return own && { kind: 'move', accountId: store.ownAccountId, mailboxId: own.id };
    };
    const destroy = (target: Target): void => {
      if (may(target, { kind: 'destroy' })) ask({ kind: 'destroy', target });
    };
    return {
      archive: (target) => run(target, { kind: 'archive' }),
      trash: (target) => {
        const go = () => {
          const action = intoTrash(target);
          if (action) run(target, action);
          else destroy(target);
        };
        // As long as one's Trash is not known, nothing is deleted for ever instead.
        if (store.replica(store.ownAccountId).folders()) go();
        else void store.begun.get(store.ownAccountId)?.then(go);
      },
      destroy,
      junk: (target) => run(target, { kind: 'junk' }),
      notJunk: (target) => run(target, { kind: 'notJunk' }),
      move: (target, to) => run(target, { kind: 'move', ...to }),
      copy: (target, to) => run(target, { kind: 'copy', ...to }),
      setSeen: (target, on) => run(target, { kind: 'keyword', keyword: '$seen', on }),
      setFlagged: (target, on) => run(target, { kind: 'keyword', keyword: '$flagged', on }),
      setKeyword: (target, keyword, on) => run(target, { kind: 'keyword', keyword, on }),
      // Moving needs what destroying needs, and a place to move to that is yet to be chosen.
      pickAndMove: (target) => may(target, { kind: 'destroy' }) && ask({ kind: 'pick', target, isCopy: false }),
      pickAndCopy: (target) => ask({ kind: 'pick', target, isCopy: true }),
      pickLabels: (target) => ask({ kind: 'label', target }),
      whyNot: (target, action) => whyNot(store, t, target, action.kind === 'pick' ? { kind: 'destroy' } : action),
      isTrashFinal: (target) => intoTrash(target) === undefined,
    };
  }, [store, t, conversations]);
}
