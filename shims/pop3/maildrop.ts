import { CoreError, DELETED_BIT, isCoreError, type Client, type Id, type ReadableBlob } from '../../api/client/index.ts';

/** Messages that are read at once where a program fetches one after the other. */
const READ_AHEAD = 24;

/** A message of the maildrop; its number is its place, counted from one. */
export interface MaildropMessage {
  readonly number: number;
  readonly uid: number;
  readonly sizeBytes: number;
  /** UIDL: the Email's id, so that it stays when the message is moved away and back (RFC 1939 §7). */
  readonly emailId: Id;
}

/**
 * A folder, the inbox mostly, as it was at sign-in, without messages marked `\Deleted`. What is deleted here is only noted until QUIT
 * (RFC 1939 §6); messages that other sessions take away meanwhile keep their number and fail when they are asked for.
 */
export class Maildrop {
  readonly #client: Client;
  readonly #mailboxId: Id;
  readonly #messages: readonly MaildropMessage[];
  readonly #deleted = new Set<number>();
  readonly #retrieved = new Set<number>();
  /** The number of the message that was read last. */
  #lastRead: number | undefined;
  /** Messages read along, by number. */
  readonly #ahead = new Map<number, ReadableBlob>();

  private constructor(client: Client, mailboxId: Id, messages: readonly MaildropMessage[]) {
    this.#client = client;
    this.#mailboxId = mailboxId;
    this.#messages = messages;
  }

  /** The mailbox that is to be served: one's own of this path. @param folder undefined: the inbox */
  static async find(client: Client, folder: string | undefined): Promise<Id | undefined> {
    const mailbox = await client.legacy.mailbox((folder ?? 'INBOX').normalize('NFC'));
    if (folder === undefined && !mailbox) throw new CoreError('mailboxNotFound', 'The account has no inbox');
    return mailbox?.accountId === client.principal.accountId ? mailbox.id : undefined;
  }

  static async open(client: Client, mailboxId: Id): Promise<Maildrop> {
    const { messages: columns } = await client.legacy.snapshot(mailboxId);
    const uids = columns.uids.filter((_uid, at) => ((columns.flags[at] ?? 0) & DELETED_BIT) === 0);
    const messages: MaildropMessage[] = [];
    for await (const batch of client.legacy.fetch(mailboxId, uids, ['sizes', 'emailIds'])) {
      batch.uids.forEach((uid, at) => {
        messages.push({ number: messages.length + 1, uid, sizeBytes: batch.sizes?.[at] ?? 0, emailId: batch.emailIds?.[at] ?? String(uid) });
      });
    }
    return new Maildrop(client, mailboxId, messages);
  }

  /** Those that are not marked as deleted. */
  *messages(): Generator<MaildropMessage> {
    for (const message of this.#messages) if (!this.#deleted.has(message.number)) yield message;
  }

  totals(): { count: number; sizeBytes: number } {
    let sizeBytes = 0;
    let count = 0;
    for (const message of this.messages()) {
      count += 1;
      sizeBytes += message.sizeBytes;
    }
    return { count, sizeBytes };
  }

  /** @returns undefined for a number that is not there, or marked as deleted */
  message(number: number): MaildropMessage | undefined {
    return this.#deleted.has(number) ? undefined : this.#messages[number - 1];
  }

  /**
   * Programs fetch one message after the other: from the second in a row on, small ones are read along with those before.
   * @throws CoreError when the message has gone before it was read
   */
  async read(message: MaildropMessage): Promise<ReadableBlob> {
    const { number, uid } = message;
    const isNext = this.#lastRead !== undefined && number === this.#lastRead + 1;
    this.#lastRead = number;
    const known = this.#ahead.get(number);
    this.#ahead.delete(number);
    if (known) return known;
    this.#ahead.clear();
    if (isNext) await this.#readAhead(message);
    const found = this.#ahead.get(number);
    this.#ahead.delete(number);
    return found ?? this.#client.legacy.message(this.#mailboxId, uid);
  }

  async #readAhead({ number }: MaildropMessage): Promise<void> {
    const coming = this.#messages.slice(number - 1, number - 1 + READ_AHEAD).filter((message) => !this.#deleted.has(message.number));
    const numbers = new Map(coming.map((message) => [message.uid, message.number]));
    for await (const { uids, messages = [] } of this.#client.legacy.fetch(this.#mailboxId, Uint32Array.from(numbers.keys()), ['messages'])) {
      for (const [i, message] of messages.entries()) {
        const at = numbers.get(uids[i] as number);
        if (at !== undefined && message.bytes) this.#ahead.set(at, message);
      }
      // One batch is what may be held at a time.
      return;
    }
  }

  /** Notes that the client has the message: it is marked as read when the session ends. */
  noteRetrieved({ uid }: MaildropMessage): void {
    this.#retrieved.add(uid);
  }

  delete({ number }: MaildropMessage): void {
    this.#deleted.add(number);
  }

  undelete(): void {
    this.#deleted.clear();
  }

  /** Marks what was downloaded as read, in one change, however the session ended. */
  async markRetrieved(): Promise<void> {
    if (this.#retrieved.size === 0) return;
    const uids = Uint32Array.from(this.#retrieved).sort();
    this.#retrieved.clear();
    try {
      await this.#client.legacy.changeFlags({ mailboxId: this.#mailboxId, uids, op: 'add', keywords: ['$seen'], deleted: false });
    } catch (error) {
      // A sign-in that may only read leaves no marks.
      if (!(isCoreError(error) && error.kind === 'notPermitted')) throw error;
    }
  }

  /**
   * The UPDATE state: does with the deleted messages, and only those, what the account wants.
   * @returns how many left
   */
  async update(): Promise<number> {
    const uids = Uint32Array.from(this.#deleted, (number) => this.#messages[number - 1]?.uid ?? 0).sort();
    if (uids.length === 0) return 0;
    // What was downloaded is read wherever it goes.
    await this.markRetrieved();
    return this.#client.legacy.deleteByPop3(this.#mailboxId, uids);
  }
}
