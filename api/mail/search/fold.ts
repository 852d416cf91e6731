import { foldText, foldTyped } from '../mime/index.ts';

/** Blanks other than a single space: most texts have few, and spaces that are fine as they are cost nothing. */
const notOneBlank = /[^\S ]\s*| \s+/g;
/** The same but for line feeds. */
const manyBlanks = /[^\S\n ][^\S\n]*| [^\S\n]+/g;

/** Accents that stand by themselves: to folding they are a blank with a mark. */
const spacingAccents = /[\u00a8\u00af\u00b4\u00b8\u02d8-\u02dd\u037a\u0384\u0385\u1fbd\u1fbf-\u1fc1\u1fcd-\u1fcf\u1fdd-\u1fdf\u1fed\u1fee\u1ffd\u1ffe\u2017\u203e\u309b\u309c\ufe49-\ufe4c\ufe70\ufe72\ufe74\ufe76\ufe78\ufe7a\ufe7c\ufe7e\uffe3]/g;

/**
 * The folding of searches (design §6): that of what is typed, and accents that stand by themselves are left out as those on letters are; final sigma depends on
 * what follows, so both forms are one. Folds letter by letter as well as a whole text.
 */
export function foldLetters(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? foldTyped(text.replace(spacingAccents, '')).replace(/ς/g, 'σ') : foldText(text);
}

/** What is compared in a search: folded, blanks of any kind and number one. Line feeds stay: they divide what does not belong together, and no term holds one. */
export function foldForSearch(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? foldLetters(text).replace(manyBlanks, ' ') : foldText(text);
}

/** One line of text as it is kept: blanks of any kind and number are one, none at the ends, no half of a surrogate pair. */
export function oneLine(text: string): string {
  const line = text.replace(notOneBlank, ' ').trim();
  return /[\ud800-\udfff]/.test(line) ? line.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd') : line;
}
