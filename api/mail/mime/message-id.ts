import { skipComment } from './comments.ts';
import { withoutBlanks } from './octets.ts';

/**
 * Message ids of Message-ID, In-Reply-To and References (RFC 5322 §3.6.4), angle brackets, comments and folding removed.
 * Phrases between them are skipped (obs-in-reply-to). Where there are no brackets at all, words with an `@` count.
 * @param value unfolded
 * @returns null if there is none
 */
export function parseMessageIds(value: string): string[] | null {
  const ids: string[] = [];
  let cursor = 0;
  while (cursor < value.length) {
    const code = value.charCodeAt(cursor);
    if (code === 40) {
      cursor = skipComment(value, cursor);
    } else if (code === 60) {
      let close = value.indexOf('>', cursor);
      if (close < 0) close = value.length;
      const reopened = value.lastIndexOf('<', close);
      const id = withoutBlanks(value.substring(Math.max(cursor, reopened) + 1, close));
      if (id !== '') ids.push(id);
      cursor = close + 1;
    } else cursor++;
  }
  if (ids.length === 0 && !value.includes('<')) {
    for (const word of value.split(/[\t-\r ,]+/, 1_000)) if (word.includes('@')) ids.push(word);
  }
  return ids.length === 0 ? null : ids;
}
