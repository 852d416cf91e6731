import type { Id, LegacyMailbox } from '../../../api/client/index.ts';
import { parentsOf, SEPARATOR } from '../mailboxes/pattern.ts';

/** What is different between two looks at the mailboxes that somebody sees. */
export type MailboxChange =
  | { readonly kind: 'made' | 'subscription'; readonly now: LegacyMailbox }
  | { readonly kind: 'renamed'; readonly now: LegacyMailbox; readonly before: LegacyMailbox }
  | { readonly kind: 'gone'; readonly before: LegacyMailbox }
  /** Messages came or went. */
  | { readonly kind: 'messages'; readonly now: LegacyMailbox }
  /** Only flags. */
  | { readonly kind: 'flags'; readonly now: LegacyMailbox; readonly unseenChanged: boolean };

export type Mailboxes = ReadonlyMap<Id, LegacyMailbox>;

export const byId = (mailboxes: readonly LegacyMailbox[]): Map<Id, LegacyMailbox> => new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));

/** In the order in which they are told: names first. What lies in a renamed mailbox is renamed with it and not told (RFC 5465 §5.4). */
export function compare(before: Mailboxes, now: Mailboxes): MailboxChange[] {
  const names: MailboxChange[] = [];
  const contents: MailboxChange[] = [];
  const renamed = [...now.values()].flatMap((mailbox) => {
    const old = before.get(mailbox.id);
    return old && old.path !== mailbox.path ? [{ from: old.path, to: mailbox.path }] : [];
  });
  for (const old of before.values()) if (!now.has(old.id)) names.push({ kind: 'gone', before: old });
  for (const mailbox of now.values()) {
    const old = before.get(mailbox.id);
    if (!old) {
      names.push({ kind: 'made', now: mailbox });
      continue;
    }
    if (old.path !== mailbox.path && !isCarried(old.path, mailbox.path, renamed)) names.push({ kind: 'renamed', now: mailbox, before: old });
    if (old.subscribed !== mailbox.subscribed) names.push({ kind: 'subscription', now: mailbox });
    if (old.messages !== mailbox.messages || old.uidNext !== mailbox.uidNext) contents.push({ kind: 'messages', now: mailbox });
    else if (old.highestModseq !== mailbox.highestModseq || old.unseen !== mailbox.unseen) contents.push({ kind: 'flags', now: mailbox, unseenChanged: old.unseen !== mailbox.unseen });
  }
  return [...names, ...contents];
}

/** Its name is another because one above it has another. */
function isCarried(from: string, to: string, renamed: readonly { readonly from: string; readonly to: string }[]): boolean {
  return parentsOf(from).some((parent) => renamed.some((above) => above.from === parent && `${above.to}${SEPARATOR}${from.slice(parent.length + 1)}` === to));
}
