import { foldForSearch } from './fold.ts';

/** A word or a phrase of a query as it is written: quoted phrases are kept together, the rest is divided at blanks (RFC 8621 §4.4.1). */
export function wordsAndPhrases(text: string): string[] {
  const found: string[] = [];
  // A quote that has no partner is a character like any other.
  for (const match of text.matchAll(/(?<!\S)"((?:[^"\\]|\\.)*)"|(?<!\S)'((?:[^'\\]|\\.)*)'|\S+/gs)) {
    const phrase = match[1] ?? match[2];
    const words = phrase === undefined ? match[0] : phrase.replace(/\\(["'\\])/g, '$1').trim();
    if (words !== '') found.push(words);
  }
  return [...new Set(found)];
}

/** A text to be found as it stands, blanks of any kind and number being one. */
export const foldedTerm = (text: string): string => foldForSearch(text.replace(/\s+/g, ' '));

/**
 * The terms of a JMAP filter's text, folded: all of them must be there. None: everything matches. An accent by itself is left out by folding, and a blank
 * that stood between it and a phrase asks for nothing.
 */
export function foldedTerms(text: string): string[] {
  return [...new Set(wordsAndPhrases(text).map((words) => foldedTerm(words).trim()))].filter((term) => term !== '');
}
