/** Strings of ENVELOPE and BODYSTRUCTURE whose octets are not ASCII: stored as literals, as they stand in the message. */
import { decodeText } from '../grammar/characters.ts';
import { formatString } from '../grammar/strings.ts';

const BRACE = 0x7b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What fits into an encoded word of 75 characters (RFC 2047 §2) with its frame, before base64. */
const WORD_BYTES = 45;
const NOT_ASCII = /[^\x00-\x7f]/;

/** In UTF-8 between quotes, as ENABLE UTF8=ACCEPT asks for (RFC 9755 §3). */
export function asUtf8(stored: Buffer): Buffer {
  return rewritten(stored, (text) => formatString(text, true));
}

/** In ASCII: what no header may say in raw octets is said in encoded words (RFC 2047), which every client shows. */
export function asAscii(stored: Buffer): Buffer {
  return rewritten(stored, (text) => formatString(encodedWords(text)));
}

/** The same with other forms for literals that are not ASCII; mostly there are none, and nothing is copied. */
function rewritten(stored: Buffer, form: (text: string) => string): Buffer {
  if (!stored.includes(BRACE)) return stored;
  const source = stored.toString('latin1');
  let out = '';
  let from = 0;
  for (let at = 0; at < stored.length; at++) {
    const byte = stored[at];
    if (byte === QUOTE) at = closingQuote(stored, at);
    else if (byte === BRACE) {
      const end = source.indexOf('\r\n', at);
      const start = end + 2;
      const after = start + Number(source.slice(at + 1, end - 1));
      const raw = source.slice(start, after);
      if (NOT_ASCII.test(raw)) {
        out += source.slice(from, at) + form(decodeText(raw));
        from = after;
      }
      at = after - 1;
    }
  }
  return from === 0 ? stored : Buffer.from(out + source.slice(from), 'latin1');
}

function closingQuote(bytes: Buffer, open: number): number {
  let at = open + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** RFC 2047 §5: no character is cut in two, words stand apart by a space that readers drop. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words.map((each) => `=?utf-8?b?${Buffer.from(each, 'utf8').toString('base64')}?=`).join(' ');
}
