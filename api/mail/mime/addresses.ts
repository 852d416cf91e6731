import { headerText } from './charset.ts';
import { skipComment } from './comments.ts';
import { decodeEncodedWords, encodedWordEnd } from './encoded-word.ts';
import { trimBlanks, withoutBlanks } from './octets.ts';
import { readQuoted } from './parameters.ts';

/** RFC 8621 §4.1.2.3. */
export interface EmailAddress {
  name: string | null;
  email: string;
}

/** RFC 8621 §4.1.2.4. */
export interface EmailAddressGroup {
  name: string | null;
  addresses: EmailAddress[];
}

/** A mailbox of an address list (RFC 5322 §3.4) as written: quoting and comments gone, encoded words not decoded. */
export interface RawMailbox {
  name: string | null;
  /** The addr-spec, or whatever stands in its place. */
  email: string;
  /** obs-route of `<@a,@b:user@host>`, which IMAP calls the at-domain list. */
  route: string | null;
}

/** `name` null: mailboxes outside of a group. */
export interface RawGroup {
  name: string | null;
  mailboxes: RawMailbox[];
}

/**
 * Reads an address list in one pass. Best effort over invalid lists: semicolons separate like commas, a missing `>` is
 * closed by the next comma, words before a bare address are its name.
 * @param text octets as latin-1 characters, or Unicode; unfolded
 */
export function parseAddressList(text: string): RawGroup[] {
  const groups: RawGroup[] = [];
  let group: RawGroup | null = null; // the open one
  let words: string[] = []; // of the phrase or bare address
  let isGlued = false; // the next word continues the last one
  let hasAt = false; // one of the words holds an @
  let angle: string | null = null;
  let comment: string | null = null;

  const endMailbox = (): void => {
    const mailbox = toMailbox(words, angle, comment);
    words = [];
    angle = comment = null;
    isGlued = hasAt = false;
    if (mailbox === null) return;
    if (group === null) {
      const last = groups[groups.length - 1];
      if (last !== undefined && last.name === null) {
        last.mailboxes.push(mailbox);
        return;
      }
      groups.push({ name: null, mailboxes: [mailbox] });
    } else {
      group.mailboxes.push(mailbox);
    }
  };
  const addWord = (word: string, isJoining: boolean): void => {
    if (isGlued && isJoining && words.length > 0) words[words.length - 1] += word;
    else words.push(word);
    isGlued = true;
    if (isJoining && !hasAt && word.includes('@')) hasAt = true; // an @ in a quoted string is no address
  };

  let cursor = 0;
  while (cursor < text.length) {
    const code = text.charCodeAt(cursor);
    switch (code) {
      case 32:
      case 9:
      case 10:
      case 13:
        isGlued = false;
        cursor++;
        break;
      case 34: {
        const quoted = readQuoted(text, cursor);
        // `"john doe"@example.com`: the quotes belong to the address
        const isLocalPart = text.charCodeAt(quoted.end) === 64;
        addWord(isLocalPart ? text.substring(cursor, quoted.end) : trimBlanks(quoted.value), isLocalPart);
        if (!isLocalPart) isGlued = false;
        cursor = quoted.end;
        break;
      }
      case 40: {
        const end = skipComment(text, cursor);
        if (words.length > 0 || angle !== null) comment = trimBlanks(unescape(text.substring(cursor + 1, text.charCodeAt(end - 1) === 41 ? end - 1 : end)));
        cursor = end;
        break;
      }
      case 60: {
        const end = angleEnd(text, cursor);
        const inner = text.substring(cursor + 1, end);
        if (angle === null || angle === '') angle = inner;
        cursor = text.charCodeAt(end) === 62 ? end + 1 : end;
        isGlued = false;
        break;
      }
      case 44:
        endMailbox();
        cursor++;
        break;
      case 59:
        endMailbox();
        group = null;
        cursor++;
        break;
      case 58:
        if (group === null && angle === null && words.length > 0 && !hasAt) {
          group = { name: words.join(' '), mailboxes: [] };
          groups.push(group);
          words = [];
          comment = null;
          isGlued = false;
        } else addWord(':', true);
        cursor++;
        break;
      default: {
        let end = code === 61 ? encodedWordEnd(text, cursor) : 0;
        if (end === 0) {
          end = cursor + 1;
          while (end < text.length && !isSpecial(text.charCodeAt(end))) end++;
        }
        addWord(text.substring(cursor, end), true);
        cursor = end;
      }
    }
  }
  endMailbox();
  return groups;
}

