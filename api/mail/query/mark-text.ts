/** Finds folded texts in a text as it is written, and shows where they stand (RFC 8621 §5). */
import { foldLetters } from '../search/index.ts';
import type { Term } from './snippet-terms.ts';

/** One letter with its marks, as many as a letter has in any language; each goes into a snippet whole or not at all. */
const letters = /[\s\S]\p{M}{0,16}/gu;

/** A text in letters, some of them hit. */
export interface MarkedText {
  readonly letters: readonly string[];
  /** Letter by letter: whether it is part of a hit. */
  readonly hits: Uint8Array;
  /** Index of the first letter of the first hit. */
  readonly first: number;
  /** There is more text in front of it, and behind it. */
  readonly isCutBefore: boolean;
  readonly isCutAfter: boolean;
}

/**
 * Where the terms stand, found in the folded text and led back to the letters: `elephant` marks `Éléphant`, a hit in `ﬁ` marks the ligature.
 * @returns undefined where none is there
 */
export function markText(text: string, terms: readonly Term[]): MarkedText | undefined {
  const pieces = text.match(letters) ?? [];
  let folded = '';
  /** Per code unit of `folded`, the letter that it comes from. */
  const origin: number[] = [];
  for (const [index, piece] of pieces.entries()) {
    const part = foldLetters(piece);
    folded += part;
    for (let i = 0; i < part.length; i++) origin.push(index);
  }
  const hits = new Uint8Array(pieces.length);
  let first = pieces.length;
  const mark = (needle: string): boolean => {
    let at = folded.indexOf(needle);
    const found = at >= 0;
    for (; at >= 0; at = folded.indexOf(needle, at + needle.length)) {
      const start = origin[at] as number;
      hits.fill(1, start, (origin[at + needle.length - 1] as number) + 1);
      first = Math.min(first, start);
    }
    return found;
  };
  for (const { whole, parts } of terms) if (!mark(whole)) for (const part of parts) mark(part);
  return first === pieces.length ? undefined : { letters: pieces, hits, first, isCutBefore: false, isCutAfter: false };
}

/** Code units looked at together, and how much two neighbours share: what lies across their border is found in one of them. */
const windowLength = 8192;
const windowOverlap = 1024;

/** The stretch of a long text around the first hit, marked: only that one is taken apart letter by letter. */
export function markFirst(text: string, terms: readonly Term[]): MarkedText | undefined {
  if (terms.length === 0) return undefined;
  const needles = terms.flatMap(({ whole, parts }) => [whole, ...parts]);
  const wholes = terms.map(({ whole }) => whole);
  // A place where all of a text stands says more than one where a word of it does.
  for (const wanted of [wholes, needles]) {
    for (let start = 0; start < text.length; start += windowLength) {
      const window = text.slice(Math.max(0, start - windowOverlap), start + windowLength);
      const folded = foldLetters(window);
      if (wanted.some((needle) => folded.includes(needle))) {
        const marked = markText(window, terms);
        if (marked) return { ...marked, isCutBefore: start > windowOverlap, isCutAfter: start + windowLength < text.length };
      }
    }
  }
  return undefined;
}

const open = '<mark>';
const close = '</mark>';
const more = '…';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeHtml = (text: string): string => text.replace(/[&<>]/g, (character) => escapes[character] as string);

/** The whole text, escaped, with its hits in `<mark>`. */
export function showAll({ letters: pieces, hits }: MarkedText): string {
  return show(pieces, hits, 0, pieces.length);
}

function show(pieces: readonly string[], hits: Uint8Array, start: number, end: number): string {
  let shown = '';
  for (let i = start; i < end; i++) {
    if (hits[i] && !(i > start && hits[i - 1])) shown += open;
    shown += escapeHtml(pieces[i] as string);
    if (hits[i] && !(i + 1 < end && hits[i + 1])) shown += close;
  }
  return shown;
}

/** Octets of text that may stand before the first hit. */
const octetsBefore = 60;

/** A piece of the text around its first hit, at most `octets` of UTF-8, cut at blanks where there are some; what was left out is shown as `…`. */
export function showAround(marked: MarkedText, octets: number): string {
  const { letters: pieces, hits, first, isCutBefore, isCutAfter } = marked;
  const size = (index: number): number => Buffer.byteLength(escapeHtml(pieces[index] as string));
  const isBlank = (index: number): boolean => /^\s/.test(pieces[index] as string);
  let start = first;
  for (let room = octetsBefore; start > 0 && size(start - 1) <= room; start--) room -= size(start - 1);
  // From the beginning of a word, unless it is all one.
  const blank = start > 0 ? pieces.slice(start, first).findIndex((piece) => /^\s/.test(piece)) : -1;
  if (blank >= 0) start += blank + 1;
  const isShortened = start > 0 || isCutBefore;
  let left = octets - (isShortened ? Buffer.byteLength(more) : 0);
  let end = start;
  for (; end < pieces.length; end++) {
    const cost = size(end) + (hits[end] && !(end > start && hits[end - 1]) ? open.length + close.length : 0);
    const ahead = end + 1 < pieces.length || isCutAfter ? Buffer.byteLength(more) : 0;
    if (cost + ahead > left) break;
    left -= cost;
  }
  if (end < pieces.length) end = wordEnd(end);
  return `${isShortened ? more : ''}${show(pieces, hits, start, end)}${end < pieces.length || isCutAfter ? more : ''}`;

  /** Back to the end of a word, a little, and never into a hit. */
  function wordEnd(at: number): number {
    for (let i = at; i > first && i > at - 20; i--) {
      if (isBlank(i)) return i;
      if (hits[i - 1]) return at;
    }
    return at;
  }
}

/** Marks that turn the direction of what follows: half of a pair would turn the rest of the page. Marks of one place only stay. */
export const withoutDirections = (text: string): string => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
