/**
 * IMAP strings (RFC 3501 §4.3) over octets that are held as latin-1 characters, so that a string's length is its length
 * on the wire.
 */

/** Longest quoted string written; longer ones are literals (some clients have line buffers). */
const maxQuoted = 1_000;

/** A string, quoted where that is possible in IMAP4rev1 (seven bits, no line end), else a literal. NUL is dropped. */
export function imapString(latin1: string): string {
  let text = latin1;
  let needsEscape = false;
  let isQuotable = text.length <= maxQuoted;
  let hasNul = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 34 || code === 92) needsEscape = true;
    else if (code > 126 || code === 10 || code === 13) isQuotable = false;
    else if (code === 0) hasNul = true;
  }
  if (hasNul) text = text.replaceAll('\0', '');
  if (!isQuotable) return `{${text.length}}\r\n${text}`;
  return needsEscape ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

/** A string, or NIL. */
export function imapNString(latin1: string | null): string {
  return latin1 === null ? 'NIL' : imapString(latin1);
}

/** Text as octets in latin-1 characters. */
export function octetsOf(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}
