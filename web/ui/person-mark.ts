/** What stands for a person who has no picture: a letter or two, and a colour that stays the same. Pure. */

const hues = [25, 90, 160, 200, 265, 330] as const;

/** The hue of a name, for the colours of {@link Avatar}. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const character of name.normalize('NFKC').trim().toLowerCase()) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return hues[Math.abs(hash) % hues.length] ?? hues[0];
}

const arabicMarks = /[\u064b-\u065f\u0670\u0640]/g;

/**
 * The first letters of the first and last word; one for Arabic, where two would join into a word of their own, and there without the article.
 * Empty where the name holds no letter.
 */
export function initialsOf(name: string): string {
  const words = name.normalize('NFKC').replace(arabicMarks, '').match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.]*/gu) ?? [];
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : ''];
  if (/^\p{Script=Arabic}/u.test(first)) return letter(first.length > 3 ? first.replace(/^ال/, '') : first);
  if (last !== '' && /^\p{Script=Arabic}/u.test(last)) return letter(first);
  return letter(first) + letter(last);
}

/** The first letter with the marks that belong to it. */
function letter(word: string): string {
  return (/^[\p{L}\p{N}]\p{M}*/u.exec(word)?.[0] ?? '').toLocaleUpperCase();
}
