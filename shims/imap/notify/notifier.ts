import type { Id, LegacyMailbox, MetadataNotice } from '../../../api/client/index.ts';
import type { FetchItem } from '../grammar/fetch-item.ts';
import type { NotifyGroup, SelectedGroup } from '../grammar/parse-notify.ts';
import { formatStatus, ok, code } from '../grammar/status-response.ts';
import { formatAstring } from '../grammar/strings.ts';
import type { Writer } from '../grammar/writer.ts';
import type { ImapSession } from '../imap-session.ts';
import type { Interest, Messages, Selected } from '../view/selected.ts';
import { byId, compare } from './mailbox-changes.ts';
import { tellChanges } from './tell-changes.ts';
import { isWatched } from './watch.ts';

/** More mailboxes than these are not watched: each change means another look at all of them. */
export const WATCHED_MAILBOXES = 1000;
/** Notices of metadata that wait to be told; more are an overflow. */
const WAITING_METADATA = 200;

export interface NotifierOptions {
  readonly session: ImapSession;
  readonly writer: Writer;
  readonly groups: readonly NotifyGroup[];
  readonly selected: SelectedGroup | undefined;
  /** What is known of the mailboxes to begin with; undefined where no group asks for any. */
  readonly mailboxes: readonly LegacyMailbox[] | undefined;
  /** Answers FETCH for new messages of the selected mailbox. */
  readonly fetchNew: (mailbox: Selected, messages: Messages, items: readonly FetchItem[]) => Promise<void>;
  readonly isEnding: () => boolean;
  /** The connection cannot go on. */
  readonly onFault: (error: unknown) => void;
}

/**
 * What a client has asked to be told of by NOTIFY (RFC 5465), and the telling: between commands and in IDLE at once, else behind the command's answer.
 *
 * Of what came there is one bit, whatever it was: the mailboxes are looked at anew and compared with what the client knows. So nothing piles up for a client
 * that reads slowly, and many changes in a moment are told as one.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  #known: Map<Id, LegacyMailbox>;
  #metadata: MetadataNotice[] = [];
  readonly #ends: (() => void)[] = [];
  #isListening = false;
  #inIdle = false;
  #isDue = false;
  #mailboxesDue = false;
  #telling: Promise<void> | undefined;
  #isOver = false;
  #overflowed = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#known = byId(options.mailboxes ?? []);
    const { session, groups, mailboxes } = options;
    if (mailboxes) {
      this.#ends.push(session.user.subscribe(() => {
        this.#mailboxesDue = true;
        this.#due();
      }));
    }
    if (groups.some(({ events }) => events.has('MailboxMetadataChange') || events.has('ServerMetadataChange'))) {
      this.#ends.push(session.user.legacy.onMetadata((notice) => {
        if (this.#metadata.length >= WAITING_METADATA) this.#overflowed = true;
        else this.#metadata.push(notice);
        this.#due();
      }));
    }
    if (session.selected) this.watch(session.selected);
  }

  /** A mailbox has been selected, and this is what is told of it. */
  watch(mailbox: Selected): void {
    const { fetchNew } = this.#options;
    const selected = this.#isOver ? undefined : this.#options.selected;
    mailbox.interest = interestOf(selected);
    const items = selected?.fetch ?? [];
    mailbox.onNew = items.length > 0 ? (messages) => fetchNew(mailbox, messages, items) : undefined;
    mailbox.onChange = mailbox.interest.messages ? () => this.#due() : undefined;
  }

  /** The client may be told of things from now on. @param inIdle EXPUNGE too, however it was asked for (RFC 5465 §6.1.2) */
  listen(inIdle = false): void {
    this.#isListening = true;
    this.#inIdle = inIdle;
    if (this.#isDue) this.#due();
  }

  /** A command has come: what is being told is told to its end, and nothing more before {@link listen}. */
  async attend(): Promise<void> {
    this.#isListening = false;
    await this.#telling;
  }

  /** What the client has done itself is nothing to tell it (RFC 5465 §5). @param isOwn which mailboxes it was */
  async absorb(isOwn: (mailbox: LegacyMailbox) => boolean): Promise<void> {
    if (!this.#options.mailboxes) return;
    const now = byId(await this.#options.session.user.legacy.mailboxes('all'));
    for (const old of [...this.#known.values()]) if (!now.has(old.id) && isOwn(old)) this.#known.delete(old.id);
    for (const mailbox of now.values()) if (isOwn(mailbox)) this.#known.set(mailbox.id, mailbox);
  }

  close(): void {
    this.#isOver = true;
    for (const end of this.#ends) end();
    const { selected } = this.#options.session;
    if (selected) {
      selected.onNew = selected.onChange = undefined;
      selected.interest = interestOf(undefined);
    }
  }

  #due(): void {
    this.#isDue = true;
    if (!this.#isListening || this.#isOver) return;
    this.#telling ??= this.#tell()
      .catch((error: unknown) => this.#options.onFault(error))
      .finally(() => {
        this.#telling = undefined;
      });
  }

  async #tell(): Promise<void> {
    const { session, writer, selected, isEnding } = this.#options;
    while (this.#isDue && this.#isListening && !this.#isOver && !isEnding()) {
      this.#isDue = false;
      if (this.#overflowed) return this.#overflow();
      await session.selected?.announce(selected?.isDelayed && !this.#inIdle ? 'without expunge' : 'all');
      await this.#tellMailboxes();
      this.#tellMetadata();
      await writer.drain();
    }
  }

  async #tellMailboxes(): Promise<void> {
    if (!this.#mailboxesDue) return;
    this.#mailboxesDue = false;
    const { session, writer, groups } = this.#options;
    const mailboxes = await session.user.legacy.mailboxes('all');
    if (mailboxes.length > WATCHED_MAILBOXES) return this.#overflow();
    const now = byId(mailboxes);
    const changes = compare(this.#known, now);
    this.#known = now;
    await tellChanges(writer, session, groups, changes, now);
  }

  /** `* METADATA name /shared/comment`, without values (RFC 5465 §5.6, §5.7). */
  #tellMetadata(): void {
    const { groups, writer } = this.#options;
    for (const { mailboxId, entries } of this.#metadata.splice(0)) {
      const mailbox = mailboxId === null ? undefined : this.#known.get(mailboxId);
      const isWanted = mailboxId === null ? groups.some(({ events }) => events.has('ServerMetadataChange')) : mailbox && isWatched(groups, 'MailboxMetadataChange', mailbox);
      if (isWanted) writer.text('* METADATA ').mailbox(mailbox?.path ?? '').text(` ${entries.map((entry) => formatAstring(entry)).join(' ')}\r\n`);
    }
  }

  /** As if NOTIFY NONE had come (RFC 5465 §5.8). */
  #overflow(): void {
    const { session, writer } = this.#options;
    writer.untagged(formatStatus(ok('There is too much to tell; nothing more is told by itself', code('NOTIFICATIONOVERFLOW')))).flush();
    session.stopNotifying();
  }
}

function interestOf(selected: SelectedGroup | undefined): Interest {
  return { messages: selected?.events.has('MessageNew') ?? false, flags: selected?.events.has('FlagChange') ?? false, tellsUid: true };
}
