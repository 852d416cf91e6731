import { parseAddressList, toAddresses, toGroupedAddresses } from './addresses.ts';
import type { EmailAddress, EmailAddressGroup } from './addresses.ts';
import { headerText } from './charset.ts';
import { parseDate } from './date.ts';
import { decodeEncodedWords } from './encoded-word.ts';
import { unfold } from './header-fields.ts';
import { parseUrls } from './list-urls.ts';
import { parseMessageIds } from './message-id.ts';
import { trimBlanks } from './octets.ts';

/** The forms of RFC 8621 §4.1.2 and what each gives. */
export interface HeaderForms {
  asRaw: string;
  asText: string;
  asAddresses: EmailAddress[];
  asGroupedAddresses: EmailAddressGroup[];
  asMessageIds: string[] | null;
  asDate: string | null;
  asURLs: string[] | null;
}

export type HeaderForm = keyof HeaderForms;

/**
 * A header field's value in one of its forms (RFC 8621 §4.1.2). Whether the form is allowed for the field is
 * {@link isFormAllowed}'s matter.
 * @param raw octets between the colon and the last line end, or what `asRaw` gave for them
 */
export function headerForm<F extends HeaderForm>(raw: string | Buffer, form: F): HeaderForms[F];
export function headerForm(raw: string | Buffer, form: HeaderForm): HeaderForms[HeaderForm] {
  if (form === 'asRaw') return rawText(raw);
  const value = typeof raw === 'string' ? Buffer.from(raw, 'utf8').toString('latin1') : raw.toString('latin1');
  switch (form) {
    case 'asText':
      return textForm(value);
    case 'asAddresses':
      return toAddresses(parseAddressList(unfold(value)));
    case 'asGroupedAddresses':
      return toGroupedAddresses(parseAddressList(unfold(value)));
    case 'asMessageIds':
      return parseMessageIds(unfold(value))?.map(headerText) ?? null;
    case 'asDate':
      return parseDate(unfold(value))?.date ?? null;
    case 'asURLs':
      return parseUrls(unfold(value))?.map(headerText) ?? null;
  }
}

/** RFC 8621 §4.1.2.2. @param latin1 octets as latin-1 characters, folding kept */
export function textForm(latin1: string): string {
  let text = latin1.includes('\n') ? latin1.replace(/\r?\n/g, '') : latin1;
  if (text.includes('\0')) text = text.replaceAll('\0', '');
  text = headerText(trimBlanks(text));
  if (text.includes('=?')) text = decodeEncodedWords(text);
  return text.normalize('NFC');
}

/** RFC 8621 §4.1.2.1: octets that are no UTF-8 become U+FFFD, NUL is dropped. */
function rawText(raw: string | Buffer): string {
  const text = typeof raw === 'string' ? raw : raw.toString('utf8');
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

const addressFields = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'resent-from', 'resent-sender', 'resent-reply-to', 'resent-to', 'resent-cc', 'resent-bcc']);
const idFields = new Set(['message-id', 'in-reply-to', 'references', 'resent-message-id']);
const dateFields = new Set(['date', 'resent-date']);
const urlFields = new Set(['list-help', 'list-unsubscribe', 'list-subscribe', 'list-post', 'list-owner', 'list-archive']);
const textFields = new Set(['subject', 'comments', 'keywords', 'list-id']);
/** Defined in RFC 5322, but in none of the parsed forms. */
const rawOnlyFields = new Set(['received', 'return-path']);

/** Whether RFC 8621 §4.1.2 allows the form for a field; fields outside of RFC 5322 and RFC 2369 may have any. */
export function isFormAllowed(fieldName: string, form: HeaderForm): boolean {
  const key = fieldName.toLowerCase();
  if (form === 'asRaw') return true;
  if (rawOnlyFields.has(key)) return false;
  if (addressFields.has(key)) return form === 'asAddresses' || form === 'asGroupedAddresses';
  if (idFields.has(key)) return form === 'asMessageIds';
  if (dateFields.has(key)) return form === 'asDate';
  if (urlFields.has(key)) return form === 'asURLs';
  // List-Id is of RFC 2919, so "any other" would hold for it, but the RFC names it under Text
  if (textFields.has(key)) return form === 'asText';
  return true;
}
