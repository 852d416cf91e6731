/** Full-text search: what other rooms use of it (see README.md). */
export { foldForSearch, foldLetters } from './fold.ts';
export { intersection, TextHits, textHits, union } from './hits.ts';
export { TextLookup } from './lookup.ts';
export { readableParts } from './message-text.ts';
export { bodyLines } from './stored-text.ts';
export { SearchIndex, searchIndexOf } from './search-index.ts';
export { foldedTerm, foldedTerms, wordsAndPhrases } from './terms.ts';
export type { TextPlace, TextTest } from './text-test.ts';
