/**
 * Longest text of an encoded word. RFC 2047 §2 allows 75 characters for the whole word; with 60 the first one has its
 * place on a line with the field's name.
 */
const maxPayload = 60 - '=?utf-8?b??='.length;

/** Octets that may stand for themselves in every place of an encoded word (RFC 2047 §5 (3)). */
const plain = /^[A-Za-z0-9!*+/-]$/;

/** Line ends and tabs become blanks, other controls go: a header value has no place for them. */
export function withoutControls(text: string): string {
  return text.replace(/\r\n|[\r\n\t]/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
}

/** Whether a word must be encoded: not ASCII, looks encoded, or cannot be folded into a line. */
function needsEncoding(word: string): boolean {
  return word.length > 200 || word.includes('=?') || /[^\x20-\x7e]/.test(word);
}

/**
 * Unstructured text as pieces for folding: words that need it, and what stands between them, as encoded words in UTF-8.
 */
export function encodeText(text: string): string[] {
  return encodeRange(withoutControls(text).trim());
}

/** A display name or group name as pieces: atoms, a quoted string, or encoded words (RFC 5322 §3.2.5, RFC 2047 §5). */
export function encodePhrase(name: string): string[] {
  const text = withoutControls(name).trim();
  if (needsEncoding(text)) return encodedWords(text);
  if (/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(text)) return text.split(' ').map(spaced);
  const quoted = `"${text.replace(/["\\]/g, '\\$&')}"`;
  // blanks at the ends of a line would be lost in refolding by others, so a long quoted string folds at single blanks only
  return quoted.length <= 70 || / {2}/.test(quoted) ? [quoted] : quoted.split(' ').map(spaced);
}

function spaced(word: string, index: number): string {
  return index === 0 ? word : ` ${word}`;
}

function encodeRange(text: string): string[] {
  const words = text.match(/ *[^ ]+/g) ?? [];
  const first = words.findIndex((word) => needsEncoding(word.trimStart()));
  if (first < 0) return words;
  const last = words.findLastIndex((word) => needsEncoding(word.trimStart()));
  const middle = words.slice(first, last + 1).join('');
  // exactly one blank separates plain from encoded; further ones belong to the encoded text
  const lead = first === 0 ? '' : ' ';
  const encoded = encodedWords(first === 0 ? middle : middle.slice(1));
  return [...words.slice(0, first), lead + encoded[0], ...encoded.slice(1), ...words.slice(last + 1)];
}

/** The whole text as encoded words of at most 60 characters, cut between characters, in the shorter of both encodings. */
export function encodedWords(text: string): string[] {
  const octets = Buffer.byteLength(text);
  const q = quotedLength(text);
  return q <= (octets * 4) / 3 + 2 ? cut(text, quoted, 'q').map(spaced) : cut(text, (chunk) => Buffer.from(chunk, 'utf8').toString('base64'), 'b').map(spaced);
}

function cut(text: string, encode: (chunk: string) => string, letter: string): string[] {
  const words: string[] = [];
  let chunk = '';
  let size = 0;
  for (const character of text) {
    const octets = Buffer.byteLength(character);
    const added = letter === 'b' ? octets : quotedLength(character);
    const isFull = letter === 'b' ? Math.ceil((size + added) / 3) * 4 > maxPayload : size + added > maxPayload;
    if (isFull) {
      words.push(`=?utf-8?${letter}?${encode(chunk)}?=`);
      chunk = '';
      size = 0;
    }
    chunk += character;
    size += added;
  }
  words.push(`=?utf-8?${letter}?${encode(chunk)}?=`);
  return words;
}

function quoted(text: string): string {
  let out = '';
  for (const octet of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(octet);
    out += octet === 32 ? '_' : plain.test(character) ? character : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function quotedLength(text: string): number {
  let length = 0;
  for (const octet of Buffer.from(text, 'utf8')) length += octet === 32 || plain.test(String.fromCharCode(octet)) ? 1 : 3;
  return length;
}
