import { isAscii } from 'node:buffer';
import { maxLineLength } from './fold.ts';

export interface EncodedContent {
  encoding: '7bit' | '8bit' | 'quoted-printable' | 'base64';
  bytes: Buffer;
}

/** Text of a body value: line ends made CRLF, UTF-8, then the encoding that is shortest and passes every relay. */
export function encodeTextContent(text: string): EncodedContent {
  const bytes = Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n'), 'utf8');
  if (isSafe(bytes)) return { encoding: '7bit', bytes };
  const quoted = quotedPrintable(bytes);
  return quoted.length <= bytes.length * 1.37 + 80 ? { encoding: 'quoted-printable', bytes: quoted } : { encoding: 'base64', bytes: base64Lines(bytes) };
}

/**
 * A blob as it is. An embedded message must not be encoded (RFC 2046 §5.2.1); text goes as it is where that cannot change
 * it; all else is base64.
 */
export function encodeBlobContent(bytes: Buffer, type: string): EncodedContent {
  if (type === 'message/rfc822' || type === 'message/global') return { encoding: isAscii(bytes) ? '7bit' : '8bit', bytes };
  if (type.startsWith('text/') && isSafe(bytes)) return { encoding: '7bit', bytes };
  return { encoding: 'base64', bytes: base64Lines(bytes) };
}

/** Whether the octets survive every relay: seven bits, CRLF only, short lines, nothing that is changed on the way. */
function isSafe(bytes: Buffer): boolean {
  if (!isAscii(bytes)) return false;
  const text = bytes.toString('latin1');
  // NUL, a carriage return or line feed alone, blanks at a line's end, the mbox "From ", a dot alone
  if (/\0|\r(?!\n)|(?<!\r)\n|[ \t](?:\r\n|$)|(?:^|\n)(?:From |\.(?:\r\n|$))/.test(text)) return false;
  let start = 0;
  for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n', start)) {
    if (end - start > maxLineLength) return false;
    start = end + 2;
  }
  return text.length - start <= maxLineLength;
}

/** Base64 in lines of 76 characters (RFC 2045 §6.8). */
export function base64Lines(bytes: Buffer): Buffer {
  const text = bytes.toString('base64');
  const lines: string[] = [];
  for (let start = 0; start < text.length; start += 76) lines.push(text.slice(start, start + 76));
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

const hex = '0123456789ABCDEF';

/** Quoted-printable of text whose line ends are CRLF (RFC 2045 §6.7); carriage returns and line feeds alone are encoded. */
export function quotedPrintable(bytes: Buffer): Buffer {
  let out = '';
  let line = '';
  for (let index = 0; index < bytes.length; index++) {
    const octet = bytes[index] as number;
    if (octet === 13 && bytes[index + 1] === 10) {
      out += `${line}\r\n`;
      line = '';
      index++;
      continue;
    }
    const isLast = index + 1 >= bytes.length || (bytes[index + 1] === 13 && bytes[index + 2] === 10);
    const isBlank = octet === 32 || octet === 9;
    // "From " and dots at the start of a line are changed on the way by some programs
    const isTouchy = line === '' && (octet === 46 || (octet === 70 && bytes[index + 1] === 114));
    const piece = (octet > 32 && octet < 127 && octet !== 61 && !isTouchy) || (isBlank && !isLast) ? String.fromCharCode(octet) : `=${hex[octet >> 4]}${hex[octet & 15]}`;
    if (line.length + piece.length > (isLast ? 76 : 75)) {
      out += `${line}=\r\n`;
      line = '';
    }
    line += piece;
  }
  return Buffer.from(out + line, 'latin1');
}
