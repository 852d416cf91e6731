import { domainToUnicode } from 'node:url';
import { CoreError } from '../client/errors.ts';
import { commonPasswords } from './common-passwords.ts';

/** A password that an administrator gives. @throws CoreError invalidProperties */
export function checkedPassword(password: string, property: string): string {
  const length = [...password].length;
  if (length < 8 || length > 1024 || /\p{Cc}/u.test(password)) {
    throw new CoreError('invalidProperties', 'A password has 8 to 1024 characters, without line breaks.', { properties: [property] });
  }
  return password;
}

/**
 * A password that a person chooses: none that everybody tries first, and no name that everybody knows (NIST SP 800-63B §5.1.1.2, which asks for nothing more,
 * such as digits or capitals).
 * @param address whose it is to be, in its normal form
 * @throws CoreError invalidProperties, passwordTooCommon, passwordIsName
 */
export function checkedOwnPassword(password: string, address: string, property: string): string {
  checkedPassword(password, property);
  const plain = password.normalize('NFKC').toLowerCase().trim();
  if (plain === '' || commonPasswords.has(plain)) {
    throw new CoreError('passwordTooCommon', 'This password is one of those that are tried first; choose another, such as several words in a row.', { properties: [property] });
  }
  if (isMadeOf(namesIn(address), lettersAndDigits(password))) {
    throw new CoreError('passwordIsName', 'This password is nothing but the mail address or a part of it; choose another, such as several words in a row.', { properties: [property] });
  }
  return password;
}

/** What everybody knows who knows the address: the words of the local part and of the domain, which are the organisation's name; without digits behind, too. */
function namesIn(address: string): string[] {
  const domain = domainToUnicode(address.slice(address.lastIndexOf('@') + 1));
  const words = `${address}@${domain}`.split(/[^\p{L}\p{M}\p{N}]+/u).map(lettersAndDigits);
  return [...new Set([...words, ...words.map((word) => word.replace(digitsBehind, ''))])].filter((word) => word !== '');
}

const digitsBehind = /\p{Nd}+$/u;
const lettersAndDigits = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');

/** Is it one of these names, or several in a row, and then digits at most? */
function isMadeOf(names: readonly string[], text: string): boolean {
  const digitsFrom = text.replace(digitsBehind, '').length;
  const ends = new Set([0]);
  for (let start = 0; start < text.length; start++) {
    if (ends.has(start)) for (const name of names) if (text.startsWith(name, start)) ends.add(start + name.length);
  }
  return [...ends].some((end) => end > 0 && end >= digitsFrom);
}
