import { decodeText, headerText } from './charset.ts';
import { skipComment } from './comments.ts';
import { decodeEncodedWords, hexPair } from './encoded-word.ts';
import { maxParameters } from './limits.ts';
import { trimBlanksEnd } from './octets.ts';

/**
 * Reads `; name=value; name="value"` (RFC 2045 §5.1) from `position` on. Tolerates missing semicolons, unquoted blanks in
 * file names, unterminated quotes and trailing rubbish; the first of two equal names counts.
 * @param text octets as latin-1 characters, unfolded
 * @returns name (lower case), value (unquoted), name, value, …
 */
export function readParameters(text: string, position: number): string[] {
  const pairs: string[] = [];
  let cursor = position;
  while (cursor < text.length && pairs.length < maxParameters * 2) {
    const code = text.charCodeAt(cursor);
    if (code === 59 || code <= 32) {
      cursor++;
      continue;
    }
    if (code === 40) {
      cursor = skipComment(text, cursor);
      continue;
    }
    // name
    const start = cursor;
    while (cursor < text.length && !endsName(text.charCodeAt(cursor))) cursor++;
    const name = text.substring(start, cursor).toLowerCase();
    while (cursor < text.length && text.charCodeAt(cursor) <= 32) cursor++;
    if (text.charCodeAt(cursor) !== 61) {
      if (cursor === start) cursor++; // never stand still
      continue;
    }
    cursor++;
    while (cursor < text.length && text.charCodeAt(cursor) <= 32) cursor++;
    // value
    let value: string;
    if (text.charCodeAt(cursor) === 34) {
      const quoted = readQuoted(text, cursor);
      value = quoted.value;
      cursor = quoted.end;
    } else {
      const end = unquotedEnd(text, cursor, name.startsWith('name') || name.startsWith('filename'));
      value = trimBlanksEnd(text.substring(cursor, end));
      cursor = end;
    }
    if (name !== '' && name !== '__proto__' && !hasName(pairs, name)) pairs.push(name, value);
  }
  return pairs;
}

/** Decoded parameters; `raw` is null where nothing had to be decoded. */
export interface DecodedParameters {
  params: Record<string, string>;
  raw: string[] | null;
}

/**
 * Joins continuations and decodes percent-encoding (RFC 2231 §3, §4), else RFC 2047 words, which RFC 2231 forbids and
 * many programs write, and octets above 127. The extended form of a parameter wins over the plain one.
 */
export function decodeParameters(pairs: string[]): DecodedParameters {
  const params: Record<string, string> = {};
  let isPlain = true;
  for (let index = 0; index < pairs.length; index += 2) {
    const name = pairs[index] as string;
    const value = pairs[index + 1] as string;
    if (name.includes('*')) {
      isPlain = false;
      continue;
    }
    const decoded = decodeEncodedWords(headerText(value), 'anywhere');
    if (decoded !== value) isPlain = false;
    params[name] = decoded;
  }
  if (isPlain) return { params, raw: null };
  joinExtended(pairs, params);
  return { params, raw: pairs };
}

interface Segment {
  number: number;
  isEncoded: boolean;
  value: string;
}

function joinExtended(pairs: string[], params: Record<string, string>): void {
  const segments = new Map<string, Segment[]>();
  for (let index = 0; index < pairs.length; index += 2) {
    const match = /^([^*]+)(?:\*(\d{1,4}))?(\*)?$/.exec(pairs[index] as string);
    if (!match || (match[2] === undefined && match[3] === undefined)) continue;
    const segment = { number: Number(match[2] ?? 0), isEncoded: match[3] !== undefined, value: pairs[index + 1] as string };
    const name = match[1] as string;
    const list = segments.get(name);
    if (list) list.push(segment);
    else segments.set(name, [segment]);
  }
  for (const [name, list] of segments) {
    if (name === '__proto__') continue;
    list.sort((a, b) => a.number - b.number);
    if (list[0]?.number === 0) params[name] = joinSegments(list);
  }
}

function joinSegments(list: Segment[]): string {
  let charset: string | null = null;
  const octets: Buffer[] = [];
  let expected = 0;
  for (const segment of list) {
    if (segment.number !== expected) {
      if (segment.number < expected) continue; // `name*` beside `name*0*`
      break; // a gap ends it
    }
    expected++;
    let value = segment.value;
    if (segment.number === 0 && segment.isEncoded) {
      const first = value.indexOf("'");
      const second = first < 0 ? -1 : value.indexOf("'", first + 1);
      if (second >= 0) {
        charset = value.substring(0, first) || null;
        value = value.substring(second + 1);
      }
    }
    octets.push(segment.isEncoded ? decodePercent(value) : Buffer.from(value, 'latin1'));
  }
  const text = decodeText(octets.length === 1 ? (octets[0] as Buffer) : Buffer.concat(octets), charset).text.replaceAll('\0', '');
  return charset === null ? decodeEncodedWords(text, 'anywhere') : text;
}

function decodePercent(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  let length = 0;
  for (let index = 0; index < bytes.length; index++) {
    const octet = bytes[index] as number;
    const decoded = octet === 37 ? hexPair(bytes, index + 1) : -1;
    bytes[length++] = decoded < 0 ? octet : decoded;
    if (decoded >= 0) index += 2;
  }
  return bytes.subarray(0, length);
}

/** A quoted-string that starts at `start` (RFC 5322 §3.2.4); without closing quote it ends with the text. */
export function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = '';
  let copied = start + 1;
  let cursor = copied;
  for (; cursor < text.length; cursor++) {
    const code = text.charCodeAt(cursor);
    if (code === 34) return { value: value + text.substring(copied, cursor), end: cursor + 1 };
    if (code === 92 && cursor + 1 < text.length) {
      value += text.substring(copied, cursor);
      copied = cursor + 1;
      cursor++;
    }
  }
  return { value: value + text.substring(copied), end: text.length };
}

function endsName(code: number): boolean {
  return code === 61 || code === 59 || code <= 32 || code === 40 || code === 34;
}

/** File names run to the semicolon, blanks and parentheses included; other values are one word. */
function unquotedEnd(text: string, start: number, isFileName: boolean): number {
  let cursor = start;
  while (cursor < text.length) {
    const code = text.charCodeAt(cursor);
    if (code === 59 || (!isFileName && code <= 32)) break;
    cursor++;
  }
  return cursor;
}

function hasName(pairs: string[], name: string): boolean {
  for (let index = 0; index < pairs.length; index += 2) if (pairs[index] === name) return true;
  return false;
}
