/** What can be taken back: each action leaves its inverse here, the newest on top. */
import type { Signals } from './signals.ts';

export interface Undoable {
  /** A sentence for the toast, in the person's language. */
  readonly label: string;
  /** @throws whatever stands in the way; the action then stays done */
  readonly undo: () => void | Promise<void>;
  /** It cannot be taken back: whoever asks for it is told so, rather than something older be taken back in its place. */
  readonly isFinal?: true;
  /** What it is about, for {@link UndoStack.dropAbout}. */
  readonly about?: string | undefined;
  /** The Emails that it would change, where that is known. */
  readonly emailIds?: Iterable<string> | undefined;
}

/** What cannot be taken back, in its place among what can. */
export const final = (label: string): Undoable => ({ label, undo: () => {}, isFinal: true });

const most = 20;

export class UndoStack {
  readonly #signals: Signals;
  readonly #onFailed: (error: unknown) => void;
  readonly #stack: Undoable[] = [];
  /** Emails of each that are still there. */
  readonly #left = new WeakMap<Undoable, Set<string>>();
  /** Emails that are being destroyed. */
  readonly #going = new Set<string>();

  constructor(signals: Signals, onFailed: (error: unknown) => void) {
    this.#signals = signals;
    this.#onFailed = onFailed;
  }

  get last(): Undoable | undefined {
    return this.#stack.findLast((action) => !this.#isGoing(action));
  }

  /** Whether it can still be taken back. */
  has(action: Undoable): boolean {
    return this.#stack.includes(action);
  }

  push(action: Undoable): void {
    this.#stack.push(action);
    if (action.emailIds) this.#left.set(action, new Set(action.emailIds));
    if (this.#stack.length > most) this.#stack.shift();
    this.#signals.changed('undo');
  }

  /** It can no longer be taken back. */
  drop(action: Undoable): void {
    const index = this.#stack.indexOf(action);
    if (index < 0) return;
    this.#stack.splice(index, 1);
    this.#signals.changed('undo');
  }

  /** It cannot be taken back any longer, and keeps its place: who asks for it is told so. */
  settle(action: Undoable): void {
    const index = this.#stack.indexOf(action);
    if (index < 0) return;
    this.#stack[index] = final(action.label);
    this.#signals.changed('undo');
  }

  /** The matter is over, by another way. @param about as the actions name it */
  dropAbout(about: string): void {
    for (const action of this.#stack.filter((one) => one.about === about)) this.drop(action);
  }

  /** Emails are about to be gone for good: what changed nothing but them is passed over. @returns it has been decided whether they are */
  going(emailIds: Iterable<string>): () => void {
    const ids = [...emailIds];
    if (ids.length === 0) return () => {};
    for (const id of ids) this.#going.add(id);
    this.#signals.changed('undo');
    return () => {
      for (const id of ids) this.#going.delete(id);
      this.#signals.changed('undo');
    };
  }

  #isGoing(action: Undoable): boolean {
    const left = this.#left.get(action);
    return left !== undefined && left.size > 0 && [...left].every((id) => this.#going.has(id));
  }

  /** Emails are gone for good: what changed nothing but them has nothing left to take back. */
  dropGone(emailIds: Iterable<string>): void {
    const gone = [...emailIds];
    for (const action of [...this.#stack]) {
      const left = this.#left.get(action);
      if (!left) continue;
      for (const id of gone) left.delete(id);
      if (left.size === 0) this.drop(action);
    }
  }

  /** Takes back this action, or the last one. It is gone from the stack afterwards. Never rejects: what stood in the way is told. */
  async undo(action = this.last): Promise<void> {
    if (!action) return;
    const index = this.#stack.indexOf(action);
    if (index < 0) return;
    this.#stack.splice(index, 1);
    this.#signals.changed('undo');
    try {
      await action.undo();
    } catch (error) {
      this.#onFailed(error);
    }
  }
}
