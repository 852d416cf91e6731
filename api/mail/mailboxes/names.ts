import { CoreError } from '../../client/errors.ts';

/** Roots under which other people's folders appear in IMAP (RFC 2342). */
export const OTHER_USERS = 'Other Users';
export const SHARED_FOLDERS = 'Shared Folders';

/** Letters of other scripts that look like those of INBOX. */
const lookalikes: Record<string, string> = { 'і': 'i', 'ı': 'i', 'ι': 'i', 'ⅰ': 'i', 'Ι': 'i', 'І': 'i', 'ո': 'n', 'Ν': 'n', 'ν': 'v', 'В': 'b', 'Β': 'b', 'в': 'b', 'о': 'o', 'О': 'o', 'ο': 'o', 'Ο': 'o', 'х': 'x', 'Х': 'x', 'χ': 'x', 'Χ': 'x', '0': 'o' };

function looksLike(name: string, plain: string): boolean {
  const folded = [...name.normalize('NFKC')].map((c) => lookalikes[c] ?? c.toLowerCase()).join('').replace(/[\p{Cf}\p{Mn}\s]/gu, '');
  return folded === plain.toLowerCase().replace(/\s/g, '');
}

/**
 * A mailbox name as it is stored: NFC (RFC 8621 §2, Net-Unicode).
 * @param top directly below the account: there INBOX and the namespace roots, and what looks like them, are taken
 * @throws CoreError invalidProperties
 */
export function mailboxName(name: string, maxBytes: number, top: boolean): string {
  const refuse = (why: string): never => {
    throw new CoreError('invalidProperties', why, { properties: ['name'] });
  };
  const normal = name.normalize('NFC');
  if (normal.trim() === '') refuse('A folder needs a name.');
  if (Buffer.byteLength(normal) > maxBytes) refuse(`The name of a folder may have at most ${maxBytes} bytes.`);
  if (normal.includes('/')) refuse('The name of a folder cannot hold "/", which separates folders from their parents.');
  // Lone surrogates cannot be written in UTF-8.
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(normal)) refuse('The name of a folder cannot hold control characters.');
  if (normal === '.' || normal === '..') refuse(`${JSON.stringify(normal)} cannot be the name of a folder.`);
  if (top && looksLike(normal, 'inbox')) refuse('INBOX is taken: mail arrives there, and a second folder that looks like it would mislead.');
  if (top && (looksLike(normal, OTHER_USERS) || looksLike(normal, SHARED_FOLDERS))) refuse('This name is where the folders of others appear.');
  return normal;
}
