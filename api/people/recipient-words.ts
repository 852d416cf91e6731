/** Words by which recipients are found. */
import type { Term } from '../../db/repositories/correspondents.ts';
import { foldText, foldTyped } from '../mail/mime/fold-text.ts';
import { splitAddress } from './recipients.ts';

/** More words than this are no name. */
const mostWords = 24;
const mostTerms = 8;

const split = (folded: string): string[] => folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');

/** Of a name both as it is written and as others type it: whoever writes either finds it. */
const wordsOfName = (name: string): string[] => [foldText(name), foldTyped(name)].flatMap((folded) => split(folded).slice(0, mostWords));

/**
 * Folded words of a name and an address: those of the name, the whole address, and the pieces of what stands before the `@`.
 * @param withDomain also the domain and its pieces: of no use where everybody has the same
 */
export function recipientWords(name: string, address: string, withDomain: boolean): string[] {
  const { local, domain } = splitAddress(address) ?? { local: address, domain: '' };
  const words = [...wordsOfName(name), foldText(address), ...split(foldText(local)).slice(0, mostWords)];
  if (withDomain) words.push(foldText(domain), ...split(foldText(domain)).slice(0, mostWords));
  return [...new Set(words)];
}

/** What was typed, word by word; null where nothing in it could be found. An empty list where nothing was typed. */
export function readTerms(query: string): Term[] | null {
  const typed = foldText(query).split(/\s+/u).filter((word) => word !== '');
  const terms = typed.map((word) => ({ whole: word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''), parts: split(word) })).filter(({ parts }) => parts.length > 0).slice(0, mostTerms);
  return typed.length > 0 && terms.length === 0 ? null : terms;
}

/** Does each term stand at the start of a word? */
export function fitsWords(words: readonly string[], terms: readonly Term[]): boolean {
  const begins = (start: string): boolean => words.some((word) => word.startsWith(start));
  return terms.every(({ whole, parts }) => begins(whole) || (parts.length > 1 && parts.every(begins)));
}
