import type { RawGroup, RawMailbox } from './addresses.ts';
import { imapNString, imapString } from './imap-string.ts';
import type { MessageFields } from './message-fields.ts';

/**
 * ENVELOPE (RFC 3501 §7.4.2, RFC 9051 §7.5.2) as octets in latin-1 characters. Values are as in the message, unfolded;
 * encoded words stay encoded. Sender and Reply-To are From's where absent or empty.
 */
export function envelopeOf(fields: MessageFields): string {
  const { from, sender, to, cc, bcc } = fields.addresses;
  const author = addressList(from);
  const orAuthor = (groups: RawGroup[] | null): string => {
    const list = addressList(groups);
    return list === 'NIL' ? author : list;
  };
  return `(${imapNString(fields.date)} ${imapNString(fields.subject)} ${author} ${orAuthor(sender)} ${orAuthor(fields.addresses['reply-to'])} ${addressList(to)} ${addressList(cc)} ${addressList(bcc)} ${imapNString(fields.inReplyTo || null)} ${imapNString(fields.messageId || null)})`;
}

/** `NIL`, or a parenthesised list; a group is its mailboxes between a start and an end mark. */
function addressList(groups: RawGroup[] | null): string {
  if (groups === null || groups.length === 0) return 'NIL';
  let list = '';
  for (const group of groups) {
    if (group.name !== null) list += `(NIL NIL ${imapString(group.name)} NIL)`;
    for (const mailbox of group.mailboxes) list += address(mailbox);
    if (group.name !== null) list += '(NIL NIL NIL NIL)';
  }
  return list === '' ? 'NIL' : `(${list})`;
}

/** A missing host is an empty string, since NIL would make a group of the address. */
function address({ name, email, route }: RawMailbox): string {
  const at = email.lastIndexOf('@');
  const localPart = at < 0 ? email : email.substring(0, at);
  const host = at < 0 ? '' : email.substring(at + 1);
  return `(${imapNString(name)} ${imapNString(route)} ${imapString(unquote(localPart))} ${imapString(host)})`;
}

/** RFC 9051 §7.5.2: the local part is given without its quoting. */
function unquote(localPart: string): string {
  if (!localPart.startsWith('"') || !localPart.endsWith('"') || localPart.length < 2) return localPart;
  return localPart.slice(1, -1).replace(/\\(.)/gs, '$1');
}
