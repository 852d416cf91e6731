import { trimBlanks } from './octets.ts';

/** After a comment (RFC 5322 §3.2.2) that starts at `start`; nested ones belong to it, an unclosed one ends with the text. */
export function skipComment(text: string, start: number): number {
  let depth = 0;
  for (let cursor = start; cursor < text.length; cursor++) {
    const code = text.charCodeAt(cursor);
    if (code === 92) cursor++;
    else if (code === 40) depth++;
    else if (code === 41 && --depth === 0) return cursor + 1;
  }
  return text.length;
}

/** The value without comments outside of quoted strings, trimmed; each comment becomes a blank. */
export function withoutComments(value: string): string {
  if (!value.includes('(')) return value;
  let out = '';
  let copied = 0;
  let isQuoted = false;
  for (let cursor = 0; cursor < value.length; cursor++) {
    const code = value.charCodeAt(cursor);
    if (code === 92) cursor++;
    else if (code === 34) isQuoted = !isQuoted;
    else if (code === 40 && !isQuoted) {
      out += `${value.substring(copied, cursor)} `;
      copied = skipComment(value, cursor);
      cursor = copied - 1;
    }
  }
  return trimBlanks(out + value.substring(copied));
}
