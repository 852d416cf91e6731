import { decodeText, isKnownCharset, normaliseCharset } from './charset.ts';

/** One `=?charset?encoding?text?=` (RFC 2047 §2). */
interface EncodedWord {
  charset: string;
  bytes: Buffer;
  end: number;
}

/**
 * Decodes the encoded words of an unfolded value (RFC 2047, RFC 8621 §4.1.2.2). White space between two of them goes;
 * neighbours of one charset are decoded together, since some software cuts between the octets of a character. Words of
 * unknown charset or that stand in a wrong place are left as they are.
 * @param placement `strict`: only where white space or an end of the value surrounds the word; `anywhere`: as seen in the
 *   wild in quoted strings and parameters
 */
export function decodeEncodedWords(text: string, placement: 'strict' | 'anywhere' = 'strict'): string {
  let mark = text.indexOf('=?');
  if (mark < 0) return text;
  let out = '';
  let copied = 0; // everything before is in `out` or pending
  let pending: EncodedWord[] = [];
  let pendingCharset = '';
  const flush = (): void => {
    if (pending.length === 0) return;
    const bytes = pending.length === 1 ? (pending[0] as EncodedWord).bytes : Buffer.concat(pending.map((word) => word.bytes));
    out += withoutControls(decodeText(bytes, pendingCharset).text);
    pending = [];
  };
  while (mark >= 0) {
    const word = placement === 'strict' && mark > 0 && !isBlank(text, mark - 1) ? null : readEncodedWord(text, mark, placement === 'strict');
    if (word === null) {
      mark = text.indexOf('=?', mark + 2);
      continue;
    }
    const isAdjacent = pending.length > 0 && isBlankRange(text, copied, mark);
    if (!isAdjacent) {
      flush();
      out += text.substring(copied, mark);
    } else if (word.charset !== pendingCharset) {
      flush();
    }
    pendingCharset = word.charset;
    pending.push(word);
    copied = word.end;
    mark = text.indexOf('=?', word.end);
  }
  flush();
  return out + text.substring(copied);
}

/** The end of an encoded word that starts at `start`, whatever its charset; 0 if there is none. For tokenisers. */
export function encodedWordEnd(text: string, start: number): number {
  const match = split(text, start);
  return match === null ? 0 : match.end;
}

function readEncodedWord(text: string, start: number, isStrict: boolean): EncodedWord | null {
  const word = split(text, start);
  if (word === null) return null;
  if (isStrict && word.end < text.length && !isBlank(text, word.end)) return null;
  const star = word.charset.indexOf('*'); // RFC 2231 §5: language
  const charset = normaliseCharset(star < 0 ? word.charset : word.charset.substring(0, star));
  if (charset !== 'us-ascii' && !isKnownCharset(charset)) return null;
  const bytes = word.encoding === 'b' ? Buffer.from(word.text, 'base64') : decodeQ(word.text);
  return { charset, bytes, end: word.end };
}

function split(text: string, start: number): { charset: string; encoding: 'b' | 'q'; text: string; end: number } | null {
  if (text.charCodeAt(start) !== 61 || text.charCodeAt(start + 1) !== 63) return null;
  let cursor = start + 2;
  const limit = Math.min(text.length, cursor + 64);
  while (cursor < limit && text.charCodeAt(cursor) !== 63) {
    if (text.charCodeAt(cursor) <= 32) return null;
    cursor++;
  }
  if (cursor === start + 2 || cursor >= limit || text.charCodeAt(cursor + 2) !== 63) return null;
  const letter = text.charCodeAt(cursor + 1) | 32;
  if (letter !== 98 && letter !== 113) return null;
  const textStart = cursor + 3;
  // in q text a question mark would have to be encoded; the first one ends the word
  for (cursor = textStart; cursor < text.length; cursor++) {
    const code = text.charCodeAt(cursor);
    if (code === 63) break;
    if (code === 32 || code === 9 || code === 10 || code === 13) return null;
  }
  if (text.charCodeAt(cursor + 1) !== 61) return null;
  return { charset: text.substring(start + 2, textStart - 3), encoding: letter === 98 ? 'b' : 'q', text: text.substring(textStart, cursor), end: cursor + 2 };
}

/** The "Q" encoding (RFC 2047 §4.2); characters that should have been encoded stand for themselves, in UTF-8. */
function decodeQ(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  let length = 0;
  for (let index = 0; index < bytes.length; index++) {
    const octet = bytes[index] as number;
    if (octet === 95) bytes[length++] = 32;
    else if (octet === 61) {
      const value = hexPair(bytes, index + 1);
      if (value < 0) bytes[length++] = octet;
      else {
        bytes[length++] = value;
        index += 2;
      }
    } else bytes[length++] = octet;
  }
  return bytes.subarray(0, length);
}

/** The octet that two hexadecimal digits at `index` stand for; -1 if they are none. */
export function hexPair(bytes: Uint8Array, index: number): number {
  const high = hexDigit(bytes[index]);
  const low = hexDigit(bytes[index + 1]);
  return high < 0 || low < 0 ? -1 : (high << 4) | low;
}

function hexDigit(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 48 && octet <= 57) return octet - 48;
  const letter = octet | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** RFC 8621 §4.1.2.2: NUL and control characters that were encoded are dropped. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
}

function isBlank(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function isBlankRange(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (!isBlank(text, index)) return false;
  return true;
}
