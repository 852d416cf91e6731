import type { Id, LegacyMailbox } from '../../../api/client/index.ts';
import type { NotifyEvent, NotifyGroup } from '../grammar/parse-notify.ts';
import type { StatusItem } from '../grammar/parse-list.ts';
import { formatAstring } from '../grammar/strings.ts';
import { encodeUtf7 } from '../grammar/utf7.ts';
import type { ImapSession } from '../imap-session.ts';
import { writeListLine } from '../mailboxes/list-line.ts';
import { parentsOf } from '../mailboxes/pattern.ts';
import { writeStatus } from '../mailboxes/status-data.ts';
import type { Writer } from '../grammar/writer.ts';
import type { MailboxChange, Mailboxes } from './mailbox-changes.ts';
import { isWatched } from './watch.ts';

/** Writes what the groups ask to be told of: STATUS of messages and flags, LIST of names and subscriptions (RFC 5465 §5). */
export async function tellChanges(writer: Writer, session: ImapSession, groups: readonly NotifyGroup[], changes: readonly MailboxChange[], now: Mailboxes): Promise<void> {
  const selectedId = session.selected?.view.mailboxId;
  for (const change of changes) {
    switch (change.kind) {
      case 'messages':
        // The selected one is told of by itself, by EXISTS and EXPUNGE (RFC 5465 §3.1).
        if (change.now.id !== selectedId && isWatched(groups, 'MessageNew', change.now)) await writeStatus(writer, session, change.now, itemsOfMessages(session));
        break;
      case 'flags':
        if (change.now.id !== selectedId && isWatched(groups, 'FlagChange', change.now)) await tellFlags(writer, session, change.now, change.unseenChanged);
        break;
      case 'subscription':
        if (isWatched(groups, 'SubscriptionChange', change.now) || wasWatched(groups, change.now)) writeListLine(writer, listed(change.now), SHOWN);
        break;
      case 'renamed':
        if (isWatched(groups, 'MailboxName', change.now) || isWatched(groups, 'MailboxName', change.before)) writeRenamed(writer, change.now, change.before.path);
        break;
      case 'made':
        if (isWatched(groups, 'MailboxName', change.now)) writeListLine(writer, listed(change.now), SHOWN);
        tellParent(writer, groups, change.now, now);
        break;
      case 'gone':
        if (isWatched(groups, 'MailboxName', change.before)) writer.text('* LIST (\\NonExistent) "/" ').mailbox(change.before.path).text('\r\n');
        tellParent(writer, groups, change.before, now);
        break;
    }
    if (writer.isFull) await writer.drain();
  }
}

/** What SET STATUS wants to know to begin with (RFC 5465 §3.1). */
export function itemsToBegin(events: (event: NotifyEvent) => boolean): StatusItem[] {
  return ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', ...(events('FlagChange') ? (['HIGHESTMODSEQ'] as const) : [])];
}

const SHOWN = { showsSubscribed: true, hasHiddenChild: false };

const listed = (mailbox: LegacyMailbox) => ({ path: mailbox.path, hasChildren: mailbox.hasChildren, mailbox });

const itemsOfMessages = (session: ImapSession): StatusItem[] => ['UIDNEXT', 'MESSAGES', 'UNSEEN', ...(session.hasCondstore ? (['HIGHESTMODSEQ', 'UIDVALIDITY'] as const) : [])];

/** Without CONDSTORE only what is read and unread shows (RFC 5465 §5.1). */
async function tellFlags(writer: Writer, session: ImapSession, mailbox: LegacyMailbox, unseenChanged: boolean): Promise<void> {
  const items: StatusItem[] = [...(session.hasCondstore ? (['HIGHESTMODSEQ', 'UIDVALIDITY'] as const) : []), ...(unseenChanged ? (['UNSEEN'] as const) : [])];
  if (items.length > 0) await writeStatus(writer, session, mailbox, items);
}

/** What is subscribed no longer was meant by SUBSCRIBED a moment ago. */
const wasWatched = (groups: readonly NotifyGroup[], { path, subscribed }: LegacyMailbox): boolean => isWatched(groups, 'SubscriptionChange', { path, subscribed: !subscribed });

/** `* LIST () "/" new ("OLDNAME" ("old"))` (RFC 5465 §5.4). */
function writeRenamed(writer: Writer, mailbox: LegacyMailbox, oldPath: string): void {
  const attributes = [mailbox.hasChildren ? '\\HasChildren' : '\\HasNoChildren', ...(mailbox.subscribed ? ['\\Subscribed'] : [])];
  writer.text(`* LIST (${attributes.join(' ')}) "/" `).mailbox(mailbox.path);
  writer.text(` ("OLDNAME" (${formatAstring(writer.utf8 ? oldPath : encodeUtf7(oldPath), writer.utf8)}))\r\n`);
}

/** The one above is another as well: it has children now, or has not (RFC 5465 §5.4). */
function tellParent(writer: Writer, groups: readonly NotifyGroup[], { path }: LegacyMailbox, now: Mailboxes): void {
  const [above] = parentsOf(path);
  const parent = above === undefined ? undefined : find(now, above);
  if (parent && isWatched(groups, 'MailboxName', parent)) writeListLine(writer, listed(parent), SHOWN);
}

function find(mailboxes: ReadonlyMap<Id, LegacyMailbox>, path: string): LegacyMailbox | undefined {
  for (const mailbox of mailboxes.values()) if (mailbox.path === path) return mailbox;
  return undefined;
}
