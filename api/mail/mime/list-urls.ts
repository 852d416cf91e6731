import { skipComment } from './comments.ts';
import { withoutBlanks } from './octets.ts';

/** URLs of the List- fields (RFC 2369 §2): in angle brackets, white space inside removed; null if there is none. */
export function parseUrls(value: string): string[] | null {
  const urls: string[] = [];
  let cursor = 0;
  while (cursor < value.length) {
    const code = value.charCodeAt(cursor);
    if (code === 40) cursor = skipComment(value, cursor);
    else if (code === 60) {
      const close = value.indexOf('>', cursor);
      if (close < 0) break;
      const url = withoutBlanks(value.substring(cursor + 1, close));
      if (url !== '') urls.push(url);
      cursor = close + 1;
    } else cursor++;
  }
  return urls.length === 0 ? null : urls;
}
