import type { Client, Id } from '../../../api/client/index.ts';
import { MailboxView, type Member } from './mailbox-view.ts';

/** The views of a process, by mailbox and reader: `$seen` differs between readers of a shared mailbox, so that each has rows of their own. */
export class MailboxViews {
  readonly #views = new Map<string, Promise<MailboxView>>();

  /** Views that are open. */
  get size(): number {
    return this.#views.size;
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
      // Its last session may have left while this one waited.
      if (this.#views.get(key) !== opening) continue;
      const joined = member(view);
      view.join(joined);
      return joined;
    }
  }

  #open(key: string, client: Client, mailboxId: Id): Promise<MailboxView> {
    const forget = (): void => {
      if (this.#views.get(key) === opening) this.#views.delete(key);
    };
    const opening: Promise<MailboxView> = client.legacy.snapshot(mailboxId).then((snapshot) => {
      const view = new MailboxView(mailboxId, snapshot, forget);
      // What was published while the snapshot was read went to nobody.
      view.markStale();
      return view;
    });
    this.#views.set(key, opening);
    opening.catch(forget);
    return opening;
  }
}
