import type { Client, Id } from '../../../api/client/index.ts';
import { MailboxView, type Member } from './mailbox-view.ts';

/** Messages that views without a session may hold together, some 24 bytes each: a mailbox that is opened again soon need not be read anew. */
const KEPT_MESSAGES = 1_000_000;
const KEPT_VIEWS = 1_000;

/** The views of a process, by mailbox and reader: `$seen` differs between readers of a shared mailbox, so that each has rows of their own. */
export class MailboxViews {
  readonly #views = new Map<string, Promise<MailboxView>>();
  /** Views that no session has open, the longest unused first. */
  readonly #kept = new Map<string, { readonly opening: Promise<MailboxView>; readonly view: MailboxView }>();
  #keptMessages = 0;

  /** Views that sessions have open. */
  get size(): number {
    return this.#views.size - this.#kept.size;
  }

  /**
   * Opens the view or joins the one that is open; it shows every change acknowledged so far.
   * @param member made once the rows stand
   * @throws what the API throws
   */
  async join<M extends Member>(client: Client, mailboxId: Id, member: (view: MailboxView) => M): Promise<M> {
    const key = `${client.principal.id} ${mailboxId}`;
    for (;;) {
      const opening = this.#views.get(key) ?? this.#open(key, client, mailboxId);
      const view = await opening;
      if (!view.hasMembers && this.#kept.has(key)) {
        await view.catchUp(client.legacy).catch((error: unknown) => {
          this.#drop(key, opening);
          throw error;
        });
      }
      // Another session may have come and gone while this one waited.
      if (this.#views.get(key) !== opening) continue;
      this.#unkeep(key);
      const joined = member(view);
      view.join(joined);
      return joined;
    }
  }

  #open(key: string, client: Client, mailboxId: Id): Promise<MailboxView> {
    const opening: Promise<MailboxView> = client.legacy.snapshot(mailboxId).then((snapshot) => {
      const view: MailboxView = new MailboxView(mailboxId, snapshot, () => this.#keep(key, opening, view));
      // What was published while the snapshot was read went to nobody.
      view.markStale();
      return view;
    });
    this.#views.set(key, opening);
    opening.catch(() => this.#drop(key, opening));
    return opening;
  }

  /** Its last session has left. */
  #keep(key: string, opening: Promise<MailboxView>, view: MailboxView): void {
    if (this.#views.get(key) !== opening) return;
    this.#kept.set(key, { opening, view });
    this.#keptMessages += view.rows.count;
    for (const [oldest, kept] of this.#kept) {
      if (this.#keptMessages <= KEPT_MESSAGES && this.#kept.size <= KEPT_VIEWS) break;
      this.#drop(oldest, kept.opening);
    }
  }

  #unkeep(key: string): void {
    if (!this.#kept.delete(key)) return;
    this.#keptMessages = 0;
    for (const { view } of this.#kept.values()) this.#keptMessages += view.rows.count;
  }

  #drop(key: string, opening: Promise<MailboxView>): void {
    if (this.#views.get(key) === opening) this.#views.delete(key);
    this.#unkeep(key);
  }
}