/** RFC 8621 §4.1.2.3: every mailbox, group names dropped. */
export function toAddresses(groups: readonly RawGroup[]): EmailAddress[] {
  const addresses: EmailAddress[] = [];
  for (const group of groups) for (const mailbox of group.mailboxes) addresses.push(toAddress(mailbox));
  return addresses;
}

/** RFC 8621 §4.1.2.4. */
export function toGroupedAddresses(groups: readonly RawGroup[]): EmailAddressGroup[] {
  return groups.map((group) => ({ name: group.name === null ? null : decodeName(group.name), addresses: group.mailboxes.map(toAddress) }));
}

function toAddress(mailbox: RawMailbox): EmailAddress {
  return { name: mailbox.name === null ? null : decodeName(mailbox.name) || null, email: decodeEmail(mailbox.email) };
}

/** Names in quoted strings may hold encoded words as well: against RFC 2047 §5, but Exchange and others write them. */
function decodeName(raw: string): string {
  const text = headerText(raw);
  const decoded = text.includes('=?') ? decodeEncodedWords(text, 'anywhere').trim() : text;
  return decoded.normalize('NFC');
}

function decodeEmail(raw: string): string {
  const text = headerText(raw);
  return text.includes('=?') ? decodeEncodedWords(text, 'anywhere').trim() : text;
}

function toMailbox(words: string[], angle: string | null, comment: string | null): RawMailbox | null {
  if (angle !== null) {
    const { email, route } = splitRoute(angle);
    if (email === '' && words.length === 0) return null;
    return { name: words.length > 0 ? words.join(' ') : comment || null, email, route };
  }
  if (words.length === 0) return null;
  if (words.length === 1) return { name: comment || null, email: words[0] as string, route: null };
  const first = words.findIndex((word) => word.includes('@'));
  if (first < 0) return { name: comment || null, email: words.join(' '), route: null };
  // `John Doe john@example.com`, or `john @ example . com` (obs-addr-spec)
  const last = words.findLastIndex((word) => word.includes('@'));
  const word = words[last] as string;
  if (word.length > 2 && !word.startsWith('@') && !word.endsWith('@') && first === last) {
    const others = words.filter((_, index) => index !== last).join(' ');
    if (!/^[. ]*$|^\.|\.$/.test(others)) return { name: others, email: word, route: null };
  }
  return { name: comment || null, email: words.join(''), route: null };
}

function splitRoute(angle: string): { email: string; route: string | null } {
  let text = angle.includes('(') ? removeComments(angle) : angle;
  text = text.includes('"') ? trimBlanks(text) : withoutBlanks(text);
  if (text.startsWith('@')) {
    const colon = text.indexOf(':');
    if (colon > 0) return { email: text.substring(colon + 1), route: text.substring(0, colon) };
  }
  return { email: text, route: null };
}

/** Position of the `>` that closes the `<` at `start`, else of the comma or semicolon, or end, where it should have been. */
function angleEnd(text: string, start: number): number {
  let fallback = -1;
  let cursor = start + 1;
  while (cursor < text.length) {
    const code = text.charCodeAt(cursor);
    if (code === 62) return cursor;
    if (code === 34) {
      cursor = readQuoted(text, cursor).end;
      continue;
    }
    if (code === 60) break;
    // an obs-route holds commas before its colon
    if (fallback < 0 && (code === 59 || (code === 44 && text.charCodeAt(start + 1) !== 64))) fallback = cursor;
    if (fallback >= 0 && cursor - start > 1_000) break;
    cursor++;
  }
  return fallback < 0 ? cursor : fallback;
}

function removeComments(text: string): string {
  let out = '';
  let cursor = 0;
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', cursor)) {
    out += text.substring(cursor, open);
    cursor = skipComment(text, open);
  }
  return out + text.substring(cursor);
}

function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text;
}

/** Ends an atom: white space, `"(,:;<`. */
function isSpecial(code: number): boolean {
  return code <= 32 || code === 34 || code === 40 || code === 44 || code === 58 || code === 59 || code === 60;
}
