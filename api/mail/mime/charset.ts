import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { decodeHz, decodeIso2022Kr } from './charset-shifted.ts';

export interface DecodedText {
  text: string;
  /** RFC 8621 §4.1.4: octets did not fit the charset, or the charset is unknown. */
  isEncodingProblem: boolean;
}

/** Decodes octets of one charset; `isExact` false where octets did not fit. */
type Decoder = (bytes: Buffer) => { text: string; isExact: boolean };

/** Labels met in mail that the WHATWG table has not (https://encoding.spec.whatwg.org is what TextDecoder follows). */
const aliases: Record<string, string> = {
  '646': 'us-ascii', 'ansi_x3.110-1983': 'us-ascii', 'us_ascii': 'us-ascii', 'ascii': 'us-ascii', 'usascii': 'us-ascii', 'ascii7': 'us-ascii', '7bit': 'us-ascii', 'iso646-us': 'us-ascii',
  'cp932': 'shift_jis', 'cp943': 'shift_jis', 'cp943c': 'shift_jis', 'sjis': 'shift_jis', 'shift-jis': 'shift_jis',
  'cp936': 'gb18030', 'gbk': 'gb18030', 'gb2312': 'gb18030', 'gb-2312': 'gb18030', 'x-gbk': 'gb18030', 'euc-cn': 'gb18030', 'euccn': 'gb18030',
  'cp949': 'euc-kr', 'ms949': 'euc-kr', 'uhc': 'euc-kr', 'ksc5601': 'euc-kr', 'ks_c_5601': 'euc-kr', 'euckr': 'euc-kr',
  'cp950': 'big5', 'ms950': 'big5', 'eucjp': 'euc-jp', 'ujis': 'euc-jp',
  'iso-2022-jp-1': 'iso-2022-jp', 'iso-2022-jp-2': 'iso-2022-jp', 'iso-2022-jp-3': 'iso-2022-jp', 'iso-2022-jp-ms': 'iso-2022-jp', 'cp50220': 'iso-2022-jp', 'cp50221': 'iso-2022-jp',
  'utf7': 'utf-7', 'unicode-1-1-utf-7': 'utf-7', 'x-unicode-2-0-utf-7': 'utf-7', 'unicode-2-0-utf-7': 'utf-7', 'csunicode11utf7': 'utf-7',
  'hz': 'hz-gb-2312', 'latin-1': 'iso-8859-1', 'latin_1': 'iso-8859-1', 'ansi': 'windows-1252', 'cp-1252': 'windows-1252',
};

/** Labels that say nothing. */
const meaningless = new Set(['', 'unknown', 'unknown-8bit', 'x-unknown', 'x-user-defined', 'default', '_autodetect', '_autodetect_all', 'binary', '8bit', 'none', 'null', 'utf-8-or-other', 'us-ascii']);

const decoders = new Map<string, Decoder | null>();

/** Whether text in this charset can be decoded (RFC 2047 §6.2: others are shown as they are). */
export function isKnownCharset(label: string): boolean {
  return decoderOf(normaliseCharset(label)) !== null;
}

/** Whether a declared charset says nothing about the octets. */
export function isMeaningless(label: string): boolean {
  return meaningless.has(normaliseCharset(label));
}

