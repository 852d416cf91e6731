/** What can be said of a folder's name before the server is asked, which has the last word. */
import type { Folder } from '../../store/index.ts';
import type { Translate } from '../../text/index.ts';

const mostBytes = 255;

/** @param siblings folders of the same parent. @returns what is wrong, undefined where nothing is */
export function nameFault(t: Translate, name: string, siblings: readonly Folder[]): string | undefined {
  const plain = name.normalize('NFC').trim();
  if (plain === '') return t('folders.nameEmpty');
  if (plain.includes('/')) return t('folders.nameSlash');
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(plain)) return t('folders.nameControl');
  if (new TextEncoder().encode(plain).length > mostBytes) return t('folders.nameLong');
  // To other programs the inbox is called so, whatever its name.
  return siblings.some(({ name: taken, role }) => taken === plain || (role === 'inbox' && /^inbox$/i.test(plain))) ? t('folders.nameTaken') : undefined;
}
