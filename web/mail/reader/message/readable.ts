/** A message as the reader shows it, stored or inside of another. Pure. */
import type { Email, EmailAddress, EmailBodyPart, ParsedEmail } from '../../../../openapi/generated/jmap.ts';
import { ownName, withoutBidiControls } from '../../../ui/name-parts.ts';
import { asText } from '../html/as-text.ts';
import { shownAddress } from '../html/link-check.ts';

export type Readable = Email | ParsedEmail;

export interface Person {
  /** The display name, else the address. */
  readonly name: string;
  readonly address: string;
  readonly hasName: boolean;
}

/** Somebody of an address field, safe to be shown. */
export function personOf({ name, email }: EmailAddress): Person {
  const address = shownAddress(withoutBidiControls(email ?? '')).trim();
  const shown = ownName({ name, email: email ?? '' }).slice(0, 200);
  return { name: shown || address, address, hasName: shown !== '' && shown !== address };
}

export function peopleOf(field: readonly EmailAddress[] | null | undefined): Person[] {
  return (field ?? []).map(personOf);
}

export function senderOf(message: Pick<Readable, 'from'>): Person | undefined {
  return peopleOf(message.from)[0];
}

export function subjectOf(subject: string | null | undefined): string {
  return withoutBidiControls(subject ?? '').trim();
}

/** One after the other, what is to be read. */
export interface Piece {
  readonly kind: 'html' | 'text' | 'picture';
  readonly part: EmailBodyPart;
  readonly value: string;
  readonly isTruncated: boolean;
}

export function piecesOf(message: Readable): Piece[] {
  const values = message.bodyValues ?? {};
  return (message.htmlBody ?? []).flatMap((part): Piece[] => {
    const value = values[part.partId ?? ''];
    const type = (part.type ?? '').toLowerCase();
    if (type.startsWith('image/')) return [{ kind: 'picture', part, value: '', isTruncated: false }];
    if (!value) return [];
    return [{ kind: type === 'text/html' ? 'html' : 'text', part, value: value.value, isTruncated: value.isTruncated === true }];
  });
}

/** A text longer than this says something. */
const longestBlank = 20_000;

/** Whether there is nothing to be read or seen in it: an empty text, or HTML of tags alone. */
export function isBlank({ kind, value, isTruncated }: Piece): boolean {
  if (kind === 'picture' || isTruncated || value.length > longestBlank) return false;
  if (kind === 'text') return value.trim() === '';
  return !/<(?:img|hr|table)\b|background/i.test(value) && asText(value).trim() === '';
}

/** Whether only a program with the right key can read it: OpenPGP (RFC 3156 §4), S/MIME (RFC 8551 §3.2). */
export function isSealed(message: Readable): boolean {
  return /^(?:multipart\/encrypted|application\/(?:x-)?pkcs7-mime)$/i.test(message.bodyStructure?.type ?? '');
}

/** Every part of the message, in order. */
export function allParts(message: Readable): EmailBodyPart[] {
  const walk = (part: EmailBodyPart | undefined): EmailBodyPart[] => (part ? [part, ...(part.subParts ?? []).flatMap(walk)] : []);
  return walk(message.bodyStructure);
}

/** What is shown as a file: without the pictures that the text shows itself. */
export function filesOf(message: Readable, pieces: readonly Piece[]): EmailBodyPart[] {
  const html = pieces.filter(({ kind }) => kind === 'html').map(({ value }) => value);
  const isInText = ({ cid, type }: EmailBodyPart) => !!cid && /^image\//i.test(type ?? '') && html.some((text) => text.includes(`cid:${cid}`) || text.includes(`cid:${encodeURIComponent(cid)}`));
  return (message.attachments ?? []).filter((part) => !isInText(part));
}