/** A charset label in lower case, without quotes, language (RFC 2231 §5) and rubbish behind it, aliases replaced. */
export function normaliseCharset(label: string): string {
  let name = label.trim().toLowerCase();
  if (/[^a-z0-9_.:-]/.test(name)) name = (/^["' ]*([a-z0-9_.:-]{1,60})/.exec(name)?.[1] ?? '');
  return (Object.hasOwn(aliases, name) ? aliases[name] : name) as string;
}

/**
 * Decodes text. Declarations are believed unless the octets speak against them: octets above 127 in text without (or
 * with an unknown or ASCII) declaration, and Latin declarations over valid UTF-8, are UTF-8 if valid, else windows-1252.
 * @param charset as declared, or null where nothing is declared
 */
export function decodeText(bytes: Buffer, charset: string | null): DecodedText {
  const name = charset === null ? '' : normaliseCharset(charset);
  if (isAscii(bytes) && !isSevenBitCharset(name)) {
    return { text: bytes.toString('latin1'), isEncodingProblem: name !== '' && !meaningless.has(name) && decoderOf(name) === null };
  }
  if (name === 'utf-8' || name === 'utf8') return decodeDeclaredUtf8(bytes);
  if (meaningless.has(name)) {
    const isValid = isUtf8(bytes);
    return { text: isValid ? utf8(bytes) : windows1252(bytes), isEncodingProblem: name === 'us-ascii' || !isValid };
  }
  const decode = decoderOf(name);
  if (decode === null) return { text: isUtf8(bytes) ? utf8(bytes) : windows1252(bytes), isEncodingProblem: true };
  if (isLatin(name) && isUtf8(bytes)) return { text: utf8(bytes), isEncodingProblem: true };
  const { text, isExact } = decode(bytes);
  return { text, isEncodingProblem: !isExact };
}

/** Octets of a header as text: UTF-8 (RFC 6532) if valid, else windows-1252. Takes and returns ASCII as it is. */
export function headerText(latin1: string): string {
  if (!hasHighOctet(latin1)) return latin1;
  const bytes = Buffer.from(latin1, 'latin1');
  return isUtf8(bytes) ? utf8(bytes) : windows1252(bytes);
}

/** Whether a latin-1 string of octets holds one above 127. */
export function hasHighOctet(latin1: string): boolean {
  for (let index = 0; index < latin1.length; index++) if (latin1.charCodeAt(index) > 127) return true;
  return false;
}

/** The 27 characters that windows-1252 has in place of the C1 controls. */
const windows1252High = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Some releases of Node decode windows-1252 as latin-1 in TextDecoder, so it is done here. */
export function windows1252(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\u0080-\u009f]/g, (c: string) => windows1252High[c.charCodeAt(0) - 0x80] as string);
}

function utf8(bytes: Buffer): string {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.toString('utf8', 3) : bytes.toString('utf8');
}

/** Text declared as UTF-8 that is not: where no sequence at all is valid it is windows-1252, else damaged UTF-8. */
function decodeDeclaredUtf8(bytes: Buffer): DecodedText {
  if (isUtf8(bytes)) return { text: utf8(bytes), isEncodingProblem: false };
  const text = utf8(bytes);
  const hasValidSequence = /[^\u0000-\u007f\ufffd]/.test(text);
  return { text: hasValidSequence ? text : windows1252(bytes), isEncodingProblem: true };
}

function isLatin(name: string): boolean {
  return name === 'iso-8859-1' || name === 'windows-1252' || name === 'iso-8859-15' || name === 'latin1' || name === 'cp1252';
}

/** Charsets in which octets below 128 are not ASCII. */
function isSevenBitCharset(name: string): boolean {
  return name.startsWith('iso-2022-') || name.startsWith('utf-7') || name.startsWith('utf-16') || name.startsWith('utf-32') || name === 'hz-gb-2312'
    || name === 'csiso2022jp' || name === 'csiso2022kr' || name.startsWith('ucs-') || name.startsWith('unicode') || name.startsWith('iso-10646') || name.startsWith('ibm') || name.startsWith('cp');
}

function decoderOf(name: string): Decoder | null {
  const known = decoders.get(name);
  if (known !== undefined) return known;
  const made = makeDecoder(name);
  // the label comes from mail: do not let it grow the map without bound
  if (decoders.size < 1_000) decoders.set(name, made);
  return made;
}

/** TextDecoder takes an escape that follows on another for an error, but words put together have them (back to ASCII, and on). */
function withoutIdleEscapes(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/\x1b(?:\([BIJ]|\$[@B])(?=\x1b[($])/g, ''), 'latin1');
}

function makeDecoder(name: string): Decoder | null {
  if (name === 'iso-8859-1' || name === 'windows-1252' || name === 'latin1') return (bytes) => ({ text: windows1252(bytes), isExact: true });
  if (name === 'iso-2022-kr' || name === 'csiso2022kr') return decodeIso2022Kr;
  if (name === 'hz-gb-2312') return decodeHz;
  if (meaningless.has(name) || name === '') return null;
  try {
    const strict = new TextDecoder(name, { fatal: true });
    const lenient = new TextDecoder(name);
    const isJapanese = strict.encoding === 'iso-2022-jp';
    return (octets) => {
      const bytes = isJapanese ? withoutIdleEscapes(octets) : octets;
      try {
        return { text: strict.decode(bytes), isExact: true };
      } catch {
        return { text: lenient.decode(bytes), isExact: false };
      }
    };
  } catch {
    // iconv-lite also knows codecs that are no charsets
    if (name === 'base64' || name === 'hex' || name === 'internal' || name === 'binary' || !iconv.encodingExists(name)) return null;
    return (bytes) => {
      const text = iconv.decode(bytes, name);
      return { text, isExact: !text.includes('\ufffd') };
    };
  }
}
