/** Hears of the Email that the server keeps of a draft being destroyed, thrown away, or sent, while the draft is open here. */
import type { Store } from '../../store/index.ts';

/** `sent`: it is no draft any more, as far as is known here. */
export type Fate = 'destroyed' | 'thrownAway' | 'sent';

/** @param look once more, after what may explain it */
type OnFate = (emailId: string, fate: Fate, look: () => void) => void;

export class CopyWatch {
  readonly #store: Store;
  readonly #onFate: OnFate;
  /** Before it was seen once, that it is not there says nothing: it may be on its way. */
  #wasThere = false;
  #stop: () => void = () => {};

  constructor(store: Store, onFate: OnFate) {
    this.#store = store;
    this.#onFate = onFate;
  }

  /** @param isNew nobody has seen this Email yet */
  start(accountId: string, emailId: string | undefined, isNew: boolean): void {
    this.stop();
    if (isNew) this.#wasThere = false;
    if (emailId === undefined) return;
    const replica = this.#store.replica(accountId);
    this.#wasThere ||= replica.has(emailId);
    const trashId = replica.folderByRole('trash')?.id;
    const isInTrash = (): boolean => trashId !== undefined && replica.row(emailId)?.mailboxIds[trashId] === true;
    const wasInTrash = isInTrash();
    let isWatched = true;
    const look = (): void => {
      if (!isWatched) return;
      const row = replica.row(emailId);
      if (!replica.has(emailId)) {
        if (this.#wasThere) this.#onFate(emailId, 'destroyed', look);
      } else if (!wasInTrash && isInTrash()) {
        if (this.#wasThere) this.#onFate(emailId, 'thrownAway', look);
      } else {
        this.#wasThere = true;
        if (row && !('$draft' in row.keywords)) this.#onFate(emailId, 'sent', look);
      }
    };
    const unsubscribe = this.#store.signals.subscribe([replica.emailKey(emailId)], look);
    this.#stop = () => {
      isWatched = false;
      unsubscribe();
    };
    // It may have left while it was being opened.
    if (replica.has(emailId)) {
      queueMicrotask(look);
      return;
    }
    const isAsked = this.#store.loadEmails(accountId, [emailId]);
    isAsked.then(() => {
      // Whoever asks for it by its id, and is not given it, knows that it is gone.
      if (!isWatched || replica.has(emailId)) return;
      this.#wasThere = true;
      look();
    }, () => {});
  }

  stop(): void {
    this.#stop();
    this.#stop = () => {};
  }
}
