import { withoutControls } from './encode-words.ts';

/** Octets that stand for themselves in an extended parameter (RFC 2231 §7 attribute-char). */
const attributeCharacter = /^[A-Za-z0-9!#$&+.^_`{|}~-]$/;

/**
 * One parameter as pieces for folding, `; ` in front: a token, a quoted string, or where it is not ASCII, long, or looks like an encoded word the
 * extended form with continuations (RFC 2231 §3, §4).
 */
export function encodeParameter(name: string, value: string): string[] {
  const text = withoutControls(value);
  const isAscii = /^[\x20-\x7e]*$/.test(text) && !text.includes('=?');
  if (isAscii && name.length + text.length <= 66) {
    return /^[A-Za-z0-9!#$%&'*+.^_`{|}~-]+$/.test(text) ? [`; ${name}=${text}`] : [`; ${name}="${text.replace(/["\\]/g, '\\$&')}"`];
  }
  const escaped: string[] = [];
  for (const octet of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(octet);
    escaped.push(attributeCharacter.test(character) ? character : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`);
  }
  const chunks = [''];
  for (const piece of escaped) {
    const last = chunks[chunks.length - 1] as string;
    if (last.length + piece.length > 54 - name.length) chunks.push(piece);
    else chunks[chunks.length - 1] = last + piece;
  }
  if (chunks.length === 1) return [`; ${name}*=utf-8''${chunks[0]}`];
  return chunks.map((chunk, index) => `; ${name}*${index}*=${index === 0 ? "utf-8''" : ''}${chunk}`);
}

/** A structured value with parameters as pieces for folding: the semicolon ends a line, the blank begins the next. */
export function withParameters(value: string, parameters: readonly [name: string, value: string][]): string[] {
  const pieces = [value];
  for (const [name, text] of parameters) {
    for (const piece of encodeParameter(name, text)) {
      pieces[pieces.length - 1] += ';';
      pieces.push(piece.slice(1));
    }
  }
  return pieces;
}
