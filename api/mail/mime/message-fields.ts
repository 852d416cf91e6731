import { parseAddressList } from './addresses.ts';
import type { RawGroup } from './addresses.ts';
import { lastField, rawValue, unfold } from './header-fields.ts';
import type { HeaderField } from './header-fields.ts';

const addressKeys = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'] as const;
export type AddressKey = (typeof addressKeys)[number];

/**
 * The fields of a message header that envelope and projection both need, each read once. Octets as latin-1 characters.
 * The last field of a name counts (RFC 8621 §4.1.3), in IMAP's envelope as well, so that both tell the same.
 */
export interface MessageFields {
  date: string | null;
  subject: string | null;
  /** Folding kept, as the Text form wants it. */
  rawSubject: string | null;
  messageId: string | null;
  inReplyTo: string | null;
  references: string | null;
  addresses: Record<AddressKey, RawGroup[] | null>;
}

/** @param fields of the message's header, offsets into `source` */
export function readMessageFields(source: Buffer, fields: readonly HeaderField[]): MessageFields {
  const value = (key: string): string | null => {
    const field = lastField(fields, key);
    return field === undefined ? null : unfold(rawValue(source, field));
  };
  const list = (key: AddressKey): RawGroup[] | null => {
    const text = value(key);
    return text === null ? null : parseAddressList(text);
  };
  const subject = lastField(fields, 'subject');
  const rawSubject = subject === undefined ? null : rawValue(source, subject);
  return {
    date: value('date'),
    rawSubject,
    subject: rawSubject === null ? null : unfold(rawSubject),
    messageId: value('message-id'),
    inReplyTo: value('in-reply-to'),
    references: value('references'),
    addresses: { from: list('from'), sender: list('sender'), 'reply-to': list('reply-to'), to: list('to'), cc: list('cc'), bcc: list('bcc') },
  };
}
