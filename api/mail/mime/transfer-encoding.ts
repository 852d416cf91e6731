import type { Part } from './part.ts';
import { decodeUu } from './uuencode.ts';

/** Content-Transfer-Encodings that leave the octets alone (RFC 2045 §6.2). */
export function isIdentityEncoding(encoding: string): boolean {
  return encoding === '7bit' || encoding === '8bit' || encoding === 'binary' || encoding === 'identity';
}

/** Whether the encoding can be decoded; others are given as they are (RFC 8621 §4.1.4). */
export function isKnownEncoding(encoding: string): boolean {
  return isIdentityEncoding(encoding) || encoding === 'base64' || encoding === 'quoted-printable' || isUu(encoding);
}

/** A part's body after content-transfer-decoding. Tolerant: what cannot be decoded is skipped or kept, never refused. */
export function decodePart(source: Buffer, part: Part): Buffer {
  return decodeRange(source, part.bodyStart, part.bodyEnd, part.encoding);
}

/** Decodes the octets [start, end) of `source`. For identity encodings the result shares its memory. */
export function decodeRange(source: Buffer, start: number, end: number, encoding: string): Buffer {
  switch (encoding) {
    case 'base64':
      return decodeBase64(source, start, end);
    case 'quoted-printable': {
      const decoded = Buffer.allocUnsafe(end - start);
      return decoded.subarray(0, decodeQuotedPrintable(source, start, end, decoded));
    }
    default:
      return isUu(encoding) ? decodeUu(source.subarray(start, end)) : source.subarray(start, end);
  }
}

/** Octets that {@link decodeRange} gives, without decoding where that is possible. */
export function decodedSize(source: Buffer, start: number, end: number, encoding: string): number {
  switch (encoding) {
    case 'base64':
      return base64Size(scanBase64(source, start, end).characters);
    case 'quoted-printable':
      return decodeQuotedPrintable(source, start, end, null);
    default:
      return isUu(encoding) ? decodeUu(source.subarray(start, end)).length : end - start;
  }
}

function isUu(encoding: string): boolean {
  return encoding === 'x-uuencode' || encoding === 'uuencode' || encoding === 'x-uue' || encoding === 'uue';
}

/** 1 for the characters of base64 and of its URL-safe form, 2 for the padding. */
const base64Class = new Uint8Array(256);
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') base64Class[c.charCodeAt(0)] = 1;
base64Class[61] = 2;

/** Counts base64 characters up to the padding that ends the data (RFC 2045 §6.8); padding elsewhere is rubbish. */
function scanBase64(source: Buffer, start: number, end: number): { characters: number; stop: number; hasStrayPadding: boolean } {
  let characters = 0;
  let hasStrayPadding = false;
  for (let index = start; index < end; index++) {
    const kind = base64Class[source[index] as number] as number;
    // Without a branch for each octet: large attachments are nothing else.
    characters += kind & 1;
    if (kind === 2) {
      if ((characters & 3) >= 2) return { characters, stop: index, hasStrayPadding };
      hasStrayPadding = true;
    }
  }
  return { characters, stop: end, hasStrayPadding };
}

function base64Size(characters: number): number {
  return (characters >> 2) * 3 + Math.max(0, (characters & 3) - 1);
}

function decodeBase64(source: Buffer, start: number, end: number): Buffer {
  const { stop, hasStrayPadding } = scanBase64(source, start, end);
  const text = source.toString('latin1', start, stop);
  return Buffer.from(hasStrayPadding ? text.replaceAll('=', '') : text, 'base64');
}

const LF = 10;
const CR = 13;
const SP = 32;
const TAB = 9;
const EQUALS = 61;

/**
 * Quoted-printable (RFC 2045 §6.7): white space before a line end is dropped, `=` before a line end joins lines, an
 * `=` that is followed by anything but two hexadecimal digits stays.
 * @param out null to count only
 * @returns the octets decoded
 */
function decodeQuotedPrintable(source: Buffer, start: number, end: number, out: Buffer | null): number {
  let length = 0;
  let blanks = 0; // white space at the end of what was decoded
  let index = start;
  while (index < end) {
    const octet = source[index] as number;
    if (octet === EQUALS) {
      const high = hexValue(source, index + 1, end);
      const low = high < 0 ? -1 : hexValue(source, index + 2, end);
      if (low >= 0) {
        if (out !== null) out[length] = (high << 4) | low;
        length++;
        blanks = 0;
        index += 3;
        continue;
      }
      const next = softBreakEnd(source, index + 1, end);
      if (next > 0) {
        blanks = 0;
        index = next;
        continue;
      }
      if (out !== null) out[length] = octet;
      length++;
      blanks = 0;
      index++;
      continue;
    }
    if (octet === SP || octet === TAB) blanks++;
    else {
      if (octet === LF || (octet === CR && source[index + 1] === LF && index + 1 < end)) length -= blanks;
      blanks = 0;
    }
    if (out !== null) out[length] = octet;
    length++;
    index++;
  }
  return length - blanks;
}

/** After the line end of a soft line break whose `=` precedes `index`; 0 if there is none. */
function softBreakEnd(source: Buffer, index: number, end: number): number {
  let cursor = index;
  while (cursor < end && (source[cursor] === SP || source[cursor] === TAB)) cursor++;
  if (cursor >= end) return end;
  if (source[cursor] === LF) return cursor + 1;
  if (source[cursor] === CR) return cursor + 1 < end && source[cursor + 1] === LF ? cursor + 2 : cursor + 1;
  return 0;
}

function hexValue(source: Buffer, index: number, end: number): number {
  if (index >= end) return -1;
  const octet = source[index] as number;
  if (octet >= 48 && octet <= 57) return octet - 48;
  const letter = octet | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
