/** Hears of the Email that the server keeps of a draft being destroyed, or thrown away, while the draft is open here. */
import type { Store } from '../../store/index.ts';

/** @param look once more, after what may explain it */
type OnGone = (emailId: string, isThrownAway: boolean, look: () => void) => void;

export class CopyWatch {
  readonly #store: Store;
  readonly #onGone: OnGone;
  /** Before it was seen once, that it is not there says nothing: it may be on its way. */
  #wasThere = false;
  #stop: () => void = () => {};

  constructor(store: Store, onGone: OnGone) {
    this.#store = store;
    this.#onGone = onGone;
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
    const look = (): void => {
      const isThrownAway = !wasInTrash && isInTrash();
      if (replica.has(emailId) && !isThrownAway) this.#wasThere = true;
      else if (this.#wasThere) this.#onGone(emailId, isThrownAway, look);
    };
    this.#stop = this.#store.signals.subscribe([replica.emailKey(emailId)], look);
    if (!replica.has(emailId)) void this.#store.loadEmails(accountId, [emailId]).catch(() => {});
  }

  stop(): void {
    this.#stop();
    this.#stop = () => {};
  }
}
