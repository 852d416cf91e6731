import type { HeaderForm } from '../header-form.ts';
import { encodePhrase, encodeText } from './encode-words.ts';
import { maxLineLength } from './fold.ts';

/** A value in pieces for folding, or a string that is the whole text behind the colon, or why it is none. */
export type Printed = { pieces: string[] } | { raw: string } | { refusal: string } | null;

/**
 * Prints a header value that is given in one of the forms of RFC 8621 §4.1.2.
 * @returns null where there is nothing to print (null, an empty list)
 */
export function printForm(form: HeaderForm, value: unknown): Printed {
  if (value === null || value === undefined) return null;
  switch (form) {
    case 'asRaw':
      return printRaw(value);
    case 'asText':
      return typeof value === 'string' ? { pieces: encodeText(value) } : { refusal: 'must be a string' };
    case 'asAddresses':
      return printAddresses(value);
    case 'asGroupedAddresses':
      return printGroups(value);
    case 'asMessageIds':
      return printBracketed(value, /^[^\s<>\u0000-\u001f\u007f]+$/, ' ', 'must be a list of message ids without angle brackets');
    case 'asURLs':
      return printBracketed(value, /^[^\s<>\u0000-\u001f\u007f]+$/, ', ', 'must be a list of URLs');
    case 'asDate':
      return printDate(value);
  }
}

/** As given; only line ends that fold are allowed, so that no field can be smuggled in. */
function printRaw(value: unknown): Printed {
  if (typeof value !== 'string') return { refusal: 'must be a string' };
  const text = value.replace(/\r?\n(?=[ \t])/g, '\r\n');
  if (/\0|\r(?!\n)|(?<!\r)\n|\n(?![ \t])/.test(text)) return { refusal: 'must not contain NUL or line ends other than folding' };
  const lines = text.split('\r\n');
  if (lines.some((line, index) => index > 0 && line.trim() === '')) return { refusal: 'must not contain blank lines' };
  if (lines.some((line) => Buffer.byteLength(line) > maxLineLength - 100)) return { refusal: 'has a line that is too long' };
  return { raw: text };
}

function printAddresses(value: unknown): Printed {
  if (!Array.isArray(value)) return { refusal: 'must be a list of addresses' };
  const pieces: string[] = [];
  for (const item of value) {
    const address = addressPieces(item);
    if (address === null) return { refusal: 'must be a list of {name, email}; an email must not contain angle brackets or controls' };
    append(pieces, address, ',');
  }
  return pieces.length === 0 ? null : { pieces };
}

function printGroups(value: unknown): Printed {
  if (!Array.isArray(value)) return { refusal: 'must be a list of address groups' };
  const pieces: string[] = [];
  let separator = '';
  for (const group of value) {
    if (!isRecord(group) || !isNullableString(group.name) || !Array.isArray(group.addresses)) return { refusal: 'must be a list of {name, addresses}' };
    const name = typeof group.name === 'string' ? group.name : null;
    const members: string[] = [];
    for (const item of group.addresses) {
      const address = addressPieces(item);
      if (address === null) return { refusal: 'must be a list of {name, addresses}' };
      append(members, address, ',');
    }
    if (name !== null) {
      const phrase = name.trim() === '' ? ['""'] : encodePhrase(name);
      phrase[phrase.length - 1] += ':';
      append(pieces, phrase, separator);
      if (members.length > 0) append(pieces, members, '');
      pieces[pieces.length - 1] += ';';
      separator = ','; // RFC 5322 §3.4: a group is one address of the list
    } else if (members.length > 0) {
      append(pieces, members, separator);
      separator = ',';
    }
  }
  return pieces.length === 0 ? null : { pieces };
}

/** A mailbox in pieces; null if it is none. */
function addressPieces(item: unknown): string[] | null {
  if (!isRecord(item) || typeof item.email !== 'string' || !isNullableString(item.name)) return null;
  const email = item.email.trim();
  if (/[<>\u0000-\u001f\u007f]/.test(email) || email.length > 900) return null;
  const name = typeof item.name === 'string' ? item.name.trim() : '';
  const phrase = name === '' ? [] : encodePhrase(name);
  if (phrase.length === 0) return [/^[^\s<>(),:;"\\]+$/.test(email) ? email : `<${email}>`];
  return [...phrase, ` <${email}>`];
}

function printBracketed(value: unknown, pattern: RegExp, separator: string, refusal: string): Printed {
  if (!Array.isArray(value)) return { refusal };
  const pieces: string[] = [];
  for (const item of value) {
    if (typeof item !== 'string' || !pattern.test(item) || item.length > 900) return { refusal };
    append(pieces, [`<${item}>`], separator.trim());
  }
  return pieces.length === 0 ? null : { pieces };
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 8620 §1.4 Date to RFC 5322 §3.3 date-time, the offset kept. */
function printDate(value: unknown): Printed {
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|([+-])(\d{2}):(\d{2}))$/.exec(value) : null;
  if (!match) return { refusal: 'must be a date with time and offset' };
  const [, year, month, day, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const local = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second === '60' ? '59' : second}Z`);
  if (Number.isNaN(local.getTime()) || local.getUTCDate() !== Number(day)) return { refusal: 'names a day or time that does not exist' };
  const offset = sign === undefined ? '+0000' : `${sign}${offsetHours}${offsetMinutes}`;
  return { raw: ` ${days[local.getUTCDay()]}, ${local.getUTCDate()} ${months[local.getUTCMonth()]} ${year} ${hour}:${minute}:${second} ${offset}` };
}

/** Adds pieces to a list whose items are separated by `separator` and a blank. */
function append(pieces: string[], added: readonly string[], separator: string): void {
  if (pieces.length === 0) {
    pieces.push(...added);
    return;
  }
  pieces[pieces.length - 1] += separator;
  for (const [index, piece] of added.entries()) pieces.push(index === 0 ? ` ${piece}` : piece);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNullableString(value: unknown): boolean {
  return value === null || value === undefined || typeof value === 'string';
}
