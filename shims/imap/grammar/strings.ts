import { ASTRING, ATOM, classes } from './characters.ts';

const QUOTED_MAX = 1000;
const NOT_QUOTABLE = /[^\x20-\x7e\t]/;
const NOT_QUOTABLE_UTF8 = /[\x00-\x08\x0a-\x1f\x7f]/;

/** Whether a string may stand between quotes (RFC 9051 §4.3; with UTF-8: RFC 9755 §3). */
export function isQuotable(text: string, utf8 = false): boolean {
  return text.length <= QUOTED_MAX && !(utf8 ? NOT_QUOTABLE_UTF8 : NOT_QUOTABLE).test(text);
}

/** The text between quotes. */
export function formatQuoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** quoted or a literal (as UTF-8), one character a byte. */
export function formatString(text: string, utf8 = false): string {
  if (isQuotable(text, utf8)) return utf8 ? Buffer.from(formatQuoted(text), 'utf8').toString('latin1') : formatQuoted(text);
  const bytes = Buffer.from(text, 'utf8');
  return `{${bytes.length}}\r\n${bytes.toString('latin1')}`;
}

/** An atom where the text is one, else a string; one character a byte. "NIL" is quoted, it would read as nothing. */
export function formatAstring(text: string, utf8 = false): string {
  return isRun(text, ASTRING) && text.toUpperCase() !== 'NIL' ? text : formatString(text, utf8);
}

/** Whether the text is an atom. */
export function isAtom(text: string): boolean {
  return isRun(text, ATOM);
}

function isRun(text: string, mask: number): boolean {
  if (text.length === 0) return false;
  for (let i = 0; i < text.length; i++) {
    if (((classes[text.charCodeAt(i)] ?? 0) & mask) === 0) return false;
  }
  return true;
}
