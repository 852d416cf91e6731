import { withoutComments } from './comments.ts';
import { trimBlanks, withoutBlanks } from './octets.ts';
import { decodeParameters, readParameters } from './parameters.ts';
import type { DecodedParameters } from './parameters.ts';

/** Content-Type (RFC 2045 §5.1). A value that makes no sense means text/plain (§5.2). */
export interface ContentType extends DecodedParameters {
  type: string;
  subtype: string;
}

/** @param value unfolded */
export function parseContentType(value: string): ContentType {
  const match = /^([^\t-\r /;()"=]+) ?\/ ?([^\t-\r /;()"=]+)/.exec(value) ?? /^([^\t-\r /;()"=]+)[\t-\r ]*\/[\t-\r ]*([^\t-\r /;()"=]+)/.exec(withoutComments(value));
  const rest = match ? match[0].length : value.indexOf(';');
  const text = match && match.input !== value ? match.input : value;
  const parameters = rest < 0 || rest >= text.length ? { params: {}, raw: null } : decodeParameters(readParameters(text, rest));
  return { type: match ? (match[1] as string).toLowerCase() : 'text', subtype: match ? (match[2] as string).toLowerCase() : 'plain', ...parameters };
}

/** Content-Disposition (RFC 2183 §2); null where there is no word at its head. */
export interface ContentDisposition extends DecodedParameters {
  disposition: string | null;
}

/** @param value unfolded */
export function parseContentDisposition(value: string): ContentDisposition {
  const text = value.charCodeAt(0) === 40 ? withoutComments(value) : value;
  const word = /^[^\t-\r ;()="]+(?=[\t-\r ;(]|$)/.exec(text)?.[0] ?? '';
  return { disposition: word === '' ? null : word.toLowerCase(), ...decodeParameters(readParameters(text, word.length)) };
}

/** The first word of a value, in lower case, as Content-Transfer-Encoding needs it; common misspellings mended. */
export function parseTransferEncoding(value: string): string {
  const text = value.includes('(') ? withoutComments(value) : value;
  const word = (/^["']?([^\t-\r ;"']+)/.exec(text)?.[1] ?? '').toLowerCase();
  switch (word) {
    case '':
      return '7bit';
    case '7-bit':
    case '7bits':
      return '7bit';
    case '8-bit':
    case '8bits':
      return '8bit';
    case 'base-64':
      return 'base64';
    case 'quotedprintable':
    case 'quoted_printable':
      return 'quoted-printable';
    default:
      return word;
  }
}

/** Content-ID and the like: comments, white space and angle brackets removed. */
export function parseContentId(value: string): string | null {
  const open = value.indexOf('<');
  const close = open < 0 ? -1 : value.indexOf('>', open);
  const text = open >= 0 ? value.substring(open + 1, close < 0 ? value.length : close) : value.includes('(') ? withoutComments(value) : value;
  const id = withoutBlanks(text);
  return id === '' ? null : id;
}

/** Content-Language (RFC 3282): tags between commas. */
export function parseLanguages(value: string): string[] | null {
  const tags = withoutComments(value).split(',', 100).map(trimBlanks).filter((tag) => tag !== '');
  return tags.length === 0 ? null : tags;
}
