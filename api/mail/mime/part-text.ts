import { decodeText } from './charset.ts';
import { charsetOf } from './html-charset.ts';
import { isMultipart } from './part.ts';
import type { Part } from './part.ts';
import { decodeRange, isKnownEncoding } from './transfer-encoding.ts';

/** RFC 8621 §4.1.4 EmailBodyValue. */
export interface BodyValue {
  value: string;
  isEncodingProblem: boolean;
  isTruncated: boolean;
}

/**
 * A text part as JMAP gives it in `bodyValues`: transfer encoding and charset decoded, CRLF made LF.
 * @param maxBytes bound of the value's UTF-8 octets, 0 for none (RFC 8621 §4.2 `maxBodyValueBytes`); the cut is between
 *   characters, in HTML not inside a tag
 */
export function partText(source: Buffer, part: Part, maxBytes = 0): BodyValue {
  const isKnown = isKnownEncoding(part.encoding);
  const bytes = isMultipart(part) ? source.subarray(part.bodyStart, part.bodyEnd) : decodeRange(source, part.bodyStart, part.bodyEnd, part.encoding);
  const { text, isEncodingProblem } = decodeText(bytes, charsetOf(part, bytes));
  const value = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  const cut = maxBytes > 0 ? truncate(value, maxBytes, part.subtype === 'html') : value;
  return { value: cut, isEncodingProblem: isEncodingProblem || !isKnown, isTruncated: cut.length < value.length };
}

/**
 * The beginning of a text part, for previews: decodes about `maxEncoded` octets only, so a character at the end may be lost.
 */
export function partTextStart(source: Buffer, part: Part, maxEncoded: number): string {
  const end = Math.min(part.bodyEnd, part.bodyStart + maxEncoded);
  const bytes = decodeRange(source, part.bodyStart, end, part.encoding);
  const { text } = decodeText(bytes, charsetOf(part, bytes));
  return end < part.bodyEnd ? text.replace(/\ufffd{1,3}$/, '') : text;
}

function truncate(text: string, maxBytes: number, isHtml: boolean): string {
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text.slice(0, maxBytes), 'utf8');
  let end = Math.min(maxBytes, bytes.length);
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  let cut = bytes.toString('utf8', 0, end);
  if (cut.endsWith('\ufffd') && text.charCodeAt(cut.length - 1) !== 0xfffd) cut = cut.slice(0, -1); // half of a pair
  if (isHtml) {
    const open = cut.lastIndexOf('<');
    if (open > cut.lastIndexOf('>')) cut = cut.slice(0, open);
    const entity = /&[#a-zA-Z0-9]{0,31}$/.exec(cut);
    if (entity) cut = cut.slice(0, entity.index);
  }
  return cut;
}
